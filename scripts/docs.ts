// Rewrites what is made from the program: docs/checks.md, docs/reach.md, docs/openapi.yaml, docs/differences-from-azure-policy.md, the list of sources in docs/evidence-pack.md, baseline.schema.json, config.schema.json, the actions of infra/roles/evidenceReader.json and the fixed lists of the Power BI model. Run it with `npm run docs`.
import { readFile, writeFile } from 'node:fs/promises';
import { baselineJsonSchemaText } from '../src/app/baseline/schema.ts';
import { configJsonSchemaText } from '../src/app/configFile.ts';
import { openApiPage } from './docs/openApi.ts';
import { differencesPage } from './docs/differencesPage.ts';
import { checksPage } from './docs/page.ts';
import { reachPage } from './docs/reachPage.ts';
import { withSources } from './docs/evidencePack.ts';
import { withReadActions } from './docs/role.ts';
import { withAnswers, withChecks } from './docs/powerBi.ts';

const root = new URL('../', import.meta.url);
const tables = new URL('powerbi/Unbroken.SemanticModel/definition/tables/', root);

await writeFile(new URL('docs/checks.md', root), await checksPage());
await writeFile(new URL('docs/differences-from-azure-policy.md', root), await differencesPage());
for (const [file, rewrite] of [
  ['Checks.tmdl', withChecks],
  ['Answers.tmdl', withAnswers],
] as const) {
  const url = new URL(file, tables);
  await writeFile(url, rewrite(await readFile(url, 'utf8')));
}
await writeFile(new URL('docs/reach.md', root), await reachPage());
await writeFile(new URL('docs/openapi.yaml', root), openApiPage());
const evidencePack = new URL('docs/evidence-pack.md', root);
await writeFile(evidencePack, withSources(await readFile(evidencePack, 'utf8')));
const role = new URL('infra/roles/evidenceReader.json', root);
await writeFile(role, withReadActions(await readFile(role, 'utf8')));
await writeFile(new URL('baseline.schema.json', root), baselineJsonSchemaText());
await writeFile(new URL('config.schema.json', root), configJsonSchemaText());
