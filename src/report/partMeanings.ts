import { PART } from '../pack/parts.ts';

/** What each part with a fixed name holds, for the README of a pack and its sheet Integrity. */
export const PART_MEANINGS: Readonly<Record<(typeof PART)[keyof typeof PART], string>> = {
  [PART.readme]: 'What is in the pack, and how to check it.',
  [PART.record]: 'The result: every verdict with its reason and facts, one per line.',
  [PART.carried]:
    'Restores that earlier runs saw (Azure keeps 14 days), each with its run and hash; and those that this run saw, for later runs.',
  [PART.observations]: 'Every query sent to Azure: text, times, pages, request IDs.',
  [PART.answers]: 'Azure’s answer to each of them other than rows: counts, failures, the identity that asked.',
  [PART.context]:
    'What the workbook shows in addition to the record: the previous run, changes, when findings were first seen.',
  [PART.baseline]: 'The rules, exemptions, attestations and acknowledged gaps in force.',
};
