import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { errorText } from '../base/errorText.ts';
import { PACKED, UNPACKED, type Packing } from '../pack/zip/writer.ts';
import { oneLine } from './cleanText.ts';
import { finishPackage, type PackageExtras } from './finishPackage.ts';
import { EXCEL_LIMITS, type SheetLimits } from './limits.ts';
import type { PackContents } from './packContents.ts';
import { PackIndex } from './packIndex.ts';
import { writePage } from './pageWriter.ts';
import type { Sheet } from './sheet.ts';
import type { SheetTarget } from './sheetTarget.ts';
import { SHEETS } from './sheets.ts';
import { writeTable } from './tableWriter.ts';
import { moment, scopeInShort } from './words.ts';

/** The workbook could not be written; nothing is left at its path. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError';
}

/**
 * Writes the evidence workbook row by row, so that memory does not grow with the number of rows.
 * Equal contents give equal bytes on every machine. The file appears at `path` when it is whole; until then two
 * temporary files lie beside it.
 * @throws WorkbookError with its cause.
 */
export async function writeWorkbook(
  contents: PackContents,
  path: string,
  limits: SheetLimits = EXCEL_LIMITS,
  sheets: readonly Sheet[] = SHEETS,
  packing: Packing = PACKED,
): Promise<void> {
  const raw = `${path}.raw.part`;
  const finished = `${path}.part`;
  try {
    const extras = await writeRaw(contents, raw, limits, sheets, packing);
    await finishPackage(raw, finished, extras, packing);
    await rename(finished, path);
  } catch (cause) {
    await rm(finished, { force: true });
    throw new WorkbookError(`The workbook ${path} could not be written: ${errorText(cause)}`, {
      cause,
    });
  } finally {
    await rm(raw, { force: true });
  }
}

/** exceljs’s own output: right in its sheets, but without links and stamped with the time of writing. Exported for its test. */
export async function writeRaw(
  contents: PackContents,
  raw: string,
  limits: SheetLimits,
  sheets: readonly Sheet[] = SHEETS,
  packing: Packing = PACKED,
): Promise<PackageExtras> {
  // exceljs listens for errors of a file only at its end: a path that cannot be opened would keep it waiting for ever.
  const stream = createWriteStream(raw);
  await once(stream, 'open');
  try {
    return await Promise.race([writeSheets(contents, stream, limits, sheets, packing), failureOf(stream)]);
  } finally {
    stream.destroy();
  }
}

async function writeSheets(
  contents: PackContents,
  stream: WriteStream,
  limits: SheetLimits,
  sheets: readonly Sheet[],
  packing: Packing,
): Promise<PackageExtras> {
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    // Shared strings would keep every text of the workbook in memory until the end.
    useSharedStrings: false,
    // Read once and packed again.
    zip: { zlib: { level: packing === UNPACKED ? UNPACKED : 1 } },
  });
  describe(writer, contents);
  const target: SheetTarget = { writer, stream, limits, footer: footerOf(contents), extras: [], names: [] };
  const index = new PackIndex(contents, limits);
  for (const sheet of sheets) {
    if (sheet.kind === 'page') writePage(sheet, index, target);
    else await writeTable(sheet, index, target);
  }
  await writer.commit();
  return { sheets: target.extras, names: target.names };
}

/** Rejects when the file cannot be written on, e.g. for a full disk; never resolves. */
export function failureOf(stream: WriteStream): Promise<never> {
  return new Promise((_resolve, reject) => stream.once('error', reject));
}

function describe(writer: ExcelJS.Workbook, contents: PackContents): void {
  const { record } = contents;
  const asOf = new Date(record.asOf);
  writer.creator = `Unbroken ${record.codeVersion}`;
  writer.lastModifiedBy = writer.creator;
  writer.created = asOf;
  writer.modified = asOf;
  writer.title = `Encryption evidence: ${oneLine(contents.scopeText)}`;
  writer.subject = `${record.state}, as of ${moment(record.asOf)}`;
  writer.keywords = 'Azure managed disks, encryption, backup, disaster recovery, audit evidence';
  writer.description = `Run ${oneLine(contents.runId)}. Record SHA-256 ${contents.recordSha256}.`;
  writer.category = 'Audit evidence';
}

/** A footer holds 255 characters in its three parts. */
const FOOTER_LETTERS = 60;

/** `&` starts a code in a footer, so it is doubled. */
function footerOf(contents: PackContents): string {
  const short = (text: string): string => {
    const letters = Array.from(oneLine(text));
    return (letters.length <= FOOTER_LETTERS ? letters : [...letters.slice(0, FOOTER_LETTERS - 1), '…'])
      .join('')
      .replaceAll('&', '&&');
  };
  return `&L&8 ${short(scopeInShort(contents.scopeText))}&C&8 Run ${short(contents.runId)}&R&8 &A, page &P of &N`;
}
