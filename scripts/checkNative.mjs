// The checks that need more than Node: .NET (OpenXmlValidator), LibreOffice and ../shared. A missing tool fails, it is never skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const missing = [];
for (const [tool, argument, remedy] of [
  [
    'dotnet',
    '--version',
    'install the .NET SDK 10 (https://dotnet.microsoft.com/download); it also brings the Bicep CLI',
  ],
  ['soffice', '--version', 'install LibreOffice (Debian: libreoffice-calc)'],
  ['pdftoppm', '-v', 'install poppler (Debian: poppler-utils)'],
]) {
  try {
    execFileSync(tool, [argument], { stdio: 'pipe' });
  } catch {
    missing.push(`${tool} is missing: ${remedy}.`);
  }
}
for (const folder of ['../shared/examples', '../shared/schemas', '../shared/tools'])
  if (!existsSync(folder)) missing.push(`${folder} is missing: it lies beside the checkout.`);
for (const line of missing) console.error(line);
if (missing.length > 0) process.exit(1);

const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, UNBROKEN_NATIVE: '1' },
});
process.exit(run.status ?? 1);
