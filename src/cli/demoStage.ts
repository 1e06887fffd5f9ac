import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The parts of the clone that the demo plays with; loaded at run time, never bundled. */
export interface Stage {
  readonly simulator: typeof import('../../simulator/index.ts');
  readonly contoso: typeof import('../../simulator/estate/contoso/index.ts');
  /** Paths of the bank's baselines, by week. */
  readonly baselines: Readonly<Record<1 | 2, string>>;
  readonly expectations: typeof import('../../simulator/expected/contoso.ts');
  readonly azurite: typeof import('../../simulator/services/azurite.ts');
  readonly keyVault: typeof import('../../simulator/services/keyVault.ts');
  readonly smtp: typeof import('../../simulator/services/smtpCatcher.ts');
}

/** @throws Error outside a clone. */
export async function loadStage(): Promise<Stage> {
  const root = cloneRoot();
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(root, 'simulator', path)).href);
  const contoso = join(root, 'simulator', 'estate', 'contoso');
  return {
    simulator: (await load('index.ts')) as Stage['simulator'],
    contoso: (await load('estate/contoso/index.ts')) as Stage['contoso'],
    baselines: { 1: join(contoso, 'baseline.json'), 2: join(contoso, 'baseline-week-2.json') },
    expectations: (await load('expected/contoso.ts')) as Stage['expectations'],
    azurite: (await load('services/azurite.ts')) as Stage['azurite'],
    keyVault: (await load('services/keyVault.ts')) as Stage['keyVault'],
    smtp: (await load('services/smtpCatcher.ts')) as Stage['smtp'],
  };
}

function cloneRoot(): string {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  for (const candidate of [root, resolve(root, '..')])
    if (existsSync(join(candidate, 'simulator', 'index.ts')) && existsSync(join(candidate, 'node_modules', 'azurite')))
      return candidate;
  throw new Error(
    'The demo needs the simulator, which is only in the repository: clone it, then run npm ci && npm run demo.',
  );
}
