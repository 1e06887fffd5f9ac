import { Command } from 'commander';
import { explain, type Explanation } from '../app/explain.ts';
import { REQUIREMENTS, REQUIREMENT_TEXT } from '../domain/requirement.ts';

/** `unbroken explain`: all that a pack says of one resource, on one page. */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Say all that an evidence pack knows of one resource: facts, queries, rules in force, verdicts, exemptions.',
    )
    .argument('<resource-id>', 'the full id, /subscriptions/…; any case')
    .requiredOption('--pack <pack>', 'the folder of one run, or its .zip')
    .option('--json', 'print the result as JSON, for machines', false)
    .addHelpText('after', '\nExit codes: 0 told · 3 no such resource in the pack, or no pack.')
    .action(async (id: string, { pack, json }: { readonly pack: string; readonly json: boolean }) => {
      const told = await explain(id, pack);
      process.stdout.write(json ? `${JSON.stringify(told)}\n` : explainedAsText(told));
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
