import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WINDOWS = process.platform === 'win32';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Installed {
  /** Of the tarball, in bytes. */
  readonly size: number;
  /** The repository's package.json, before and after packing. */
  readonly ours: readonly [string, string];
  /** The installed package's folder. */
  readonly folder: string;
  /** What npm says is installed. */
  readonly packages: readonly string[];
  /** Runs the installed program as a shell would, with nothing of this process's settings. */
  readonly run: (words: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** Runs a line of the shell; `unbroken` is on its path. */
  readonly shell: (line: string) => Promise<Ended>;
  readonly dispose: () => void;
}

/** What `npm pack` makes of the sources, installed into an empty folder by an npm that may ask nobody. */
export function packAndInstall(): Installed {
  const work = temporaryFolder().path;
  const copy = join(work, 'sources');
  mkdirSync(copy);
  const sources = [
    'src',
    'scripts',
    'package.json',
    'package-lock.json',
    'README.md',
    'LICENSE',
    'powerbi',
    'host.json',
  ];
  const ours = (): string => readFileSync(join(copy, 'package.json'), 'utf8');
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: readonly string[] };
  for (const source of [...sources, ...files.filter((file) => !file.startsWith('dist/'))])
    cpSync(join(ROOT, source), join(copy, source), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const before = ours();
  const npm = (words: readonly string[]): string =>
    execFileSync('npm', words, { cwd: copy, encoding: 'utf8', shell: WINDOWS, stdio: ['ignore', 'pipe', 'ignore'] });
  const tarball = npm(['pack', '--silent', '--pack-destination', work]).trim();
  const after = ours();
  const prefix = join(work, 'prefix');
  npm(['install', '--global', '--offline', '--prefix', prefix, join(work, tarball)]);
  const modules = WINDOWS ? join(prefix, 'node_modules') : join(prefix, 'lib', 'node_modules');
  const program = join(prefix, ...(WINDOWS ? ['unbroken.cmd'] : ['bin', 'unbroken']));
  const listed = JSON.parse(npm(['list', '--global', '--all', '--json', '--prefix', prefix])) as {
    dependencies: Record<string, { dependencies?: Record<string, unknown> }>;
  };
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNBROKEN_')));
  const path = `${join(program, '..')}${WINDOWS ? ';' : ':'}${join(process.execPath, '..')}${WINDOWS ? ';' : ':'}${plain['PATH'] ?? ''}`;
  const start = (file: string, words: readonly string[], more: Readonly<Record<string, string>>): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const child = spawn(file, words, {
        cwd: work,
        shell: WINDOWS,
        env: { ...plain, PATH: path, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out, err }));
    });
  return {
    size: statSync(join(work, tarball)).size,
    ours: [before, after],
    folder: join(modules, 'unbroken'),
    packages: Object.entries(listed.dependencies).flatMap(([name, { dependencies = {} }]) => [
      name,
      ...Object.keys(dependencies),
    ]),
    run: (words, more = {}) => start(program, words, more),
    shell: (line) => start('sh', ['-c', line], {}),
    dispose: () => rmSync(work, { recursive: true, force: true }),
  };
}
