import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const text = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** Folders of the repository that hold a file of this name, as Dependabot writes them. */
function foldersWith(name: RegExp): readonly string[] {
  const left = new Set(['node_modules', '.git', '.cache', 'dist', 'out', 'bin', 'obj', 'coverage']);
  const visit = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (left.has(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? visit(path) : name.test(entry.name) ? [dirname(path)] : [];
    });
  return [...new Set(visit(ROOT))].map((folder) => `/${relative(ROOT, folder).split(sep).join('/')}`).sort();
}

describe('Dependabot', () => {
  const { version, updates } = parse(text('.github', 'dependabot.yml')) as {
    readonly version: number;
    readonly updates: readonly {
      readonly 'package-ecosystem': string;
      readonly directory?: string;
      readonly directories?: readonly string[];
      readonly schedule: { readonly interval: string };
    }[];
  };
  const watched = (ecosystem: string): readonly string[] =>
    updates
      .filter((update) => update['package-ecosystem'] === ecosystem)
      .flatMap(({ directory, directories }) => directories ?? [directory ?? ''])
      .sort();

  test('watches every manifest that is there, and no folder without one', () => {
    expect(version).toBe(2);
    expect(watched('npm')).toEqual(foldersWith(/^package-lock\.json$/));
    expect(watched('nuget')).toEqual(foldersWith(/\.csproj$/));
    expect(watched('docker')).toEqual(foldersWith(/^Dockerfile/));
    expect(watched('devcontainers')).toEqual(existsSync(join(ROOT, '.devcontainer')) ? ['/'] : []);
    expect(watched('github-actions')).toEqual(['/']);
  });
});

/** @see https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
describe('issue forms', () => {
  const forms = readdirSync(join(ROOT, '.github', 'ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml');
  test.each(forms)('%s is one that GitHub shows', (file) => {
    const form = parse(text('.github', 'ISSUE_TEMPLATE', file)) as {
      readonly name: string;
      readonly description: string;
      readonly body: readonly {
        readonly type: string;
        readonly id?: string;
        readonly attributes: Readonly<Record<string, unknown>>;
      }[];
    };
    expect(form.name.length).toBeGreaterThan(3);
    expect(form.description.length).toBeGreaterThan(3);
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    for (const { type, attributes } of form.body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(typeof attributes[type === 'markdown' ? 'value' : 'label']).toBe('string');
      if (type === 'dropdown') expect(attributes['options']).not.toEqual([]);
    }
  });
});

test('CODEOWNERS names places that are there', () => {
  const lines = text('.github', 'CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const [place = '', ...owners] = line.split(' ');
    if (place !== '*') expect(existsSync(join(ROOT, place)), place).toBe(true);
    for (const owner of owners) expect(owner).toMatch(/^@[\w-]+(\/[\w-]+)?$/);
    expect(owners.length).toBeGreaterThan(0);
  }
});
