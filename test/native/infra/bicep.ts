import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CACHE = join(ROOT, '.cache', 'bicep');
const VERSION = /\[([\d.]+)\]/.exec(readFileSync(join(import.meta.dirname, 'bicep.csproj'), 'utf8'))?.[1] ?? '';
const PROGRAM = join(CACHE, 'azure.bicep.commandline.linux-x64', VERSION, 'tools', 'bicep');

interface Said {
  readonly status: number | null;
  /** Warnings and errors, as the CLI prints them. */
  readonly complaints: string;
}

/** Runs Microsoft's Bicep CLI, brought from NuGet at the first call. */
export function bicep(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Said {
  ensureBicep();
  const run = spawnSync(PROGRAM, words, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...environment } });
  return { status: run.status, complaints: run.stderr.trim() };
}

/** The JSON that a Bicep file compiles to. */
export function compiled(path: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const folder = temporaryFolder().path;
  try {
    const file = join(folder, 'out.json');
    const { status, complaints } = bicep(
      [path.endsWith('.bicepparam') ? 'build-params' : 'build', path, '--outfile', file],
      environment,
    );
    if (status !== 0 || complaints !== '') throw new Error(`${path}: ${complaints}`);
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ensureBicep(): void {
  if (existsSync(PROGRAM)) return;
  const project = join(import.meta.dirname, 'bicep.csproj');
  const restore = spawnSync('dotnet', ['restore', project, '--packages', CACHE], { encoding: 'utf8' });
  if (!existsSync(PROGRAM))
    throw new Error(
      `The Bicep CLI cannot be had; check that NuGet is reachable and run "dotnet restore ${project}".\n${restore.stdout}${restore.stderr}`,
    );
}
