import { defineConfig, type Plugin } from 'vitest/config';

/** `.kql` files are imported as text, in tests as in the bundle. */
const kqlAsText: Plugin = {
  name: 'kql-as-text',
  transform: (code, id) =>
    id.endsWith('.kql') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
};

const native = process.env['UNBROKEN_NATIVE'] === '1';

export default defineConfig({
  plugins: [kqlAsText],
  test: {
    include: native ? ['test/native/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: native ? ['**/node_modules/**'] : ['**/node_modules/**', 'test/native/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than the cores of CI: many tests wait for a server.
    maxWorkers: 3,
    reporters: ['default'],
  },
});
