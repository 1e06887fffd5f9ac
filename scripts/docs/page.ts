import { format } from 'prettier';
import { CATALOGUE, type CatalogueEntry } from '../../src/assess/checks/catalogue.ts';
import { CHECKS } from '../../src/assess/checks/list.ts';
import type { Way } from '../../src/assess/checks/shared/remediation.ts';
import { KIND_OF } from '../../src/assess/chain/subjectKinds.ts';
import { FRAMEWORKS, type Framework } from '../../src/domain/controls.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../src/domain/requirement.ts';
import { inWords } from '../../src/report/words.ts';
import { aspectsInWords } from './aspects.ts';
import { table } from './table.ts';

/** `docs/checks.md`: every check of the catalogue and what it supports, as Prettier writes it. */
export async function checksPage(): Promise<string> {
  const text = [
    '# Checks',
    'Made by `npm run docs` from [src/assess/checks](../src/assess/checks); edit the check, not this page. To add one: [adding-a-check.md](adding-a-check.md).',
    'A verdict is Compliant only where a row proves it. What could not be read, or has a value that the check does not know, is Unknown; NotApplicable is said only where the question is proven not to arise.',
    '## Questions',
    questions(),
    '## Controls',
    'A check _supports_ a control: it gives evidence for it and never fulfils it alone. Ids and titles that could not be verified are left out; – stands for a title that was not read. The baseline chooses the frameworks that the workbook shows (`frameworks`).',
    ...FRAMEWORKS.flatMap(framework),
    '## The checks',
    ...CATALOGUE.flatMap(section),
  ].join('\n\n');
  return format(text, { parser: 'markdown', singleQuote: true, printWidth: 120 });
}

function questions(): string {
  return table(
    ['', 'question', 'checks'],
    REQUIREMENTS.map((id) => {
      const answering = CATALOGUE.filter(({ answers }) => answers.includes(id) && answers.length < REQUIREMENTS.length);
      const { title, question } = REQUIREMENT_TEXT[id];
      return [id, `**${title}.** ${question}`, answering.map(linkTo).join(', ')];
    }),
  );
}

function framework({ id, title, source, note, controls }: Framework): readonly string[] {
  return [
    `### ${id}`,
    `${title}. Source: ${source}.${note === undefined ? '' : ` ${note}`}`,
    table(
      ['control', 'title', 'supported by'],
      controls.map((control) => {
        const supporting = CATALOGUE.filter(({ meta }) => meta.controls.includes(control.name));
        return [
          control.id,
          control.title ?? '–',
          supporting.length === 0 ? 'no check' : supporting.map(linkTo).join(', '),
        ];
      }),
    ),
  ];
}

function section({ id, answers, rollsUp, meta }: CatalogueEntry): readonly string[] {
  const heading = `### ${id}`;
  const check = CHECKS.find((one) => one.id === id);
  if (check === undefined) throw new Error(`The catalogue has ${id}, the list of checks has not.`);
  const subjects = [check.subject, ...(check.alsoJudges ?? [])].map((subject) => inWords(KIND_OF[subject]));
  const everywhere = answers.length === REQUIREMENTS.length;
  const lines: readonly (readonly [string, string])[] = [
    [
      'question',
      everywhere ? 'Was everything read?' : answers.map((one) => `${one} ${REQUIREMENT_TEXT[one].question}`).join(' '),
    ],
    ['subject', subjects.join(', ')],
    ['needs', aspectsInWords(check.needs)],
    ['compliant when', `${meta.title}.`],
    ['cannot see', meta.limits],
    ['what you can attest', attestable(meta.attestable)],
    ['remediation', remediation(check.remediation, check.ways ?? [])],
    ['supports', meta.controls.length === 0 ? 'no control by itself' : meta.controls.join(', ')],
    ['learn more', `<${meta.learnMore}>`],
  ];
  return [
    heading,
    `Version ${String(meta.version)}, severity ${meta.severity}${rollsUp ? '' : '; shown beside the disk, not rolled up'}.`,
    lines.map(([name, text]) => `- ${name}: ${text}`).join('\n'),
  ];
}

function attestable(what: string | undefined): string {
  return what === undefined ? 'nothing' : `${what}.`;
}

function remediation(general: string, ways: readonly Way[]): string {
  if (ways.length === 0) return general;
  return `by case\n${ways.map(({ when, text }) => `  - Where ${when}: ${text}`).join('\n')}`;
}

function linkTo({ id }: CatalogueEntry): string {
  return `[${id}](#${id.toLowerCase()})`;
}
