import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator, type ArmDocument, type Fault, type Tenant } from './index.ts';

const HELP = `Serves a made-up Azure tenant on https://127.0.0.1 until Ctrl+C.

  --port <number>      default 8443; 0 takes a free one
  --estate <name>      contoso (default) or generated
  --week <1|2>         state of contoso, default 1
  --size <disks>       managed disks of the generated estate, default 1000
  --seed <number>      seed of the generated estate, default 1
  --twice <disks>      disks of the generated estate that Resource Graph shows twice, each time otherwise; default 0
  --ca <file>          where the certificate goes, default out/simulator-ca.pem
  --quota <on|off>     Azure's request limits, default on
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Arguments {
  readonly port: number;
  readonly ca: string;
  readonly quota: boolean;
  readonly estate: () => Promise<Estate>;
}

interface Estate {
  readonly tenant: Tenant;
  readonly faults: readonly Fault[];
}

function readArguments(words: readonly string[]): Arguments | 'help' {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: '8443' },
      estate: { type: 'string', default: 'contoso' },
      week: { type: 'string', default: '1' },
      size: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      twice: { type: 'string', default: '0' },
      ca: { type: 'string', default: 'out/simulator-ca.pem' },
      quota: { type: 'string', default: 'on' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    port: whole('--port', values.port, 0, 65_535),
    ca: values.ca,
    quota: oneOf('--quota', values.quota, ['on', 'off']) === 'on',
    estate: estateOf(values),
  };
}

function estateOf(
  values: Readonly<Record<'estate' | 'week' | 'size' | 'seed' | 'twice', string>>,
): () => Promise<Estate> {
  if (oneOf('--estate', values.estate, ['contoso', 'generated']) === 'contoso') {
    const week = whole('--week', values.week, 1, 2) === 1 ? 1 : 2;
    return async () => {
      const { contoso, unreadableIn } = await import('./estate/contoso/index.ts');
      const effect = { kind: 'unreadable', subscriptions: unreadableIn(week) } as const;
      return { tenant: contoso(week), faults: [{ effect }] };
    };
  }
  const seed = whole('--seed', values.seed, 0, 2 ** 31 - 1);
  const size = whole('--size', values.size, 10, 1_000_000);
  const twice = whole('--twice', values.twice, 0, size);
  return async () => {
    const tenant = (await import('./estate/generator/index.ts')).estate(seed, size);
    return { tenant, faults: twice === 0 ? [] : [shownTwice(tenant, Math.floor(size / twice), twice)] };
  };
}

/** Every nth disk, up to so many, comes a second time, with the access that it is exported by another than the first time. */
function shownTwice(tenant: Tenant, nth: number, count: number): Fault {
  const ids = new Set<string>();
  let disks = 0;
  for (const { id, type } of tenant.rows('resources', { types: new Set(['microsoft.compute/disks']) })) {
    if (type.toLowerCase() !== 'microsoft.compute/disks') continue;
    if (disks % nth === 0 && ids.size < count) ids.add(id);
    disks += 1;
  }
  const change = (row: ArmDocument): ArmDocument => {
    const { networkAccessPolicy } = row.properties as { readonly networkAccessPolicy?: string };
    const other = networkAccessPolicy === 'DenyAll' ? 'AllowAll' : 'DenyAll';
    return { ...row, properties: { ...(row.properties as object), networkAccessPolicy: other } };
  };
  return {
    match: { table: 'resources' },
    effect: { kind: 'duplicateRow', where: ({ id }) => ids.has(id), change },
  };
}

function whole(name: string, text: string, low: number, high: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < low || number > high)
    throw new UsageError(`${name} takes a whole number from ${low} to ${high}, not '${text}'.`);
  return number;
}

function oneOf(name: string, word: string, words: readonly string[]): string {
  if (!words.includes(word)) throw new UsageError(`${name} takes ${words.join(' or ')}, not '${word}'.`);
  return word;
}

async function main(words: readonly string[]): Promise<void> {
  const read = readArguments(words);
  if (read === 'help') {
    console.log(HELP);
    return;
  }
  const { port, ca, quota, estate } = read;
  const served = await estate();
  const simulator = await startSimulator({ ...served, port, ...(quota ? {} : { quota: false }) });
  const file = resolve(ca);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, simulator.ca);
  const { token } = await simulator.credential.getToken();
  // The tenant stands still at this moment: whoever judges its ages by another clock gets other verdicts than the demo.
  const { now } = served.tenant;
  const flags = `--endpoint ${simulator.endpoint} --ca ${file} --as-of ${now}`;
  console.log(
    `Simulator: ${simulator.endpoint}\nCertificate: ${file}\nToken: ${token}\nClock: ${now}\nRun: UNBROKEN_ACCESS_TOKEN=${token} node dist/cli.cjs run ${flags}\nStop it with Ctrl+C.`,
  );
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  function stop(): void {
    const { resourceGraph, arm } = simulator.requests;
    console.log(`Answered ${resourceGraph} Resource Graph and ${arm} Resource Manager requests.`);
    void simulator.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 2;
});

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return 'The port is taken: give another one with --port, or 0 for a free one.';
  if (error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n${HELP}`;
  return error.stack ?? error.message;
}
