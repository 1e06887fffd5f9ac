// npm run bench -- [--disks 10000] [--seed 1] [--quota on|off|both] [--twice 0]: a run over a generated estate, with Azure's request limits off and on;
//   `--twice N`: Resource Graph shows N disks twice, each time otherwise.
// npm run bench -- history [--disks 100000]: rows, transactions and bytes of history over three weeks, against a weekly copy.
// npm run bench -- weeks [--disks 10000]: two runs a week apart with history and packs in Azurite, as the deployed app has them.
// npm run bench -- faults [--disks 10000]: the six fault scripts of collecting at that size.
import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLED } from './bundled.mjs';

/** Those that keep all that they compare with in memory. */
const HOLDS_ALL = ['history', 'workbook'];
const CA = '.cache/bench-ca.pem';
const { values, positionals } = readArguments();
const [what = 'run', ...rest] = positionals;
values.disks ??= what === 'history' ? '100000' : '10000';
if (!['run', 'weeks', 'faults', 'history'].includes(what) || rest.length > 0) {
  console.error(`There is no bench "${positionals.join(' ')}". Benches: run (the default), weeks, faults, history.`);
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
// As what is handed out: the program itself is a good part of its memory.
await build({
  ...BUNDLED,
  entryPoints: {
    run: 'bench/run.ts',
    history: 'bench/history.ts',
    verify: 'bench/verify.ts',
    workbook: 'bench/workbook.ts',
  },
  outdir: '.cache/bench',
  outExtension: { '.js': '.cjs' },
  target: 'node22',
});
if (what === 'history') await history();
else if (what === 'weeks') await weeks();
else
  for (const quota of values.quota === 'both' ? ['off', 'on'] : [values.quota]) {
    console.log(`\n== ${values.disks} disks, seed ${values.seed}, request limits ${quota} ==`);
    await withFolder(async (folder) => {
      await withSimulator(values.disks, quota, (simulator) =>
        bench('run', [simulator.Simulator, CA, simulator.Token, folder]),
      );
      const packs = readdirSync(folder, { recursive: true }).filter((path) => basename(path) === 'manifest.json');
      for (const manifest of packs)
        for (const program of ['verify', 'workbook']) bench(program, [dirname(join(folder, manifest))]);
    });
  }

/** Azurite gets an estate of 5,000 disks; the counting transport gets copies of it. */
async function history() {
  const { startAzurite } = await import('../simulator/services/azurite.ts');
  const azurite = await startAzurite();
  const size = Math.min(5_000, Number(values.disks));
  await withSimulator(String(size), 'off', (simulator) =>
    bench('history', [simulator.Simulator, CA, simulator.Token, azurite.connectionString, values.disks]),
  );
  await azurite.close();
}

/** The second week is compared with the first, and its findings go on in the history. */
async function weeks() {
  const { startAzurite } = await import('../simulator/services/azurite.ts');
  const azurite = await startAzurite();
  await withFolder((folder) =>
    withSimulator(values.disks, 'off', (simulator) => {
      for (const [week, day] of ['2026-11-16', '2026-11-23'].entries()) {
        console.log(`\n== ${values.disks} disks, week ${week + 1} ==`);
        const own = [join(folder, String(week)), `${day}T06:00:00.000Z`, azurite.connectionString];
        bench('run', [simulator.Simulator, CA, simulator.Token, ...own]);
      }
    }),
  );
  await azurite.close();
}

async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-bench-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In a process of its own, so that its memory is measured alone. */
function bench(program, words) {
  const run = spawnSync(
    process.execPath,
    [...(HOLDS_ALL.includes(program) ? ['--max-old-space-size=12000'] : []), `.cache/bench/${program}.cjs`, ...words],
    { stdio: 'inherit' },
  );
  if (run.status !== 0) process.exitCode = 1;
}

async function withSimulator(disks, quota, work) {
  const simulator = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'simulator/main.ts',
      ...['--port', '0', '--estate', 'generated', '--size', disks, '--seed', values.seed, '--twice', values.twice],
      ...['--ca', CA, '--quota', quota],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const answers = {};
  for await (const line of createInterface({ input: simulator.stdout })) {
    const [key, ...words] = line.split(': ');
    answers[key] = words.join(': ');
    if (line.startsWith('Stop it')) break;
  }
  work(answers);
  simulator.kill('SIGTERM');
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        disks: { type: 'string' },
        seed: { type: 'string', default: '1' },
        quota: { type: 'string', default: 'both' },
        twice: { type: 'string', default: '0' },
      },
    });
  } catch ({ message }) {
    console.error(`${message} Options: --disks N, --seed N, --quota on|off|both, --twice N.`);
    process.exit(3);
  }
}
