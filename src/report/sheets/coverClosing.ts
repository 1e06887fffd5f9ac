import { linkCell } from '../cell.ts';
import { limitsOfKnowledge } from '../limitsOfKnowledge.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line, Listed } from '../sheet.ts';
import { HOW_TO_VERIFY } from '../verifyWords.ts';
import { counted } from '../../base/counted.ts';

/** What this pack says and only earlier ones prove. */
function onEarlierRuns({ contents, findings }: PackIndex): string {
  const { changes, earlier, previous } = contents;
  const ages = `when ${counted(findings.length, 'finding')} were first seen`;
  return previous === undefined
    ? `Taken on trust, since this pack names no earlier one: that there is none, and ${ages}.`
    : `Proven only with the earlier packs (unbroken verify PACK --previous EARLIER): ${counted(changes.length, 'change')}, the trend over ${counted(earlier.length, 'earlier run')}, ${ages}, and restores that only earlier runs saw.`;
}

/** What the pack cannot know, how to check it, what ties it together, and where everything stands. */
export function* closingLines(index: PackIndex, listed: readonly Listed[]): Generator<Line> {
  const { contents } = index;
  yield { kind: 'heading', text: '8. Limits of the method' };
  for (const limit of limitsOfKnowledge(index.record)) yield { kind: 'text', text: `• ${limit}` };
  yield { kind: 'text', text: `• ${onEarlierRuns(index)}` };
  yield { kind: 'blank' };
  // A page of its own, to be taken out and followed; no heading is left behind at the foot of the one before.
  yield { kind: 'pageBreak' };
  yield { kind: 'heading', text: '9. How to verify' };
  for (const [at, step] of HOW_TO_VERIFY.entries()) yield { kind: 'text', text: `${String(at + 1)}. ${step}` };
  yield { kind: 'blank' };
  yield { kind: 'heading', text: '10. Integrity' };
  yield {
    kind: 'pair',
    label: 'Record SHA-256',
    value: { kind: 'code', text: contents.recordSha256 },
    name: 'Record_SHA256',
  };
  yield {
    kind: 'pair',
    label: 'Previous manifest SHA-256',
    value: { kind: 'code', text: contents.previous?.manifestSha256 ?? 'none: first run' },
    name: 'Previous_manifest_SHA256',
  };
  yield {
    kind: 'pair',
    label: 'Signature',
    value: contents.signed
      ? 'manifest.json is signed by a Key Vault key; the signature and the public key are stored next to it'
      : 'unsigned: hashes reveal accidental, not deliberate, change',
  };
  yield {
    kind: 'note',
    text: 'The hash of this pack’s own manifest cannot be inside it: it is in the mail and in the history of runs.',
  };
  yield { kind: 'blank' };
  yield { kind: 'heading', text: '11. Sheets' };
  for (const { name, holds } of listed)
    yield { kind: 'entry', link: linkCell(name, { kind: 'cell', sheet: name, row: 1 }), text: holds };
}
