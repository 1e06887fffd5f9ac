import { Command } from 'commander';
import { explain, type Explanation } from '../app/explain.ts';
import { readSettings } from '../app/settings.ts';
import { EXIT } from './exitCodes.ts';
import { REQUIREMENTS, REQUIREMENT_TEXT } from '../domain/requirement.ts';

interface ExplainFlags {
  readonly pack?: string;
  readonly out: string;
  readonly json: boolean;
}

/** `unbroken explain`: all that a pack says of one resource, on one page. */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Say all that an evidence pack knows of one resource: facts, queries, rules in force, verdicts, history, exemptions.',
    )
    .argument('<resource-id>', 'the full id, /subscriptions/…; any case')
    .option('--pack <pack>', 'the folder of one run, or its .zip; the newest that can be found when left out')
    .option('--out <folder>', 'where packs lie when UNBROKEN_STORAGE is not set and none is named', 'out')
    .option('--json', 'print the result as JSON, for machines', false)
    .addHelpText(
      'after',
      `
The history of the resource, and the newest pack, are looked for where UNBROKEN_STORAGE says (docs/settings.md).

Exit codes: 0 told · 2 told, but for the history, which could not be read · 3 no such resource in the pack, or no pack.`,
    )
    .action(async (id: string, { pack, out, json }: ExplainFlags) => {
      const told = await explain(id, { settings: readSettings(process.env), pack, folder: out });
      process.stdout.write(json ? `${JSON.stringify(told)}\n` : explainedAsText(told));
      process.exitCode = !told.past.told && told.past.configured ? EXIT.gaps : EXIT.clean;
    });
}

function explainedAsText({
  pack,
  asOf,
  id,
  facts,
  baseline,
  rules,
  unsureRules,
  verdicts,
  exemptions,
  chain,
  past,
}: Explanation): string {
  const lines = [id, `Pack ${pack}, as of ${asOf}`, ''];
  for (const { source, query, row } of facts) {
    lines.push(`Facts (${source}):`);
    for (const [name, value] of Object.entries(row as object))
      if (value !== undefined) lines.push(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    lines.push('  read by:', ...query.split('\n').map((line) => `    ${line}`), '');
  }
  lines.push(`Rules: ${baseline.name}, version ${baseline.version}`);
  if (rules.length === 0) lines.push('  what is said for everywhere; no selector decides anything');
  for (const { words, from } of rules) lines.push(`  ${words} (rule ${from.join(', ')})`);
  if (unsureRules.length > 0) lines.push(`  NOT TOLD whether these are in force: ${unsureRules.join(', ')}`);
  lines.push('', verdicts.length === 0 ? 'No check is about it.' : 'Verdicts:');
  for (const { check, status, because, remediation, exemption } of verdicts) {
    lines.push(`  ${check} ${status}${exemption === undefined ? '' : ` (exemption ${exemption})`}: ${because}`);
    if (remediation !== '') lines.push(`      ${remediation}`);
  }
  lines.push('', ...pastAsLines(past));
  for (const { id: name, category, approvedBy, expiresOn, state } of exemptions)
    lines.push(`Exemption ${name}: ${category}, approved by ${approvedBy}, last day ${expiresOn}, ${state}`);
  if (chain !== undefined) {
    lines.push('', `Chain: ${chain.role}, ${chain.method}, overall ${chain.overall}`);
    for (const requirement of REQUIREMENTS) {
      const { status, because } = chain.requirements[requirement];
      lines.push(`  ${requirement} ${REQUIREMENT_TEXT[requirement].title}: ${status}. ${because}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One line for each time that a verdict stood unchanged. */
function pastAsLines(past: Explanation['past']): readonly string[] {
  if (!past.told) return [`History: ${past.because}`];
  if (past.intervals.length === 0) return ['History: it holds no verdict on this resource.'];
  return [
    'History:',
    ...past.intervals.map(({ check, status, from, until, ended, unseenSince, because }) => {
      const to = until === undefined ? '' : ` until ${day(until)}${ended === undefined ? '' : ` (${ended})`}`;
      const unseen = unseenSince === undefined ? '' : `, not seen since ${day(unseenSince)}`;
      return `  ${check} ${status}, from ${day(from)}${to}${unseen}: ${because}`;
    }),
  ];
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
