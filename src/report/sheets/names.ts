/** Names of sheets that others link to: permanent. */
export const COVER = 'Cover';
export const TREND_SHEET = 'Trend';
/** Column of the sheet Trend in which R1 stands, counted from 1. */
export const FIRST_REQUIREMENT_COLUMN = 4;
/** The one behind R7, with what was undecided over all seven. */
export const UNDECIDED_COLUMN = 11;
export const CHAINS_SHEET = 'Chains';
export const FINDINGS_SHEET = 'Findings';
export const DISKS_SHEET = 'Disks';
export const RECOVERY_POINTS_SHEET = 'Recovery points';
export const RESTORES_SHEET = 'Restores';
export const REPLICAS_SHEET = 'Replicas';
export const KEYS_SHEET = 'Keys';
export const EXPORT_SHEET = 'Export access';
export const POPULATION_SHEET = 'Population and gaps';
