import { table } from '../../../scripts/docs/table.ts';
import { groupBy } from '../../../src/domain/groups.ts';
import type { Difference, Reference } from './compare.ts';
import { listedFor } from './listed.ts';
import { UNVERIFIED } from './unverified.ts';

const ANSWERS = { list: 'list', get: 'GET', row: 'Resource Graph' } as const;

const HEAD = `# Shapes: the simulator compared with Azure

Written by \`npm run check:native -- test/native/azureShapes.test.ts -u\`; the same test compares it and fails on any difference that
is not listed here, and on an entry that no longer stands for one.

Each document of Contoso and of the generated bank, as the simulator’s server answers it (list, single GET, row of Resource Graph),
is compared with every recorded document of its type and the specification’s examples: names, casing, JSON types, nesting, and what is
always there. The sources of the recordings are in \`SOURCES.md\` beside them. “2 of 6 recorded (2024-04-01)” counts the recorded
documents that have the name, with their api-versions.

Lists show recovery points as recorded: with fewer fields than their own pages (see \`simulator/arm/shown.ts\`).
`;

/** The page of differences, as Markdown; Prettier aligns its tables. */
export function shapesPage(
  differences: readonly Difference[],
  references: readonly Reference[],
  unrecorded: readonly string[],
): string {
  const parts = [HEAD, '## Compared\n', compared(references), '\n## Differences that stand\n'];
  for (const [kind, found] of groupBy(differences, (difference) => [difference.kind]))
    parts.push(`### ${kind}\n`, table(['path', 'difference', 'answer', 'Azure', 'why it stands'], rowsOf(found)), '');
  parts.push('## Without a recording: UNVERIFIED\n', unverified(unrecorded));
  return `${parts.join('\n')}\n`;
}

function compared(references: readonly Reference[]): string {
  const rows = [...groupBy(references, ({ kind }) => [kind])].map(([kind, all]) => {
    const recorded = all.filter((reference) => reference.recorded);
    const versions = [...new Set(recorded.flatMap(({ version }) => version ?? []))].sort();
    return [kind, String(recorded.length), String(all.length - recorded.length), versions.join(', ')];
  });
  return table(
    ['type', 'recorded', 'examples', 'api-versions'],
    rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
}

function rowsOf(found: readonly Difference[]): readonly (readonly string[])[] {
  const same = groupBy(found, ({ path, what, azure }) => [[path, what, azure].join('\n')]);
  return [...same.values()].map((group) => {
    const [{ kind, path, what, azure } = found[0] as Difference] = group;
    const answers = group.map(({ channel }) => ANSWERS[channel]).join(', ');
    return [`\`${path}\``, what, answers, azure, listedFor({ kind, path })?.why ?? 'NOT LISTED'];
  });
}

function unverified(kinds: readonly string[]): string {
  return table(
    ['type', 'built from'],
    kinds.map((kind) => [kind, UNVERIFIED[kind] ?? 'NOT LISTED']),
  );
}
