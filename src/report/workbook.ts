import type ExcelJS from 'exceljs';
import { PACKED, type Packing } from '../pack/zip/writer.ts';
import { oneLine } from './cleanText.ts';
import { EXCEL_LIMITS, type SheetLimits } from './workbook/limits.ts';
import type { PackContents } from './packContents.ts';
import { PackIndex } from './packIndex.ts';
import { writePage } from './workbook/pageWriter.ts';
import type { Sheet } from './sheet.ts';
import type { SheetTarget } from './workbook/sheetTarget.ts';
import { SHEETS } from './sheets.ts';
import { writeTable } from './workbook/tableWriter.ts';
import { moment, scopeInShort } from './words.ts';
import { writePackage, type OpenWorkbook } from './workbook/workbookPackage.ts';

/** Writes the evidence workbook: equal contents give equal parts. @throws WorkbookError with its cause. */
export async function writeWorkbook(
  contents: PackContents,
  path: string,
  limits: SheetLimits = EXCEL_LIMITS,
  sheets: readonly Sheet[] = SHEETS,
  packing: Packing = PACKED,
): Promise<void> {
  await writePackage(path, packing, (workbook) => writeSheets(contents, workbook, limits, sheets));
}

/** Exported for its test. */
export async function writeSheets(
  contents: PackContents,
  workbook: OpenWorkbook,
  limits: SheetLimits,
  sheets: readonly Sheet[] = SHEETS,
): Promise<void> {
  describe(workbook.writer, contents);
  const target: SheetTarget = { ...workbook, limits, footer: footerOf(contents) };
  const index = new PackIndex(contents, limits);
  for (const sheet of sheets) {
    if (sheet.kind === 'page') writePage(sheet, index, target);
    else await writeTable(sheet, index, target);
  }
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
