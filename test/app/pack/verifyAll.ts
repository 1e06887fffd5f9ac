// Reads each pack in a folder with everything that reads one, in a process that may write to its temporary folder only; a line of JSON for each.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
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
const { diffPacks } = await import('../../../src/app/diffPacks.ts');
const { explain } = await import('../../../src/app/explain.ts');
const { redactPack } = await import('../../../src/app/redact/redactPack.ts');
const { renderPack } = await import('../../../src/app/renderPack.ts');
const { readSettings } = await import('../../../src/app/settings.ts');
const { verifyPack } = await import('../../../src/app/verify/verifyPack.ts');

interface Told {
  readonly word: string;
  readonly differences: readonly string[];
}

const [folder = '', temporary = ''] = process.argv.slice(2);
const honest = join(folder, 'honest');
const verified = async (request: Parameters<typeof verifyPack>[0]): Promise<Told> => {
  const { word, steps } = await verifyPack(request);
  return { word, differences: steps.flatMap(({ differences }) => differences) };
};
const READERS: Readonly<Record<string, (pack: string) => Promise<Told | undefined>>> = {
  verify: (pack) => verified({ pack, earlier: [] }),
  '--previous': (pack) => verified({ pack: honest, earlier: [pack], stopAtFirst: true }),
  render: async (pack) => {
    for (const format of ['html', 'csv', 'json', 'oscal'] as const)
      for await (const piece of renderPack(pack, format, { unverified: true })) if (piece === '') break;
    return undefined;
  },
  explain: async (pack) => {
    await explain('vm-1', { settings: readSettings({}), pack, folder, unverified: true });
    return undefined;
  },
  diff: async (pack) => {
    await diffPacks(honest, pack, undefined, true);
    return undefined;
  },
  redact: async (pack) => {
    const [output, mapping] = [join(temporary, 'copy'), join(temporary, 'copy.json')];
    try {
      await redactPack({ pack, output, mapping });
    } finally {
      for (const made of [output, mapping]) rmSync(made, { recursive: true, force: true });
    }
    return undefined;
  },
};
for (const name of readdirSync(folder).sort())
  for (const [by, read] of Object.entries(READERS)) {
    const told = await read(join(folder, name)).catch((error: unknown) => ({
      word: 'not opened',
      differences: [inspect(error)],
    }));
    process.stdout.write(`${JSON.stringify({ name, by, word: 'read', differences: [], ...told })}\n`);
  }
