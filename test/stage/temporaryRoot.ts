import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux keeps it in memory. Tests write some ten thousand files, and on a disk making and removing them is a fifth of their time. */
const IN_MEMORY = '/dev/shm';
/** What a run of the tests takes at the most, several times over; containers often give 64 MB. */
const ROOM = 4 * 2 ** 30;

/** One folder for all temporary files of a test run: what a process that is killed on purpose leaves goes with it. */
export default function temporaryRoot(): () => void {
  const folder = made(IN_MEMORY) ?? mkdtempSync(join(tmpdir(), 'unbroken-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A folder in there, or nothing where there is no room or no program may be run. */
function made(parent: string): string | undefined {
  if (!existsSync(parent)) return undefined;
  const { bavail, bsize } = statfsSync(parent);
  if (bavail * bsize < ROOM) return undefined;
  const folder = mkdtempSync(join(parent, 'unbroken-tests-'));
  try {
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
    execFileSync(program);
    rmSync(program);
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}
