import { oneLine } from './cleanText.ts';
import { limitsOfKnowledge } from './limitsOfKnowledge.ts';
import { overallSentence } from './overall.ts';
import type { RunContents } from './packContents.ts';
import { HOW_TO_VERIFY } from './verifyWords.ts';
import { moment } from './words.ts';

/** `README.txt` of a pack: what lies in it and how to check it, for somebody who has nothing else. */
export function packReadme(contents: RunContents): string {
  const { record } = contents;
  return [
    'EVIDENCE PACK: ENCRYPTION OF AZURE MANAGED DISKS',
    '',
    `Scope     ${oneLine(contents.scopeText)}`,
    `As of     ${moment(record.asOf)}`,
    `Run       ${oneLine(contents.runId)}`,
    `Code      Unbroken ${record.codeVersion}`,
    `Baseline  ${oneLine(record.baseline.name)}, version ${oneLine(record.baseline.version)}`,
    `State     ${record.state}`,
    ...record.incompleteBecause.map((reason) => `          ${oneLine(reason)}`),
    '',
    overallSentence(contents),
    '',
    'CONTENTS',
    '',
    '*.xlsx                 The workbook, to be read first. Its Cover is the summary.',
    'raw/*.jsonl.gz         The rows as Azure returned them, one file per source, one row per line. Key material was removed on reading.',
    'record.jsonl.gz        The result: every verdict with its reason and facts, one per line.',
    'carried.jsonl.gz       Restores that earlier runs saw (Azure keeps 14 days), each with its run and hash; and those that this run saw, for later runs.',
    'observations.jsonl.gz  Every query sent to Azure: text, times, pages, request IDs.',
    'context.jsonl.gz       What the workbook shows beside the record: the previous run, changes, when findings were first seen.',
    'excerpts/*             If any: workbooks for recipients who get only part of the run, with their figures.',
    'baseline.json          The rules, exemptions and attestations in force.',
    'manifest.json          SHA-256 and size of every file, and of the previous run’s manifest. Its own hash is in the mail.',
    'manifest.json.tsr      If any: a timestamp of manifest.json by an authority (RFC 3161).',
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
