// `prepack` builds and puts the packed manifest in the place of package.json; `postpack`, or the next `prepack` where one was cut
// off, puts the repository's own back.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { packedManifest } from './packedManifest.mjs';

const OURS = '.cache/package.json.ours';

if (existsSync(OURS)) renameSync(OURS, 'package.json');
if (process.argv[2] === 'prepack') {
  // npm pack prints the name of its file on standard output, and nothing else belongs there.
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 'inherit'] });
  const ours = readFileSync('package.json', 'utf8');
  mkdirSync('.cache', { recursive: true });
  writeFileSync(OURS, ours);
  writeFileSync('package.json', packedManifest(ours));
}
