import { text } from 'node:stream/consumers';
import { compareText } from '../base/order.ts';
import { readEntry, zipEntries, type ZipEntry } from '../pack/zip/reader.ts';
import { PACKED, writeZip, type Packing, type ZipWriter } from '../pack/zip/writer.ts';
import { CHART_TYPES, chartFiles, DRAWING_ELEMENT, DRAWING_RELATIONSHIP, type SheetChart } from './chartFiles.ts';
import { escapeXml } from './escapeXml.ts';
import { bytesOf, finishSheet } from './finishSheet.ts';
import { finishStyles } from './finishStyles.ts';
import type { SheetLinks } from './sheetLinks.ts';

/** What a sheet gets after exceljs has written it. */
export interface SheetExtras {
  /** In the order of their cells. */
  readonly links: SheetLinks;
  chart?: SheetChart;
}

/** A name that stands for cells. */
export interface DefinedName {
  readonly name: string;
  readonly refersTo: string;
}

export interface PackageExtras {
  /** In the order in which the sheets were added. */
  readonly sheets: readonly SheetExtras[];
  readonly names: readonly DefinedName[];
}

/**
 * Packs exceljs's output again, for what it cannot do: fonts in the order of the schema, links as the format wants them (inner ones by
 * `location`, before the page's margins), charts, and a fixed order and date of entries. The unpacked parts do not depend on the machine;
 * the packed bytes depend on its zlib.
 */
export async function finishPackage(
  from: string,
  to: string,
  extras: PackageExtras,
  packing: Packing = PACKED,
): Promise<void> {
  const entries = [...(await zipEntries(from))].sort(inPackageOrder);
  await writeZip(to, packing, async (output) => {
    for (const entry of entries) {
      const number = sheetNumber(entry.name);
      const own = number === undefined ? undefined : extras.sheets[number - 1];
      const content = readEntry(from, entry);
      const rewrite = REWRITTEN[entry.name];
      if (rewrite !== undefined) await output.add(entry.name, [Buffer.from(rewrite(await text(content), extras))]);
      else if (own === undefined) await output.add(entry.name, content);
      else await addSheet(output, entry.name, content, own);
    }
  });
}

/** Small files that are changed as a whole. */
const REWRITTEN: Readonly<Record<string, ((text: string, extras: PackageExtras) => string) | undefined>> = {
  'xl/styles.xml': finishStyles,
  'xl/workbook.xml': (text, { names }) =>
    text.replace(
      '</definedNames>',
      `${names.map(({ name, refersTo }) => `<definedName name="${name}">${escapeXml(refersTo)}</definedName>`).join('')}</definedNames>`,
    ),
  '[Content_Types].xml': (text, { sheets }) =>
    text.replace('</Types>', `${sheets.some(({ chart }) => chart !== undefined) ? CHART_TYPES : ''}</Types>`),
};

async function addSheet(
  output: ZipWriter,
  name: string,
  content: AsyncIterable<Buffer>,
  { links, chart }: SheetExtras,
): Promise<void> {
  await output.add(name, finishSheet(content, links.element(), name, chart === undefined ? '' : DRAWING_ELEMENT));
  if (links.outside > 0 || chart !== undefined)
    await output.add(
      name.replace('worksheets/', 'worksheets/_rels/') + '.rels',
      bytesOf(relationshipsOf(links, chart !== undefined)),
    );
  if (chart !== undefined) for (const [path, text] of chartFiles(chart)) await output.add(path, [Buffer.from(text)]);
}

const PACKAGE_ORDER = [
  /^\[Content_Types\]\.xml$/,
  /^_rels\//,
  /^docProps\//,
  /^xl\/workbook\.xml$/,
  /^xl\/_rels\//,
  /^xl\/(styles|theme)/,
];

function inPackageOrder(a: ZipEntry, b: ZipEntry): number {
  return (
    rank(a.name) - rank(b.name) ||
    (sheetNumber(a.name) ?? 0) - (sheetNumber(b.name) ?? 0) ||
    compareText(a.name, b.name)
  );
}

function rank(name: string): number {
  const at = PACKAGE_ORDER.findIndex((pattern) => pattern.test(name));
  return at < 0 ? PACKAGE_ORDER.length : at;
}

function sheetNumber(name: string): number | undefined {
  const match = /^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

function* relationshipsOf(links: SheetLinks, withDrawing: boolean): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">';
  yield* links.relationships();
  yield `${withDrawing ? DRAWING_RELATIONSHIP : ''}</Relationships>`;
}
