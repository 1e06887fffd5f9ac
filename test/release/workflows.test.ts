import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');
const FILES = readdirSync(FOLDER);

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly 'timeout-minutes'?: number;
        readonly strategy?: { readonly matrix: { readonly os: readonly string[] } };
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

/** What a job may do beyond reading: put out a release and attest it, sign in to Azure, show findings. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'release.yml': ['attestations', 'contents', 'id-token'],
  'deploy.yml': ['id-token'],
  'what-if.yml': ['id-token'],
  'codeql.yml': ['security-events'],
};

const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string): Workflow => parse(text(file)) as Workflow;
const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;

describe.each(FILES)('%s', (file) => {
  test('actions are pinned by commit, with the version beside it', () => {
    const uses = [...text(file).matchAll(/uses: (.*)/g)].map((match) => match[1] ?? '');
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may do no more than it must', () => {
    const { on, permissions, jobs } = workflow(file);
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.values(permissions).filter((level) => level !== 'read')).toEqual([]);
    for (const [name, job] of Object.entries(jobs)) {
      const written = Object.entries(job.permissions ?? {}).filter(([, level]) => level === 'write');
      expect(written.map(([permission]) => permission).sort(), name).toEqual(WRITES[file] ?? []);
      expect(job['timeout-minutes'], name).toBeDefined();
      for (const { uses, with: inputs } of job.steps)
        if (uses?.startsWith('actions/checkout@') === true)
          expect(inputs).toMatchObject({ 'persist-credentials': false });
    }
  });

  test('puts nothing that a stranger wrote into a shell', () => {
    for (const { steps } of Object.values(workflow(file).jobs))
      for (const { run } of steps) expect(run ?? '').not.toMatch(/\$\{\{/);
  });

  test('runs scripts that there are', () => {
    const named = [...text(file).matchAll(/npm run (\w+)/g)].map((match) => match[1] ?? '');
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
  });
});

test('each change is tested on three systems', () => {
  expect(workflow('ci.yml').jobs['test']?.strategy?.matrix.os.map((os) => os.split('-')[0])).toEqual([
    'ubuntu',
    'windows',
    'macos',
  ]);
});
