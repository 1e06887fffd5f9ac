import { defineConfig, type Plugin } from 'vitest/config';

/** `.kql` files are imported as text, in tests as in the bundle. */
const kqlAsText: Plugin = {
  name: 'kql-as-text',
  transform: (code, id) =>
    id.endsWith('.kql') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
};

const native = process.env['UNBROKEN_NATIVE'] === '1';

/** Rooms whose tests share nothing that changes: files that run in one process need not load everything anew. */
const SHARING = ['assess', 'deliver', 'docs', 'domain', 'history', 'infra', 'property', 'report', 'simulator'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

const project = (name: string, include: readonly string[], exclude: readonly string[], isolate: boolean): object => ({
  extends: true,
  test: { name, isolate, include: [...include], exclude: ['**/node_modules/**', ...exclude] },
});

export default defineConfig({
  plugins: [kqlAsText],
  test: {
    projects: native
      ? [project('native', ['test/native/**/*.test.ts'], [], true)]
      : [
          project('runs', ['test/**/*.test.ts'], ['test/native/**', ...SHARING], true),
          project('rooms', SHARING, [], false),
        ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than the cores of CI: many tests wait for a server.
    maxWorkers: 3,
    reporters: ['default'],
  },
});
