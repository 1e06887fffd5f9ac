// Proves of the built bundles: they load, fast; nothing runs at load; they hold neither the simulator nor a package for developers.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const MEGABYTES_AT_MOST = 9.5;
/** The bundle loads in less than 250 ms of a processor's time where nothing else runs; the rest is for a busy machine. */
const MILLISECONDS_AT_MOST = 400;
/** On a slow machine: as a multiple of what TypeScript's compiler takes to load there, a file that never changes with us. */
const TIMES_THE_YARDSTICK = 2;
const YARDSTICK = './node_modules/typescript/lib/typescript.js';
const STARTS = 5;

const failures = [];
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const forDevelopers = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev === true)
    .map(([path]) => path),
);

for (const file of ['dist/main.cjs', 'dist/cli.cjs']) {
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  const strangers = sources.filter((source) =>
    /(^|\/)(simulator|test|bench)\//.test(source.replace(/.*node_modules\//, 'node_modules:')),
  );
  if (strangers.length > 0)
    failures.push(`${file} holds ${strangers.slice(0, 3).join(', ')}: load it lazily from a clone instead.`);
  const languages = sources.filter((source) => /zod\/v4\/locales\/(?!en\.)\w/.test(source));
  if (languages.length > 1)
    failures.push(`${file} holds every language of zod: write "import * as z from 'zod'", not "import { z }".`);
  const held = new Set(sources.map(packageOf).filter((path) => forDevelopers.has(path)));
  if (held.size > 0)
    failures.push(`${file} holds ${[...held].join(', ')}: a package for developers; make it a dependency, or drop it.`);
  const megabytes = statSync(file).size / 1e6;
  if (megabytes > MEGABYTES_AT_MOST)
    failures.push(
      `${file} has ${megabytes.toFixed(1)} MB, more than ${MEGABYTES_AT_MOST}; see what a new dependency brought.`,
    );
  const [wide] = /.{0,40}[^\0-\x7f].{0,20}/.exec(readFileSync(file, 'utf8')) ?? [];
  if (wide !== undefined)
    failures.push(
      `${file} is not ASCII, so V8 keeps two bytes for each of its characters: "${wide}"; see scripts/oneByte.mjs.`,
    );
  console.log(`${file}: ${megabytes.toFixed(1)} MB`);
}
try {
  execFileSync(process.execPath, ['dist/cli.cjs', '--help'], { stdio: 'pipe' });
} catch (error) {
  failures.push(`dist/cli.cjs --help failed: ${String(error)}`);
}
try {
  const loads = Array.from({ length: STARTS }, () => load('./dist/main.cjs'));
  const yardstick = Math.min(...Array.from({ length: STARTS }, () => load(YARDSTICK).processor));
  const atMost = Math.max(MILLISECONDS_AT_MOST, TIMES_THE_YARDSTICK * yardstick);
  const [wall, processor] = ['wall', 'processor'].map((kind) => Math.min(...loads.map((times) => times[kind])));
  console.log(`dist/main.cjs loads in ${wall.toFixed(0)} ms, ${processor.toFixed(0)} ms of them on the processor`);
  if (processor > atMost)
    failures.push(
      `dist/main.cjs takes ${processor.toFixed(0)} ms of the processor to load, more than ${atMost.toFixed(0)}: import what only a run needs inside it.`,
    );
} catch (error) {
  failures.push(`dist/main.cjs does not load without settings: ${String(error)}`);
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Outside the Functions host the library registers nothing; an import that throws would block the whole app. */
function load(file) {
  const program = `
    const start = performance.now(), used = process.cpuUsage();
    require('${file}');
    const { user, system } = process.cpuUsage(used);
    console.log(JSON.stringify({ wall: performance.now() - start, processor: (user + system) / 1000 }));`;
  const text = execFileSync(process.execPath, ['-e', program], { stdio: 'pipe', env: { PATH: process.env.PATH } });
  return JSON.parse(text.toString().trim().split('\n').at(-1));
}

/** The innermost package of a source file, as the lock file names it. */
function packageOf(source) {
  const [, path] = /((?:^|\/)node_modules\/.*)$/.exec(source.replace(/^.*?(?=node_modules\/)/, '')) ?? [];
  if (path === undefined) return '';
  const parts = path.split('node_modules/');
  const [first = '', second = ''] = (parts.at(-1) ?? '').split('/');
  parts[parts.length - 1] = first.startsWith('@') ? `${first}/${second}` : first;
  return parts.join('node_modules/');
}
