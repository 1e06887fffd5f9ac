import { counted } from '../../base/counted.ts';
import { nameOf } from '../../domain/armId.ts';
import { answerTextOf } from '../../domain/answer.ts';
import type { Evidence } from '../../domain/check.ts';
import type { ChainRow } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, type RequirementId } from '../../domain/requirement.ts';
import { answerCell, idCell, INPUT, linkCell, type Cell } from '../cell.ts';
import { evidenceText } from '../evidenceText.ts';
import type { PackIndex } from '../packIndex.ts';
import { Sample, earlierSampleSeed, type Drawn } from '../sample.ts';
import type { Listed, TableSheet } from '../sheet.ts';

/** Verdicts whose evidence is spelt out for one answer, the weakest first: a row has to stay low enough to print many on a page. */
const VERDICTS_SPELT = 1;

export const sampling: Listed<TableSheet> = {
  kind: 'table',
  name: 'Sampling',
  holds: 'disks sampled for each requirement, for manual testing',
  tab: '7A5C00',
  about: (index) =>
    `One row per requirement and disk drawn, from the disks to which the requirement applies (${index.requirements.map((id) => drawnText(id, index)).join('; ')}). Simple random. Seed = SHA-256 of ${index.record.sampleSeed === undefined ? '"<run id> <record SHA-256>"' : 'the previous manifest’s SHA-256 and of Azure’s first answer with its request ID'} = ${seedOf(index)}. Draw = SHA-256 of "<seed> <requirement> <resource id in lower case>"; the lowest are taken.`,
  columns: [
    { title: 'No.', width: 6, right: true },
    { title: 'Requirement', width: 15 },
    { title: 'Disk', width: 26 },
    { title: 'Resource group', width: 20 },
    { title: 'Answer recorded', width: 15 },
    { title: 'Because', width: 48 },
    { title: 'Evidence to compare', width: 76 },
    { title: 'View in Azure', width: 9 },
    { title: 'Seen in Azure', width: 24, input: 'text' },
    { title: 'Agrees', width: 10, input: 'yesNo' },
    { title: 'Tested by', width: 14, input: 'text' },
    { title: 'Tested on', width: 12, input: 'date' },
    { title: 'Reference, remarks', width: 24, input: 'text' },
    { title: 'Row in Chains', width: 10 },
    { title: 'Subscription', width: 24 },
    { title: 'Draw', width: 66 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 3,
  printedColumns: 13,
  whenEmpty: 'No managed disk was found in scope, so there is nothing to draw from.',
  *rows(index) {
    const { chains } = index.record;
    const samples = index.requirements.map(
      (id) => [id, new Sample(id, seedOf(index), index.contents.sampleSize)] as const,
    );
    let place = 0;
    for (const { disk, requirements } of chains) {
      for (const [id, sample] of samples) if (requirements[id].status !== 'NotApplicable') sample.offer(place, disk);
      place += 1;
    }
    for (const [requirement, { drawn: all }] of samples)
      for (const [at, drawn] of all.entries()) {
        const chain = chains.at(drawn.chain);
        if (chain !== undefined) yield rowOf(at + 1, drawn, chain, requirement, index);
      }
  },
};

/** `R1 25 of 134`. */
function drawnText(requirement: RequirementId, index: PackIndex): string {
  const population = index.populationOf(requirement);
  return `${requirement} ${String(Math.min(index.contents.sampleSize, population))} of ${String(population)}`;
}

function seedOf({ contents, record }: PackIndex): string {
  return record.sampleSeed ?? earlierSampleSeed(contents.runId, contents.recordSha256);
}

function rowOf(
  number: number,
  drawn: Drawn,
  chain: ChainRow,
  requirement: RequirementId,
  index: PackIndex,
): readonly Cell[] {
  const answer = chain.requirements[requirement];
  const place = index.placeOfChain(drawn.chain);
  return [
    number,
    `${requirement} ${REQUIREMENT_TEXT[requirement].title}`,
    chain.name,
    chain.resourceGroup,
    answerCell(answer),
    answer.because,
    behindText(answer.behind, index),
    linkCell('Open', index.portal(chain.resourceId), 'no link'),
    ...[INPUT, INPUT, INPUT, INPUT, INPUT],
    linkCell(`Row ${String(place.row)}`, place),
    index.subscription(chain.subscriptionId),
    idCell(drawn.draw),
    idCell(chain.resourceId),
  ];
}

/** What each check behind an answer saw, so that it can be looked up by hand. */
function behindText(behind: readonly string[], index: PackIndex): string {
  if (behind.length === 0) return 'No check applies to this disk.';
  const spelt = behind.slice(0, VERDICTS_SPELT).map((key) => {
    const verdict = index.verdictBehind(key);
    return verdict === undefined
      ? `${key.split(' ')[0] ?? key}: not judged; the reason is under Because`
      : `${verdict.check} ${verdict.subjectName}: ${answerTextOf(verdict)}${factsText(verdict.evidence)}`;
  });
  const more = behind.length - spelt.length;
  return [...spelt, ...(more === 0 ? [] : [`and ${counted(more, 'more verdict')}, in the record`])].join('\n');
}

function factsText(evidence: Evidence): string {
  const facts = evidenceText(Object.fromEntries(Object.entries(evidence).map(inShort)), '; ');
  return facts === '' ? '' : `; ${facts}`;
}

/** A resource by its name; its id is in the record. */
function inShort([name, value]: readonly [string, Evidence[string]]): readonly [string, Evidence[string]] {
  return [name, typeof value === 'string' && value.startsWith('/subscriptions/') ? nameOf(value) : value];
}
