// Verifies each pack in a folder, in a process that may write to its temporary folder only; one line of JSON for each.
import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';

// `.kql` files are imported as text, as in the bundle.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.kql')
      ? {
          format: 'module',
          shortCircuit: true,
          source: `export default ${JSON.stringify(readFileSync(new URL(url), 'utf8'))};`,
        }
      : next(url, context),
});
const { verifyPack } = await import('../../../src/app/verify/verifyPack.ts');

const [folder = ''] = process.argv.slice(2);
for (const name of readdirSync(folder).sort()) {
  const told = await verifyPack({ pack: join(folder, name), earlier: [] }).then(
    ({ word, steps }) => ({ word, differences: steps.flatMap(({ differences }) => differences) }),
    (error: unknown) => ({ word: 'not opened', differences: [inspect(error)] }),
  );
  process.stdout.write(`${JSON.stringify({ name, ...told })}\n`);
}
