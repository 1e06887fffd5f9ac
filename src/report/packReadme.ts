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
    'WHAT LIES HERE',
    '',
    '*.xlsx                 The workbook, to be read first. Its Cover says everything in short.',
    'raw/*.jsonl.gz         The rows as Azure gave them, one file a source, one row a line. Key material was removed on reading.',
    'record.jsonl.gz        The result: every verdict with its reason and facts, one a line.',
    'carried.jsonl.gz       Restores that earlier runs saw and Azure forgets after 14 days, each with its run and hash; and what this run saw, for later ones.',
    'observations.jsonl.gz  Every question put to Azure: words, times, pages, request ids.',
    'context.jsonl.gz       What the workbook shows beside the record: the run before, changes, since when findings are open.',
    'excerpts/*             If any: the workbook of a part of the run, for those who get a part only, with its figures.',
    'baseline.json          The rules and exemptions in force.',
    'manifest.json          SHA-256 and size of every file, and of the previous run’s manifest. Its own hash is in the mail.',
    '',
    'HOW TO CHECK IT',
    '',
    ...HOW_TO_VERIFY.map((step, at) => `${String(at + 1)}. ${step}`),
    '',
    `Record SHA-256             ${contents.recordSha256}`,
    `Previous manifest SHA-256  ${contents.previous?.manifestSha256 ?? 'none: first run'}`,
    `Signature                  ${contents.signed ? 'signed; the signature and the public key lie beside the manifest' : 'unsigned: integrity against accident only'}`,
    '',
    'WHAT IT CANNOT KNOW',
    '',
    ...limitsOfKnowledge(record).map((limit) => `- ${limit}`),
    '',
  ].join('\n');
}
