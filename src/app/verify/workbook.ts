import { named, quotation } from '../../base/quotation.ts';
import { counted } from '../../base/counted.ts';
import { createHash, type Hash } from 'node:crypto';
import { KnownTexts } from '../../base/io/knownTexts.ts';
import type { RunRecord } from '../../domain/record.ts';
import { isOwnZip, readEntry, zipEntries, type ZipEntry } from '../../pack/zip/reader.ts';
import { readCells, type ReadCell, type ReadSheet } from '../../report/workbook/readCells.ts';
import { markupOf } from './markup.ts';
import { sameSet } from './setInText.ts';
import { Differences, type Step, type Wording } from './step.ts';

/**
 * Compares the pack's workbook, opened with a reader of its own, with a fresh rendering: sheet by sheet and cell by cell,
 * then file by file within it (styles, links), each byte by byte once unpacked. How zlib packs them depends on version and
 * machine and says nothing.
 */
export async function checkWorkbook(found: string, fresh: string, wording: Wording, record: RunRecord): Promise<Step> {
  const differences = new Differences(wording);
  let names: KnownTexts | undefined;
  const isName = (text: string): boolean => (names ??= namesIn(record)).has(text);
  const theirs = await readCells(found);
  const ours = await readCells(fresh);
  const sheets = (of: readonly ReadSheet[]): string => of.map(({ name }) => name).join(', ');
  if (sheets(theirs) !== sheets(ours))
    differences.add(
      `The workbook has the sheets ${quotation(sheets(theirs), 2_000)}; rendered again it has ${quotation(sheets(ours), 2_000)}.`,
    );
  const [packaged, again] = [await zipEntries(found), await zipEntries(fresh)];
  const [files, expected] = [await filesIn(found, packaged), await filesIn(fresh, again)];
  let cells = 0;
  for (const sheet of ours) {
    const other = theirs.find(({ name }) => name === sheet.name);
    if (other === undefined) continue;
    const [file, own] = [files.get(other.entry), expected.get(sheet.entry)];
    // Equal bytes hold equal cells.
    cells +=
      file !== undefined && file.sha256 === own?.sha256
        ? file.cells
        : await compareSheet(other, sheet, differences, isName);
  }
  if (differences.count === 0)
    for (const name of new Set([...files.keys(), ...expected.keys()]))
      if (files.get(name)?.sha256 !== expected.get(name)?.sha256)
        await compareFile(name, [found, packaged], [fresh, again], differences);
  const order = (entries: readonly ZipEntry[]): string => entries.map(({ name }) => name).join('\n');
  if (differences.count === 0 && !(order(packaged) === order(again) && (await isOwnZip(found, packaged))))
    differences.add('The workbook was zipped by another program: its files have different times, fields or order.');
  return differences.step(
    'workbook',
    `${counted(cells, 'cell')} in ${counted(ours.length, 'sheet')} of the workbook were read and compared with a fresh rendering from the record, and every file within it is the same, byte for byte.`,
  );
}

/** How many cells were compared. */
async function compareSheet(
  found: ReadSheet,
  fresh: ReadSheet,
  differences: Differences,
  isName: (text: string) => boolean,
): Promise<number> {
  let compared = 0;
  const values = { theirs: createHash('sha256'), ours: createHash('sha256') };
  const [theirs, ours] = [found.rows(), fresh.rows()];
  let [left, right] = [await theirs.next(), await ours.next()];
  let last = 0;
  while (left.done !== true || right.done !== true) {
    const rowLeft = left.done === true ? Infinity : left.value.row;
    const rowRight = right.done === true ? Infinity : right.value.row;
    const row = Math.min(rowLeft, rowRight);
    if (row <= last) differences.add(`Sheet ${found.name} holds row ${String(row)} twice, or out of order.`);
    last = row;
    const cellsLeft = left.done !== true && rowLeft === row ? left.value.cells : [];
    const cellsRight = right.done !== true && rowRight === row ? right.value.cells : [];
    compared += compareRow(found.name, cellsLeft, cellsRight, differences);
    if (differences.wording === 'another') {
      addValues(values.theirs, row, cellsLeft, isName);
      addValues(values.ours, row, cellsRight, isName);
    }
    if (rowLeft === row) left = await theirs.next();
    if (rowRight === row) right = await ours.next();
  }
  if (values.theirs.digest('hex') !== values.ours.digest('hex'))
    differences.add(
      `Sheet ${found.name}: its numbers, verdicts and names are not those that the record gives, or are in other places. A different wording would change none of them.`,
    );
  return compared;
}

/** A verdict, the run's state or a hash, as it stands in a cell. */
const ANSWER =
  /^(?:Compliant|NonCompliant|Unknown|Exempt|NotApplicable|(?:IN)?COMPLETE|[0-9a-f]{64})(?: \u2013 (?:limited|attested))?$/;

