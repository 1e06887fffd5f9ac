import type { ChainRow } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { idCell, linkCell, statusCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { TableSheet } from '../sheet.ts';
import { counted, holdersText, inWords, sentence } from '../words.ts';
import { CHAINS_SHEET, FINDINGS_SHEET } from './names.ts';

export const chains: TableSheet = {
  kind: 'table',
  name: CHAINS_SHEET,
  tab: '2E6DA4',
  about:
    'One row per managed disk: its answer to each of R1–R7 and the weakest of them; underlined answers link to the evidence behind them. Sorted by resource id.',
  columns: [
    { title: 'Overall', width: 14 },
    { title: 'Disk', width: 24 },
    { title: 'Role', width: 13 },
    { title: 'Virtual machine', width: 17 },
    ...REQUIREMENTS.map((id) => ({ title: `${id} ${REQUIREMENT_TEXT[id].title}`, width: 14 })),
    { title: 'Why (weakest answer)', width: 36 },
    { title: 'Method in force', width: 22 },
    { title: 'Location', width: 14 },
    { title: 'Findings', width: 12 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Portal', width: 9 },
    { title: 'Copy of', width: 40 },
    { title: 'Disk encryption set', width: 40 },
    { title: 'Key', width: 60 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 15,
  whenEmpty: 'No managed disk was found in scope. See Population and gaps before concluding that there is none.',
  *rows(index) {
    for (const chain of index.record.chains) yield rowOf(chain, index);
  },
};

function rowOf(chain: ChainRow, index: PackIndex): readonly Cell[] {
  const weakest = weakestOf(chain, index.requirements);
  return [
    statusCell(chain.overall),
    chain.name,
    sentence(inWords(chain.role)),
    holdersText(chain),
    ...REQUIREMENTS.map((id) =>
      index.requirements.includes(id)
        ? statusCell(chain.requirements[id].status, index.rowBehind(chain, id))
        : 'not asked',
    ),
    `${weakest}: ${chain.requirements[weakest].because}`,
    chain.method,
    chain.location,
    findingsCell(chain, index),
    index.subscription(chain.subscriptionId),
    chain.resourceGroup,
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

function findingsCell(chain: ChainRow, index: PackIndex): Cell {
  const { count, first } = index.findingsBehind(chain);
  if (first === undefined) return 'none';
  const place = index.place(FINDINGS_SHEET, first);
  const text = counted(count, 'finding');
  return linkCell(text, place, `${text}, first in row ${String(place.row)}`);
}
