/** Steps that need nothing but this pack, in the words of the Cover and the README. */
export const HOW_TO_VERIFY: readonly string[] = [
  'Run “unbroken verify PACK”, offline: it checks every hash, recomputes every verdict from the raw rows, compares the record and the workbook with them, and lists what cannot be checked. Or by hand:',
  'Compare the SHA-256 of manifest.json with the hash in the mail that announced this run, or in the history of runs.',
  'Compare the SHA-256 and the size of every file of the pack, the workbook among them, with manifest.json.',
  'Compare the SHA-256 of record.jsonl (record.jsonl.gz, decompressed) with the record’s hash on the Cover.',
  'Re-perform a verdict: take a disk from Chains, find its rows in the raw files by resource id, and compare them with the check and the baseline.',
  'Re-perform a query: paste it from Queries into Azure Resource Graph Explorer and compare the number of rows; Azure may have changed since.',
];
