// The programs that draw: LibreOffice and poppler for sheets, Chromium for mails and pages. A missing one is one clear sentence.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Standard output of a program. @throws Error that says how to get the program where it is missing */
export function run(program, words, remedy) {
  try {
    return execFileSync(program, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 2 ** 20,
    });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`${program} is missing: install ${remedy}.`, { cause: error });
    throw new Error(`${program} failed: ${String(error.stderr).trim()}`, { cause: error });
  }
}

/** A picture of an HTML page, as high as the page is (at most `most` pixels). */
export function screenshot(html, { folder, name, width, most = 4000 }, target) {
  const page = join(folder, `${name}.html`);
  const measuring = '<script>document.body.dataset.height = String(document.documentElement.scrollHeight);</script>';
  const words = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'chromium')}`,
  ];
  writeFileSync(page, html.includes('</body>') ? html.replace('</body>', `${measuring}</body>`) : html + measuring);
  const address = pathToFileURL(page).href;
  // A low window: a page that is lower than its window would measure as high as that.
  const dom = run(
    'chromium',
    [...words, `--window-size=${width},100`, '--dump-dom', address],
    'Chromium (Debian: chromium)',
  );
  const height = Number(/data-height="(\d+)"/.exec(dom)?.[1]);
  if (!(height > 0)) throw new Error(`${name}: the page could not be measured.`);
  const size = `--window-size=${width},${Math.min(height, most)}`;
  run('chromium', [...words, size, `--screenshot=${target}`, address], 'Chromium (Debian: chromium)');
}
