import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
/** Instructions with their arguments, without comments. */
const LINES = read('Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const stages = LINES.flatMap((line, at) => (line.startsWith('FROM ') ? [at] : []));
const last = LINES.slice(stages.at(-1));

describe('the container image', () => {
  test('ends as one file beside Node, without a shell and without root', () => {
    expect(stages).toHaveLength(2);
    expect(last[0]).toMatch(/^FROM gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot$/);
    expect(last.filter((line) => line.startsWith('RUN '))).toEqual([]);
    expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER nonroot']);
    expect(last.filter((line) => line.startsWith('COPY --from=build'))).toEqual([
      'COPY --from=build --chmod=0644 /build/dist/cli.cjs /app/unbroken.cjs',
    ]);
    expect(last).toContain('ENTRYPOINT ["/nodejs/bin/node", "/app/unbroken.cjs"]');
  });

  test('has the Node that the package asks for, in both stages', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const major = /^>=(\d+)\./.exec(engines.node)?.[1] ?? '';
    const bases = LINES.filter((line) => line.startsWith('FROM '));
    for (const base of bases) expect(base).toMatch(new RegExp(`node(js)?:?${major}-`));
  });

  test('copies what there is, and nothing that is not let into the build', () => {
    const admitted = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = LINES.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) =>
      line.split(' ').slice(1, -1),
    );
    expect(copied.length).toBeGreaterThan(3);
    for (const path of copied) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(admitted).toContain(path);
    }
  });
});
