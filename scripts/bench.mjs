// npm run bench -- [--disks 10000] [--seed 1] [--quota on|off|both]: a run over a generated estate, with Azure's request limits off and on.
// npm run bench -- faults [--disks 10000]: the six fault scripts of collecting at that size.
import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    disks: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    quota: { type: 'string', default: 'both' },
  },
});
const [what = 'run', ...rest] = positionals;
if ((what !== 'run' && what !== 'faults') || rest.length > 0) {
  console.error(`There is no bench "${positionals.join(' ')}". Benches: run (the default), faults.`);
  process.exit(3);
}
if (what === 'faults') {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/collect/faultScripts.test.ts', '--testTimeout=1200000'],
    { stdio: 'inherit', env: { ...process.env, UNBROKEN_FAULTS_AT: values.disks } },
  );
  process.exit(status ?? 1);
}
mkdirSync('.cache', { recursive: true });
await build({
  entryPoints: ['bench/run.ts'],
  outfile: '.cache/bench.cjs',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  loader: { '.kql': 'text' },
  logLevel: 'warning',
});
for (const quota of values.quota === 'both' ? ['off', 'on'] : [values.quota]) {
  const simulator = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'simulator/main.ts',
      '--port',
      '0',
      '--estate',
      'generated',
      '--size',
      values.disks,
      '--seed',
      values.seed,
      '--ca',
      '.cache/bench-ca.pem',
      '--quota',
      quota,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const answers = {};
  for await (const line of createInterface({ input: simulator.stdout })) {
    const [key, ...words] = line.split(': ');
    answers[key] = words.join(': ');
    if (line.startsWith('Stop it')) break;
  }
  console.log(`\n== ${values.disks} disks, seed ${values.seed}, request limits ${quota} ==`);
  const run = spawnSync(
    process.execPath,
    ['--disable-warning=DEP0005', '.cache/bench.cjs', answers.Simulator, '.cache/bench-ca.pem', answers.Token],
    { stdio: 'inherit' },
  );
  simulator.kill('SIGTERM');
  if (run.status !== 0) process.exitCode = 1;
}
