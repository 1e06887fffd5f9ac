import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';

/** A storage account of a running Azurite. */
export interface AzuriteAccount {
  readonly account: string;
  /** For `AzureWebJobsStorage`, UNBROKEN_STORAGE and the SDKs' `fromConnectionString`. */
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
}

/** A running Azurite: Microsoft's emulator of Blob, Queue and Table Storage, kept in memory only. */
export interface Azurite extends AzuriteAccount {
  /** All its accounts; the first is the one described here. Nothing is common to two of them. */
  readonly accounts: readonly AzuriteAccount[];
  /** Ends the process; everything it held is gone. May be called twice. */
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const ACCOUNT = 'unbroken';
/** Seconds. By default Azurite closes a connection that was idle for 5, also when a request is just coming through it. */
const KEEP_ALIVE = 600;
const SERVICES = ['Blob', 'Queue', 'Table'] as const;
const LISTENING = /Azurite (Blob|Queue|Table) service is successfully listening at (http:\/\/\S+)/g;
/** Ends Azurite with the process that started it, however that one ended: its channel closes. */
const END_WITH_PARENT = 'data:text/javascript,process.on("disconnect",()=>process.exit(0))';

/**
 * Starts Azurite on three free loopback ports, without telemetry and with an account key made for this start.
 * Rejects with Azurite's own words when it does not listen within `startSeconds` (default 60).
 */
export async function startAzurite({
  startSeconds = 60,
  accounts = 1,
}: { readonly startSeconds?: number; readonly accounts?: number } = {}): Promise<Azurite> {
  const key = randomBytes(64).toString('base64');
  const names = Array.from({ length: accounts }, (_, at) => (at === 0 ? ACCOUNT : `${ACCOUNT}${String(at + 1)}`));
  const child = spawnAzurite(names, key);
  const urls = await listeningUrls(child, startSeconds).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  // Azurite lives until close() or the end of this process; it must not keep this process alive.
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  const all = names.map((name) => accountOf(name, key, urls));
  return { ...accountOf(ACCOUNT, key, urls), accounts: all, close: () => end(child) };
}

function accountOf(account: string, key: string, urls: Record<(typeof SERVICES)[number], string>): AzuriteAccount {
  const [blobUrl, queueUrl, tableUrl] = [urls.Blob, urls.Queue, urls.Table].map((url) => `${url}/${account}`) as [
    string,
    string,
    string,
  ];
  return {
    account,
    connectionString: [
      'DefaultEndpointsProtocol=http',
      `AccountName=${account}`,
      `AccountKey=${key}`,
      `BlobEndpoint=${blobUrl}`,
      `QueueEndpoint=${queueUrl}`,
      `TableEndpoint=${tableUrl}`,
      '',
    ].join(';'),
    blobUrl,
    queueUrl,
    tableUrl,
  };
}

function spawnAzurite(accounts: readonly string[], key: string): ChildProcess {
  const entry = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const ports = SERVICES.flatMap((service) => {
    const name = service.toLowerCase();
    return [`--${name}Host`, HOST, `--${name}Port`, '0', `--${name}KeepAliveTimeout`, String(KEEP_ALIVE)];
  });
  // The parent's loaders and inspectors (NODE_OPTIONS) are not Azurite's.
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    AZURITE_ACCOUNTS: accounts.map((account) => `${account}:${key}`).join(';'),
  };
  delete environment['NODE_OPTIONS'];
  // The SDKs may speak a newer version of the protocol than Azurite knows by name, hence skipApiVersionCheck.
  return spawn(
    process.execPath,
    [
      '--import',
      END_WITH_PARENT,
      entry,
      ...ports,
      '--silent',
      '--skipApiVersionCheck',
      '--inMemoryPersistence',
      '--disableTelemetry',
    ],
    {
      cwd: tmpdir(),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    },
  );
}

function listeningUrls(child: ChildProcess, startSeconds: number): Promise<Record<(typeof SERVICES)[number], string>> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => fail(`did not listen within ${startSeconds} s`), startSeconds * 1000);
    const fail = (what: string): void => {
      clearTimeout(timer);
      reject(new Error(`Azurite ${what}. It said: ${output.trim() === '' ? 'nothing' : output.trim()}`));
    };
    const hear = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const urls = new Map([...output.matchAll(LISTENING)].map(([, service, url]) => [service, url]));
      const [blob, queue, table] = SERVICES.map((service) => urls.get(service));
      if (blob === undefined || queue === undefined || table === undefined) return;
      clearTimeout(timer);
      child.stdout?.off('data', hear).resume();
      child.stderr?.off('data', hear).resume();
      child.removeAllListeners('exit');
      resolve({ Blob: blob, Queue: queue, Table: table });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code ?? 'none'} before it listened`));
  });
}

/** Nothing is worth saving, so no graceful shutdown, which would wait for idle connections. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.ref();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
