const CLIENT = /[\\/]durable-functions[\\/]lib[\\/]src[\\/]durableClient[\\/]/;

/**
 * The client of durable-functions asks over HTTP, with packages that take longer to load than all of its rest (axios 80 ms of a
 * processor, validator 35). A function needs them when it starts a run or looks at one, and no cold start before.
 */
export const lateClient = {
  name: 'late-client',
  setup(build) {
    build.onResolve({ filter: /^(axios|validator)$/ }, ({ path, importer }) =>
      CLIENT.test(importer) ? { path, namespace: 'late', pluginData: importer } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path, pluginData: importer }) => ({
      contents: `for (const name of ['default', 'isURL'])
        Object.defineProperty(exports, name, { get: () => require('${path}')[name] });`,
      resolveDir: importer.slice(0, importer.lastIndexOf('/')),
    }));
  },
};
