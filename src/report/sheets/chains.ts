import { counted } from '../../base/counted.ts';
import { overallAnswer } from '../../domain/answer.ts';
import type { ChainRow } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { answerCell, idCell, linkCell, type Cell } from '../cell.ts';
import { limitationText } from '../limitations.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { holdersText, inWords, sentence } from '../words.ts';
import { CHAINS_SHEET, FINDINGS_SHEET } from './names.ts';

export const chains: Listed<TableSheet> = {
  kind: 'table',
  name: CHAINS_SHEET,
  holds: 'every disk with its seven answers, worst first',
  tab: '2E6DA4',
  about:
    'One row per managed disk: its answer to each of R1–R7 and the weakest of them; underlined answers link to the evidence behind them. Worst first. The Glossary explains “limited” and “attested”; Population and gaps lists what limits them.',
  columns: [
    { title: 'Overall', width: 18 },
    { title: 'Disk', width: 26 },
    { title: 'Role', width: 12 },
    { title: 'Virtual machine', width: 17 },
    { title: 'Resource group', width: 20 },
    ...REQUIREMENTS.map((id) => ({ title: `${id} ${REQUIREMENT_TEXT[id].title}`, width: 18 })),
    { title: 'Why (weakest answer)', width: 40 },
    { title: 'Limited by', width: 26 },
    { title: 'Method in force', width: 19 },
    { title: 'Findings', width: 11 },
    { title: 'Subscription', width: 20 },
    { title: 'Location', width: 14 },
    { title: 'Portal', width: 9 },
    { title: 'Copy of', width: 40 },
    { title: 'Disk encryption set', width: 40 },
    { title: 'Key', width: 60 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 17,
  whenEmpty: 'No managed disk was found in scope. See Population and gaps before concluding that there is none.',
  *rows(index) {
    for (const chain of index.chainsWorstFirst()) yield rowOf(chain, index);
  },
};

function rowOf(chain: ChainRow, index: PackIndex): readonly Cell[] {
  const weakest = weakestOf(chain, index.requirements);
  return [
    answerCell(overallAnswer(chain)),
    chain.name,
    sentence(inWords(chain.role)),
    holdersText(chain),
    chain.resourceGroup,
    ...REQUIREMENTS.map((id) =>
      index.requirements.includes(id) ? answerCell(chain.requirements[id], index.rowBehind(chain, id)) : 'not asked',
    ),
    `${weakest}: ${chain.requirements[weakest].because}`,
    limitationText(limitationsOf(chain, index.requirements), (id) => index.subscription(id)),
    chain.method,
    findingsCell(chain, index),
    index.subscription(chain.subscriptionId),
    chain.location,
    linkCell('Open', index.portal(chain.resourceId), 'no link'),
    idCell(chain.copyOf),
    idCell(chain.protection.diskEncryptionSetId),
    idCell(chain.protection.keyUrl),
    idCell(chain.resourceId),
  ];
}

/** The requirement that gives the disk its overall status. */
function weakestOf(chain: ChainRow, asked: readonly RequirementId[]): RequirementId {
  return asked.find((id) => chain.requirements[id].status === chain.overall) ?? 'R1';
}

/** Of every answer in the row: a disk that fails one requirement may still be limited in another. */
function limitationsOf(chain: ChainRow, asked: readonly RequirementId[]): readonly string[] {
  return [...new Set(asked.flatMap((id) => chain.requirements[id].limitations ?? []))].sort();
}

function findingsCell(chain: ChainRow, index: PackIndex): Cell {
  const { count, first } = index.findingsBehind(chain);
  if (first === undefined) return 'none';
  const place = index.place(FINDINGS_SHEET, first);
  const text = counted(count, 'finding');
  return linkCell(text, place, `${text}, first in row ${String(place.row)}`);
}
