// Bundles the two programs: dist/main.cjs for Azure Functions, dist/cli.cjs for the command line. Neither holds the simulator.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { rmSync, readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

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

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { main: 'src/functions/main.ts', cli: 'src/cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: true,
  // Names stay for stack traces; source maps lie beside the bundles.
  minify: true,
  keepNames: true,
  legalComments: 'none',
  loader: { '.kql': 'text' },
  define: { UNBROKEN_VERSION: JSON.stringify(`${version}${commit()}`), 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  // The worker provides functions-core; debug does without supports-color, which is there for developers' tools only; the
  // simulator is loaded from a clone only, never bundled.
  external: ['@azure/functions-core', 'supports-color', '../../simulator/*', '../simulator/*'],
  logLevel: 'warning',
});
