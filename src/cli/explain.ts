import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { AmbiguousError, explain, ExplainError, type Explanation } from '../app/explain.ts';
import { readSettings } from '../app/settings.ts';
import { terminalJson, terminalLine } from '../base/terminalText.ts';
import { answerTextOf, overallAnswer } from '../domain/answer.ts';
import { REQUIREMENTS, REQUIREMENT_TEXT } from '../domain/requirement.ts';
import { configuredBy, OUT, withConfigFlag, type ConfigFlag } from './configFlag.ts';
import { EXIT } from './exitCodes.ts';
import { formOf, UNVERIFIED, withForms } from './terminal.ts';
import { exitCodes, helpBelow } from './helpText.ts';

interface ExplainFlags extends ConfigFlag {
  readonly pack?: string;
  readonly out?: string;
  readonly unverified?: boolean;
}

/** `unbroken explain`: all that a pack says of one resource, on one page. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description(
      'Show everything an evidence pack knows about one resource: facts, queries, rules in force, verdicts, history, exemptions.',
    )
    .argument('<resource>', 'its id (/subscriptions/…), its Azure portal URL, or its name; case does not matter')
    .option('--pack <pack>', 'the folder of one run, or its .zip; default: the newest that can be found')
    .option(
      '--out <folder>',
      `where to look for packs if UNBROKEN_STORAGE is not set and no pack is named (default: "${OUT}")`,
    )
    .option('--unverified', UNVERIFIED);
  return withForms(withConfigFlag(command))
    .addHelpText(
      'after',
      helpBelow(
        `The history of the resource, and the newest pack, are looked for where UNBROKEN_STORAGE says (docs/settings.md).

${exitCodes({
  0: 'found',
  2: 'found, but its history could not be read',
  3: 'no such resource in the pack, or no pack',
})}`,
      ),
    )
    .action(async (resource: string, { pack, out, config, unverified = false }: ExplainFlags, own: Command) => {
      const form = formOf(own);
      const { environment, out: configuredOut } = await configuredBy({ config });
      const options = { settings: readSettings(environment), pack, folder: out ?? configuredOut ?? OUT, unverified };
      const told = await explain(resource, options).catch(async (error: unknown) => {
        if (!(error instanceof AmbiguousError) || !process.stdin.isTTY || !process.stderr.isTTY) throw error;
        return explain(await chosenOf(resource, error.ids), options);
      });
      if (form !== undefined) process.stdout.write(form === 'json' ? `${terminalJson(told)}\n` : explainedAsText(told));
      process.exitCode = !told.past.told && told.past.configured ? EXIT.gaps : EXIT.clean;
    });
}

/** Asks which of several resources of one name is meant. @throws ExplainError where the answer is none of them */
async function chosenOf(name: string, ids: readonly string[]): Promise<string> {
  const lines = ids.map((id, at) => `  ${at + 1}  ${terminalLine(id)}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `${ids.length} resources are named ${name}:\n${lines.join('\n')}\nWhich one (1 to ${ids.length})? `;
    const id = ids[Number(await terminal.question(question)) - 1];
    if (id === undefined) throw new ExplainError(`Enter a number from 1 to ${ids.length}, or the full id.`);
    return id;
  } finally {
    terminal.close();
  }
}

function verdictAsLines(verdict: Explanation['verdicts'][number]): readonly string[] {
  const { check, because, remediation, exemption, attestation, limitations = [] } = verdict;
  const under = exemption === undefined ? '' : ` (exemption ${exemption})`;
  const answered = attestation === undefined ? '' : ` (${attestation})`;
  return [
    `  ${check} ${answerTextOf(verdict)}${answered}${under}: ${because}`,
    ...limitations.map((limitation) => `      not read: ${limitation}`),
    ...(remediation === '' ? [] : [`      ${remediation}`]),
  ];
}

function explainedAsText({
  notice,
  pack,
  asOf,
  id,
  facts,
  baseline,
  rules,
  unsureRules,
  verdicts,
  exemptions,
  attestations,
  chain,
  past,
}: Explanation): string {
  const lines = [notice, '', id, `Pack ${pack}, as of ${asOf}`, ''];
  for (const { source, query, row } of facts) {
    lines.push(`Facts (${source}):`);
    for (const [name, value] of Object.entries(row as object))
      if (value !== undefined) lines.push(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    lines.push('  read by:', ...query.split('\n').map((line) => `    ${line}`), '');
  }
  lines.push(`Rules: ${baseline.name}, version ${baseline.version}`);
  if (rules.length === 0) lines.push('  only the top-level settings; no selector applies');
  for (const { words, from } of rules) lines.push(`  ${words} (rule ${from.join(', ')})`);
  if (unsureRules.length > 0) lines.push(`  NOT DETERMINED whether these apply: ${unsureRules.join(', ')}`);
  lines.push('', verdicts.length === 0 ? 'No check is about it.' : 'Verdicts:');
  lines.push(...verdicts.flatMap(verdictAsLines));
  lines.push('', ...pastAsLines(past));
  for (const { id: name, category, approvedBy, expiresOn, state } of exemptions)
    lines.push(`Exemption ${name}: ${category}, approved by ${approvedBy}, last day ${expiresOn}, ${state}`);
  for (const { id: name, statement, attestedBy, attestedOn, expiresOn, evidence } of attestations)
    lines.push(
      `Attestation ${name}: ${statement} By ${attestedBy} on ${attestedOn}, last day ${expiresOn}; evidence ${evidence.reference} (SHA-256 ${evidence.sha256})`,
    );
  if (chain !== undefined) {
    lines.push('', `Chain: ${chain.role}, ${chain.method}, overall ${answerTextOf(overallAnswer(chain))}`);
    for (const requirement of REQUIREMENTS) {
      const cell = chain.requirements[requirement];
      lines.push(`  ${requirement} ${REQUIREMENT_TEXT[requirement].title}: ${answerTextOf(cell)}. ${cell.because}`);
      for (const limitation of cell.limitations ?? []) lines.push(`      not read: ${limitation}`);
    }
  }
  return `${lines.map(terminalLine).join('\n')}\n`;
}

/** One line for each time that a verdict stood unchanged. */
function pastAsLines(past: Explanation['past']): readonly string[] {
  if (!past.told) return [`History: ${past.because}`];
  if (past.intervals.length === 0) return ['History: no verdicts for this resource.'];
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
