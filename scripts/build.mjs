// Bundles the two programs: dist/main.cjs for Azure Functions, dist/cli.cjs for the command line. Neither holds the simulator.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, readFileSync } from 'node:fs';
import { BUNDLED } from './bundled.mjs';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** `+` and the commit, for the Cover of every pack; nothing where the source came without its history. */
function commit() {
  try {
    const git = (...words) =>
      execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed =
      git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'package-lock.json') === '' ? '' : '.changed';
    return `+${git('rev-parse', '--short=12', 'HEAD')}${changed}`;
  } catch {
    const told = process.env['GITHUB_SHA'];
    return told === undefined ? '' : `+${told.slice(0, 12)}`;
  }
}

/** ECMAScript 5, and before everything else: it must run where the rest could not. */
function refusal() {
  const needed = engines.node.replace('>=', '');
  const [major, minor] = needed.split('.');
  return `(function (v) {
  if (+v[0] > ${major} || (+v[0] === ${major} && +v[1] >= ${minor})) return;
  require('fs').writeSync(2, 'unbroken: Node ' + v.join('.') + ' is too old; install Node ${needed} or later from https://nodejs.org.\\n');
  process.exit(3);
})(process.versions.node.split('.'));
`;
}

const common = {
  ...BUNDLED,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  // Beside the bundles, for checkBundle and debuggers; no bundle names its own, for it is handed out alone.
  sourcemap: 'external',
  define: { UNBROKEN_VERSION: JSON.stringify(`${version}${commit()}`), 'import.meta.url': '__importMetaUrl' },
  // The worker provides functions-core; debug does without supports-color, which is there for developers' tools only; the
  // simulator is loaded from a clone only, never bundled.
  external: ['@azure/functions-core', 'supports-color', '../../simulator/*', '../simulator/*'],
};
const META_URL = "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

rmSync('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: { main: 'src/functions/main.ts' },
  target: 'node22',
  banner: { js: META_URL },
});
await build({
  ...common,
  entryPoints: { cli: 'src/cli/main.ts' },
  // Old enough that an old Node can read the file as far as its refusal.
  target: 'node14',
  banner: { js: `#!/usr/bin/env node\n${refusal()}${META_URL}` },
});
chmodSync('dist/cli.cjs', 0o755);
