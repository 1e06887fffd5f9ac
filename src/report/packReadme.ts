import { BESIDE_MANIFEST, MANIFEST, PART, SIGNATURE, TIMESTAMP } from '../pack/parts.ts';
import { oneLine } from './cleanText.ts';
import { gapSentences, reasonsBesideGaps } from './gapSummary.ts';
import { limitsOfKnowledge } from './limitsOfKnowledge.ts';
import { overallSentence } from './overall.ts';
import type { RunContents } from './packContents.ts';
import { PART_MEANINGS } from './partMeanings.ts';
import { subscriptionNames } from './subscriptionNames.ts';
import { HOW_TO_VERIFY } from './verifyWords.ts';
import { moment } from './words.ts';

/** Each part that a pack may have, in the order in which somebody reads them. */
const PARTS: Readonly<
  Record<(typeof PART)[keyof typeof PART] | (typeof BESIDE_MANIFEST)[number] | typeof MANIFEST, string>
> = {
  ...PART_MEANINGS,
  [PART.readme]: 'This file.',
  [MANIFEST]: 'SHA-256 and size of every file, and of the previous run’s manifest. Its own hash is in the mail.',
  [SIGNATURE]: 'If any: the signature of manifest.json, with the public key that fits it.',
  [TIMESTAMP]: 'If any: a timestamp of manifest.json by an authority (RFC 3161).',
};

const CONTENTS: readonly (readonly [string, string])[] = [
  ['*.xlsx', 'The workbook. Read it first; its Cover is the summary.'],
  [
    'raw/*.jsonl.gz',
    'The rows as Azure returned them, one file per source, one row per line. Key material was dropped as it was read.',
  ],
  ...Object.entries(PARTS),
  ['excerpts/*', 'If any: workbooks for recipients who get only part of the run, with their figures.'],
];
const NAMES = Math.max(...CONTENTS.map(([name]) => name.length));

/** Why the run is INCOMPLETE, as the Cover sums it up. */
function stateLines({ record }: RunContents): readonly string[] {
  const name = subscriptionNames(record);
  return [...reasonsBesideGaps(record), ...gapSentences(record.gaps, name)];
}

/** `README.txt` of a pack: what is in it and how to check it, for somebody who has nothing else. */
export function packReadme(contents: RunContents): string {
  const { record } = contents;
  return [
    // A pack cannot itself say which of them it deserves.
    'AUTHENTIC, CONSISTENT, INTACT or DIFFERS? Run “unbroken verify PACK”: its first word says which, whatever this file says.',
    '',
    'EVIDENCE PACK: ENCRYPTION OF AZURE MANAGED DISKS',
    '',
    `Scope     ${oneLine(contents.scopeText)}`,
    `As of     ${moment(record.asOf)}`,
    `Run       ${oneLine(contents.runId)}`,
    `Code      Unbroken ${record.codeVersion}`,
    `Baseline  ${oneLine(record.baseline.name)}, version ${oneLine(record.baseline.version)}`,
    `State     ${record.state}`,
    ...stateLines(contents).map((reason) => `          ${oneLine(reason)}`),
    '',
    overallSentence(contents),
    '',
    'CONTENTS',
    '',
    ...CONTENTS.map(([name, holds]) => `${name.padEnd(NAMES)}  ${holds}`),
    '',
    'HOW TO CHECK IT',
    '',
    ...HOW_TO_VERIFY.map((step, at) => `${String(at + 1)}. ${step}`),
    '',
    `Record SHA-256             ${contents.recordSha256}`,
    `Previous manifest SHA-256  ${contents.previous?.manifestSha256 ?? 'none: first run'}`,
    `Signature                  ${contents.signed ? 'signed; the signature and the public key are beside the manifest' : 'unsigned: hashes reveal accidental, not deliberate, change'}`,
    '',
    'LIMITATIONS',
    '',
    ...limitsOfKnowledge(record).map((limit) => `- ${limit}`),
    '',
  ].join('\n');
}
