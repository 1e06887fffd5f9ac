import { PART, sourceOfPart } from '../../pack/parts.ts';
import { idCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import { PART_MEANINGS } from '../partMeanings.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { HOW_TO_VERIFY } from '../verifyWords.ts';
import { inWords } from '../words.ts';

export const integrity: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: 'Integrity',
  holds: 'appendix: hashes of everything in the pack, and how to check them',
  tab: '4A5560',
  about:
    'What ties the pack together: the hashes of the record, the baseline, the previous manifest and every file written before this workbook; then how to check them.',
  columns: [
    { title: 'Part', width: 16 },
    { title: 'Name', width: 38 },
    { title: 'SHA-256', width: 70 },
    { title: 'Bytes', width: 14, right: true },
    { title: 'Rows', width: 12, right: true },
    { title: 'What it means', width: 66 },
  ],
  frozenColumns: 2,
  printedColumns: 6,
  whenEmpty: undefined,
  *rows(index) {
    yield* chainRows(index);
    for (const { name, sha256, bytes, rows } of index.contents.parts)
      yield ['File', name, idCell(sha256), bytes, rows, meaningOf(name)];
    for (const [at, step] of HOW_TO_VERIFY.entries())
      yield ['How to verify', `Step ${String(at + 1)}`, undefined, undefined, undefined, step];
  },
};

function* chainRows({ contents, record }: PackIndex): Generator<readonly Cell[]> {
  const row = (part: string, name: string, sha256: string | undefined, meaning: string): readonly Cell[] => [
    part,
    name,
    idCell(sha256),
    undefined,
    undefined,
    meaning,
  ];
  yield row(
    'Record',
    'record.jsonl, unpacked',
    contents.recordSha256,
    'Every verdict of this run with its reasons and facts.',
  );
  yield row(
    'Baseline',
    `${record.baseline.name}, version ${record.baseline.version}`,
    record.baseline.sha256,
    `${PART_MEANINGS[PART.baseline]} The file is ${PART.baseline}.`,
  );
  yield row(
    'Previous manifest',
    contents.previous?.runId ?? 'none: first run',
    contents.previous?.manifestSha256,
    'manifest.json of the previous run: packs form a chain in which none can be replaced or omitted.',
  );
  yield row(
    'This manifest',
    'manifest.json',
    undefined,
    'Lists this workbook too, so its hash cannot be shown here: it is in the mail that announced the run and in the history of runs.',
  );
  yield row(
    'Signature',
    contents.signed ? 'signed' : 'unsigned',
    undefined,
    contents.signed
      ? 'A Key Vault key signed the manifest; the signature and the public key are stored next to it.'
      : 'Hashes reveal accidental, not deliberate, change: anyone who can replace both the pack and the mail can replace every hash.',
  );
}

/** What a file of the pack holds; nothing for a file that no run writes, which `verify` may have to render. */
function meaningOf(name: string): string | undefined {
  const source = sourceOfPart(name);
  if (source !== undefined) return `The rows of ${inWords(source)} as Azure returned them.`;
  if (name.startsWith('excerpts/')) return 'For recipients who get part of the run: its workbook or its figures.';
  return hasFixedName(name) ? PART_MEANINGS[name] : undefined;
}

function hasFixedName(name: string): name is keyof typeof PART_MEANINGS {
  return Object.hasOwn(PART_MEANINGS, name);
}
