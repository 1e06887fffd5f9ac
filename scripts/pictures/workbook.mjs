// Pictures of sheets as they print: LibreOffice makes a PDF of the workbook, poppler a picture of each sheet's first page.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './tools.mjs';

/** @param sheets name of each sheet → file that its picture goes to */
export function drawSheets(workbook, sheets, folder) {
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'office')).href}`;
  run(
    'soffice',
    [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, workbook],
    'LibreOffice (Debian: libreoffice-calc)',
  );
  const [pdf] = readdirSync(folder).filter((file) => file.endsWith('.pdf'));
  if (pdf === undefined) throw new Error('LibreOffice made no PDF.');
  const path = join(folder, pdf);
  const poppler = 'poppler (Debian: poppler-utils)';
  const pages = run('pdftotext', ['-layout', path, '-'], poppler).split('\f');
  for (const [sheet, target] of Object.entries(sheets)) {
    // Every sheet begins with its name; the Cover is the first.
    const at = sheet === 'Cover' ? 0 : pages.findIndex((page) => page.trimStart().split('\n')[0]?.trim() === sheet);
    if (at < 0) throw new Error(`The sheet ${sheet} is not in the workbook.`);
    const number = String(at + 1);
    const base = target.replace(/\.png$/, '');
    run('pdftoppm', ['-png', '-singlefile', '-r', '90', '-f', number, '-l', number, path, base], poppler);
  }
}
