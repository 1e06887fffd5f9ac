import { format } from 'prettier';
import { REACH, type JoinReach } from '../../src/assess/chain/joins/reach.ts';
import { table } from './table.ts';

/** `docs/reach.md`: how far a gap reaches into each question of the joins, as Prettier writes it. */
export async function reachPage(): Promise<string> {
  const questions: readonly JoinReach[] = Object.values(REACH);
  const text = [
    '# How far a gap reaches',
    'Made by `npm run docs` from [src/assess/chain/joins/reach.ts](../src/assess/chain/joins/reach.ts); edit the table there, not this page.',
    'What could not be read is a gap. It makes an answer Unknown only where it is about what the answer is about:',
    [
      '1. **Its own**: the row itself, or a resource that it names by ID (a VM, a disk encryption set, a key, a vault, an item, a replica), could not be read. Unknown.',
      '2. **Beside it**: rows that a rule of Azure’s puts next to it could not be read. Unknown.',
      '3. **Elsewhere**: a row about it could lie in a place that could not be read. The answer stands on what was read, and is limited: `Compliant – limited` or `NotApplicable – limited`. With `"absence": "strict"` in the [baseline](baseline.md#absence) it is Unknown.',
    ].join('\n'),
    'NonCompliant is proven by a row. Where the baseline requires a backup or a replication and none was read, a gap elsewhere leaves the answer Unknown. The run is INCOMPLETE in every case.',
    '## Resources that are named',
    'Whatever a row names by ID, or by a name that is unique in Azure (a key vault, a storage account), is its own: a gap there makes the answer Unknown, in whichever subscription it lies.',
    '## Rows that disagree',
    'Where Azure gives two rows of one ID that say different things, the resource stays in the population, in chains, mail and counts. Everything is judged as either row has it, and in every mixture of the fields in which they differ: an answer that is the same each time stands, any other is Unknown and names the field with both values. Nothing else moves. The gap names the values too, both rows are kept in the pack, and the run is INCOMPLETE. Rows that say the same are one row.',
    'Where more than eight mixtures are possible, not all are judged: any two of the fields still meet in each of their combinations.',
    '## Rows that cannot be read',
    'A row that came and could not be read may be about anything that it could be about. Where it still names its VM or disk (a snapshot the disk that it was taken of, a backup item or restore job its VM), it is its own to that one, in whichever subscription it lies, and concerns no other; where it does not, the ID of a backup item tells the VM.',
    '## Rows that point back',
    table(
      ['Which …?', 'source', 'beside: Unknown', 'elsewhere: limited', 'Azure’s rule'],
      questions.map(({ asks, sources, beside, elsewhere, rule, learnMore }) => [
        asks,
        sources.map((source) => `\`${source}\``).join(', '),
        beside,
        elsewhere,
        `${rule} [Source](${learnMore})`,
      ]),
    ),
  ].join('\n\n');
  return format(text, { parser: 'markdown', singleQuote: true, printWidth: 120 });
}
