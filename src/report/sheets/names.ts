/** Names by which readers and links find a sheet: permanent. */
export const COVER = 'Cover';
export const REQUIREMENTS_SHEET = 'Requirements';
export const TREND_SHEET = 'Trend';
/** Column of the sheet Trend in which R1 stands, counted from 1. */
export const FIRST_REQUIREMENT_COLUMN = 4;
/** The one behind R7, with what was undecided over all seven. */
export const UNDECIDED_COLUMN = 11;
export const CHAINS_SHEET = 'Chains';
export const FINDINGS_SHEET = 'Findings';
export const SAMPLING_SHEET = 'Sampling';
export const REVERSE_SAMPLE_SHEET = 'Reverse sample';
export const DISKS_SHEET = 'Disks';
export const RECOVERY_POINTS_SHEET = 'Recovery points';
export const RESTORES_SHEET = 'Restores';
export const REPLICAS_SHEET = 'Replicas';
export const KEYS_SHEET = 'Keys';
export const EXPORT_SHEET = 'Export access';
export const CHANGES_SHEET = 'Changes';
export const EXEMPTIONS_SHEET = 'Exemptions';
export const CONTROLS_SHEET = 'Controls';
export const POPULATION_SHEET = 'Population and gaps';
export const QUERIES_SHEET = 'Queries';
export const CROSS_CHECK_SHEET = 'Sample cross-check';
export const ACCESS_SHEET = 'Access of run identity';
export const GLOSSARY_SHEET = 'Glossary';
export const INTEGRITY_SHEET = 'Integrity';

/** The Cover's table of contents, in the order of the sheets behind it. */
export const CONTENTS: readonly { readonly sheet: string; readonly text: string }[] = [
  { sheet: REQUIREMENTS_SHEET, text: 'R1–R7 over all and for each subscription' },
  { sheet: CHAINS_SHEET, text: 'every disk with its seven answers, worst first' },
  { sheet: FINDINGS_SHEET, text: 'what fails, why, what to do, since when' },
  { sheet: SAMPLING_SHEET, text: 'disks drawn for each requirement, to be tested by hand' },
  { sheet: REVERSE_SAMPLE_SHEET, text: 'names from your own list, looked up in this population' },
  { sheet: CHANGES_SHEET, text: 'what changed since the last run' },
  { sheet: EXEMPTIONS_SHEET, text: 'who approved what, until when' },
  { sheet: POPULATION_SHEET, text: 'what was read, and what was not' },
  { sheet: CROSS_CHECK_SHEET, text: 'Resource Graph compared with ARM on a sample' },
  { sheet: ACCESS_SHEET, text: 'the run identity, its roles, and what they let it do' },
  { sheet: GLOSSARY_SHEET, text: 'the words used here' },
  { sheet: TREND_SHEET, text: 'appendix: R1–R7 over the runs' },
  { sheet: DISKS_SHEET, text: 'appendix: what Azure reports for each disk, and the method in force' },
  { sheet: RECOVERY_POINTS_SHEET, text: 'appendix: vaults, backed-up machines and each recovery point' },
  { sheet: RESTORES_SHEET, text: 'appendix: restored copies, restore jobs, staging accounts' },
  { sheet: REPLICAS_SHEET, text: 'appendix: replica and failover disks, targets, cache accounts' },
  { sheet: KEYS_SHEET, text: 'appendix: keys, their vaults and encryption sets, and how many disks use each' },
  { sheet: EXPORT_SHEET, text: 'appendix: routes by which a disk or snapshot could be downloaded' },
  { sheet: CONTROLS_SHEET, text: 'appendix: controls of published frameworks and the checks that support them' },
  { sheet: QUERIES_SHEET, text: 'appendix: every query sent to Azure, verbatim' },
  { sheet: INTEGRITY_SHEET, text: 'appendix: hashes of everything in the pack, and how to check them' },
];