/** Takes cell by cell what no wording may change or move. */
function addValues(hash: Hash, row: number, cells: readonly ReadCell[], isName: (text: string) => boolean): void {
  for (const { at, kind, value } of cells)
    if (kind !== 's' || ANSWER.test(value) || isName(value)) hash.update(JSON.stringify([row, at, kind, value]));
}

/** Names in the record: of resources, and of where they are. */
function namesIn({ verdicts, chains, coverage }: RunRecord): KnownTexts {
  const names = new KnownTexts();
  const add = (text: string | undefined): void => {
    if (text !== undefined && text !== '') names.addNew(text);
  };
  for (const { subject, subjectName, resourceGroup } of verdicts) [subject, subjectName, resourceGroup].forEach(add);
  for (const { disk, resourceId, name, virtualMachine } of chains)
    [disk, resourceId, name, virtualMachine].forEach(add);
  for (const { subscriptionId, name } of coverage) [subscriptionId, name].forEach(add);
  return names;
}

function compareRow(
  sheet: string,
  found: readonly ReadCell[],
  fresh: readonly ReadCell[],
  differences: Differences,
): number {
  const theirs = new Map(found.map((cell) => [cell.at, cell]));
  const ours = new Map(fresh.map((cell) => [cell.at, cell]));
  for (const at of new Set([...theirs.keys(), ...ours.keys()])) {
    const [a, b] = [theirs.get(at), ours.get(at)];
    if (a?.kind === b?.kind && a?.value === b?.value) continue;
    const sentence = `Sheet ${sheet}, cell ${at} holds ${shown(a, b)}; rendered from the record it is ${shown(b, a)}.`;
    if (sameSet(a?.value ?? '', b?.value ?? '')) differences.reads(sentence);
    else differences.add(sentence);
  }
  if (theirs.size < found.length) differences.add(`Sheet ${sheet} holds a cell twice.`);
  return ours.size;
}

/** Characters shown of a value, and of what the two have in common before they differ. */
const SHOWN = 100;
const BEFORE = 20;

function shown(cell: ReadCell | undefined, other: ReadCell | undefined): string {
  if (cell === undefined) return 'nothing';
  const { kind, value } = cell;
  let same = 0;
  while (same < value.length && other?.value[same] === value[same]) same += 1;
  const from = value.length > SHOWN && same > BEFORE ? same - BEFORE : 0;
  const cut = `${from > 0 ? '…' : ''}${value.slice(from, from + SHOWN)}${from + SHOWN < value.length ? '…' : ''}`;
  return kind === 'n' ? named(cut) : kind === 'f' ? `the formula ${quotation(`=${cut}`)}` : quotation(cut);
}

/** Files of a workbook in which wording and looks lie; a relation and the list of files are in others. */
const WORDED = /^xl\/(?:worksheets\/sheet\d+|styles)\.xml$/;

type Package = readonly [path: string, entries: readonly ZipEntry[]];

/** A file that differs although every cell agrees: in a style, a link or a property. */
async function compareFile(name: string, found: Package, fresh: Package, differences: Differences): Promise<void> {
  const sentence = `The workbook's file ${named(name)} differs from a fresh rendering, though every ${differences.wording === 'own' ? 'cell' : 'value'} agrees: a style, a link or a property was changed, or another version of the program wrote it.`;
  const [theirs, ours] = [found, fresh].map(([, entries]) => entries.find((entry) => entry.name === name));
  if (differences.wording === 'own' || !WORDED.test(name) || theirs === undefined || ours === undefined) {
    differences.add(sentence);
    return;
  }
  const { isPlain, fixed } = await markupOf(found[0], theirs);
  if (!isPlain)
    differences.add(
      `The workbook's file ${named(name)} holds something that Excel may show differently from how it was read here.`,
    );
  else if (fixed !== (await markupOf(fresh[0], ours)).fixed)
    differences.add(
      `The workbook's file ${named(name)} has other links, formats of numbers, values of formulas, merged or hidden cells or conditional formats than a fresh rendering.`,
    );
  else differences.reads(sentence);
}

/** A file of a package, unpacked. */
interface PackagedFile {
  readonly sha256: string;
  /** Ends of cells with content; of a sheet, as many as it has values. */
  readonly cells: number;
}

const CELL_END = Buffer.from('</c>');

async function filesIn(path: string, entries: readonly ZipEntry[]): Promise<ReadonlyMap<string, PackagedFile>> {
  const all = new Map<string, PackagedFile>();
  for (const entry of entries) {
    const hash = createHash('sha256');
    let cells = 0;
    let rest = Buffer.alloc(0);
    for await (const chunk of readEntry(path, entry)) {
      hash.update(chunk);
      const bytes = Buffer.concat([rest, chunk]);
      for (let at = bytes.indexOf(CELL_END); at >= 0; at = bytes.indexOf(CELL_END, at + CELL_END.length)) cells += 1;
      // Too short to hold a whole end, which would be counted twice.
      rest = bytes.subarray(-(CELL_END.length - 1));
    }
    all.set(entry.name, { sha256: hash.digest('hex'), cells });
  }
  return all;
}
