// Proves of the built bundles: they load, the simulator is not inside, nothing runs at load.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const failures = [];
for (const file of ['dist/main.cjs', 'dist/cli.cjs']) {
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  const strangers = map.sources.filter((source) =>
    /(^|\/)(simulator|test|bench)\//.test(source.replace(/.*node_modules\//, 'node_modules:')),
  );
  if (strangers.length > 0)
    failures.push(`${file} holds ${strangers.slice(0, 3).join(', ')}: load it lazily from a clone instead.`);
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
}
try {
  execFileSync(process.execPath, ['dist/cli.cjs', '--help'], { stdio: 'pipe' });
} catch (error) {
  failures.push(`dist/cli.cjs --help failed: ${String(error)}`);
}
try {
  // Outside the Functions host the library registers nothing; an import that throws would block the whole app.
  execFileSync(process.execPath, ['-e', "require('./dist/main.cjs')"], {
    stdio: 'pipe',
    env: { PATH: process.env.PATH },
  });
} catch (error) {
  failures.push(`dist/main.cjs does not load without settings: ${String(error)}`);
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
