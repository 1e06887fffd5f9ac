/** Names by which readers and links find a sheet: permanent. */
export const COVER = 'Cover';
export const REQUIREMENTS_SHEET = 'Requirements';
export const CHAINS_SHEET = 'Chains';
export const FINDINGS_SHEET = 'Findings';
export const SAMPLING_SHEET = 'Sampling';
export const CHANGES_SHEET = 'Changes';
export const EXEMPTIONS_SHEET = 'Exemptions';
export const POPULATION_SHEET = 'Population and gaps';
export const QUERIES_SHEET = 'Queries';
export const GLOSSARY_SHEET = 'Glossary';
export const INTEGRITY_SHEET = 'Integrity';

/** The Cover's table of contents, in the order of the sheets behind it. */
export const CONTENTS: readonly { readonly sheet: string; readonly text: string }[] = [
  { sheet: REQUIREMENTS_SHEET, text: 'R1–R7 over all and for each subscription' },
  { sheet: CHAINS_SHEET, text: 'every disk with its seven answers' },
  { sheet: FINDINGS_SHEET, text: 'what fails, why, what to do, since when' },
  { sheet: SAMPLING_SHEET, text: 'disks drawn at random, to be tested by hand' },
  { sheet: CHANGES_SHEET, text: 'what moved since the last run' },
  { sheet: EXEMPTIONS_SHEET, text: 'who allowed what, until when' },
  { sheet: POPULATION_SHEET, text: 'what was read, and what was not' },
  { sheet: QUERIES_SHEET, text: 'every question put to Azure, verbatim' },
  { sheet: GLOSSARY_SHEET, text: 'the words used here' },
  { sheet: INTEGRITY_SHEET, text: 'hashes of everything in the pack, and how to check them' },
];
