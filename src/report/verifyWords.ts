/** Steps that need nothing but this pack, in the words of the Cover and the README. */
export const HOW_TO_VERIFY: readonly string[] = [
  'Run “unbroken verify PACK”, offline: it checks every hash, computes every verdict again from the raw rows, compares record and workbook with them, and names what nobody can check. Or by hand:',
  'Compare the SHA-256 of manifest.json with the hash in the mail that announced this run, or in the history of runs.',
  'Compare the SHA-256 and the size of every file of the pack, this workbook among them, with manifest.json.',
  'Compare the SHA-256 of record.jsonl (record.jsonl.gz unpacked) with the record’s hash on the Cover.',
  'Re-perform a verdict: take a disk from Chains, find its rows in the raw files by resource id, and read them against the check and the baseline.',
  'Re-perform a query: paste it from Queries into Azure Resource Graph Explorer and compare the number of rows; Azure may have changed since.',
];
