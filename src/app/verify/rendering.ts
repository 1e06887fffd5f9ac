import { quotation } from '../../base/quotation.ts';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wholeOf } from '../../pack/files.ts';
import { BOUNDS } from '../../pack/bounds.ts';
import { PART, earlierWorkbookNameOf, workbookNameOf } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { UNPACKED } from '../../pack/zip/writer.ts';
import { EXCEL_LIMITS } from '../../report/workbook/limits.ts';
import type { PackContents } from '../../report/packContents.ts';
import { packReadme } from '../../report/packReadme.ts';
import { SHEETS } from '../../report/sheets.ts';
import { writeWorkbook } from '../../report/workbook.ts';
import { sameSet } from './setInText.ts';
import { Differences, type Step, type Wording } from './step.ts';
import { checkWorkbook } from './workbook.ts';

/** The workbook against a fresh rendering from the contents. */
export async function checkRendering(pack: Pack, contents: PackContents, wording: Wording): Promise<Step> {
  const { record, runId } = contents;
  const names = [workbookNameOf, earlierWorkbookNameOf].map((nameOf) => nameOf(record.scope, record.asOf, runId));
  const name = names.find((each) => pack.names.includes(each));
  if (name === undefined) {
    const differences = new Differences();
    differences.add(`The pack lacks its workbook ${names[0] ?? ''}.`);
    return differences.step('workbook', '');
  }
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-verify-'));
  try {
    const [found, fresh] = [join(folder, 'found.xlsx'), join(folder, 'fresh.xlsx')];
    await pipeline(Readable.from(pack.open(name)), createWriteStream(found));
    await writeWorkbook(contents, fresh, EXCEL_LIMITS, SHEETS, UNPACKED);
    return await checkWorkbook(found, fresh, wording, contents.record);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lines of README.txt that hold what the run states about itself; they are not wording. */
const HEAD = /^(?:Scope|As of|Run|Code|Baseline|State) /;

/** Everything from the first to the last of them, and any that appear elsewhere. */
function headOf(lines: readonly string[]): string {
  const isHead = (line: string): boolean => HEAD.test(line);
  return lines.slice(lines.findIndex(isHead), lines.findLastIndex(isHead) + 1).join('\n');
}

/** README.txt, line by line. */
export async function checkReadme(pack: Pack, contents: PackContents, wording: Wording): Promise<Step> {
  const differences = new Differences(wording);
  const fresh = packReadme(contents);
  const bytes = await wholeOf(pack, PART.readme, BOUNDS.readme);
  if (!bytes.equals(Buffer.from(fresh, 'utf8'))) compareReadme(bytes.toString('utf8'), fresh, differences);
  return differences.step('texts', 'README.txt says what the record says, word for word.');
}

function compareReadme(text: string, fresh: string, differences: Differences): void {
  const [found, expected] = [text.split('\n'), fresh.split('\n')];
  const first = otherLines(found, expected).next().value ?? `${PART.readme} is not UTF-8 text.`;
  const isWorded =
    differences.wording === 'another' &&
    text !== fresh &&
    found.length <= expected.length + MORE_LINES &&
    sameSet(text, fresh) &&
    headOf(found) === headOf(expected);
  if (!isWorded) differences.add(first);
  else for (const sentence of otherLines(found, expected)) differences.reads(sentence);
}

/** Lines that another version may have written beside those of this one. */
const MORE_LINES = 100;

/** A sentence for each line that is another. */
function* otherLines(found: readonly string[], expected: readonly string[]): Generator<string, undefined> {
  for (let at = 0; at < Math.max(found.length, expected.length); at += 1)
    if (found[at] !== expected[at])
      yield `${PART.readme}, line ${String(at + 1)} reads ${lineNamed(found[at])}; rendered from the record it is ${lineNamed(expected[at])}.`;
  return undefined;
}

function lineNamed(line: string | undefined): string {
  return line === undefined ? 'nothing' : quotation(line);
}
