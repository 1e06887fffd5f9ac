import { open } from 'node:fs/promises';
import type { LinkTarget } from './cell.ts';
import { finishSheet } from './finishSheet.ts';
import { finishStyles } from './finishStyles.ts';
import { readEntry, zipEntries, type ZipEntry } from './zipReader.ts';
import { ZipWriter } from './zipWriter.ts';

/** The links of one sheet, in the order of their cells. */
export interface SheetLinks {
  readonly links: { readonly cell: string; readonly to: LinkTarget }[];
}

/**
 * Packs exceljs's output again, for what it cannot do: fonts in the order of the schema, links as the format wants them (inner ones by
 * `location`, before the page's margins), a fixed order and date of entries, and bytes that do not depend on the
 * machine – zlib packs differently on other processors and versions, fflate does not.
 * @param links of each sheet, in the order in which the sheets were added.
 */
export async function finishPackage(from: string, to: string, links: readonly SheetLinks[]): Promise<void> {
  const entries = [...(await zipEntries(from))].sort(inPackageOrder);
  const file = await open(to, 'w');
  try {
    const output = new ZipWriter(file);
    for (const entry of entries) {
      const sheet = sheetNumber(entry.name);
      const own = sheet === undefined ? undefined : links[sheet - 1];
      const content = readEntry(from, entry);
      if (entry.name === STYLES) await output.add(entry.name, [Buffer.from(finishStyles(await textOf(content)))]);
      else
        await output.add(entry.name, own === undefined ? content : finishSheet(content, hyperlinksOf(own), entry.name));
      const relationships = own === undefined ? '' : relationshipsOf(own);
      if (relationships !== '')
        await output.add(`xl/worksheets/_rels/sheet${String(sheet)}.xml.rels`, [Buffer.from(relationships)]);
    }
    await output.end();
  } finally {
    await file.close();
  }
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
    rank(a.name) - rank(b.name) || (sheetNumber(a.name) ?? 0) - (sheetNumber(b.name) ?? 0) || (a.name < b.name ? -1 : 1)
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

const STYLES = 'xl/styles.xml';

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}

function hyperlinksOf({ links }: SheetLinks): string {
  if (links.length === 0) return '';
  let web = 0;
  const elements = links.map(({ cell, to }) =>
    to.kind === 'web'
      ? `<hyperlink ref="${cell}" r:id="rId${String((web += 1))}"/>`
      : `<hyperlink ref="${cell}" location="${escapeXml(`'${to.sheet.replaceAll("'", "''")}'!A${String(to.row)}`)}"/>`,
  );
  return `<hyperlinks>${elements.join('')}</hyperlinks>`;
}

function relationshipsOf({ links }: SheetLinks): string {
  const web = links.flatMap(({ to }) => (to.kind === 'web' ? [to.url] : []));
  if (web.length === 0) return '';
  const elements = web.map(
    (url, at) =>
      `<Relationship Id="rId${String(at + 1)}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="${escapeXml(url)}" TargetMode="External"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${elements.join('')}</Relationships>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
