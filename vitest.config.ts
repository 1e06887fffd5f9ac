import { defineConfig, type Plugin } from 'vitest/config';
import { LongestFirst } from './test/stage/longestFirst.ts';

/** `.kql` files are imported as text, in tests as in the bundle. */
const kqlAsText: Plugin = {
  name: 'kql-as-text',
  transform: (code, id) =>
    id.endsWith('.kql') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
};

const native = process.env['UNBROKEN_NATIVE'] === '1';

/** Files run in one process, so that not each loads everything anew; but for those that set the environment or watch the memory. */
const ALONE = [
  'test/functions/{http,signals}.test.ts',
  'test/report/workbookMemory.test.ts',
  'test/simulator/estate.generator.test.ts',
];

const project = (name: string, isolate: boolean, include: string[], exclude: string[]): object => ({
  extends: true,
  test: { name, isolate, include, exclude: ['**/node_modules/**', ...exclude] },
});

export default defineConfig({
  plugins: [kqlAsText],
  test: {
    projects: native
      ? [project('native', true, ['test/native/**/*.test.ts'], [])]
      : [
          project('alone', true, ALONE, []),
          project('sharing', false, ['test/**/*.test.ts'], ['test/native/**', ...ALONE]),
        ],
    globalSetup: ['test/stage/temporaryRoot.ts', 'test/stage/sharedAzurite.ts'],
    setupFiles: ['test/stage/seeded.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // One more than the cores of CI: many tests wait for a server.
    maxWorkers: 3,
    reporters: ['default'],
  },
});
