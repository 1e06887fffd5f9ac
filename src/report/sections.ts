import type { CheckId, SubjectKind, Verdict } from '../domain/check.ts';
import { EXPORT_SHEET, KEYS_SHEET, RECOVERY_POINTS_SHEET, REPLICAS_SHEET, RESTORES_SHEET } from './sheets/names.ts';

/**
 * Sheets that list the subjects of certain checks, a section for each check in this order, each sorted by subject: so a
 * subject's row is known without looking at the sheet.
 */
const SECTIONS: Readonly<Record<string, readonly CheckId[]>> = {
  [RECOVERY_POINTS_SHEET]: ['BKP-03', 'BKP-02'],
  [RESTORES_SHEET]: ['RST-01', 'RST-02', 'RST-05'],
  [REPLICAS_SHEET]: ['DR-03', 'DR-06', 'DR-04', 'DR-05'],
  [KEYS_SHEET]: ['KEY-02', 'KEY-03', 'KEY-04'],
  [EXPORT_SHEET]: ['EXP-01'],
};

/** The check whose section lists a kind of subject. */
const SECTION_OF_KIND: Partial<Readonly<Record<SubjectKind, CheckId>>> = {
  recoveryServicesVault: 'BKP-03',
  backupVault: 'BKP-03',
  protectedItem: 'BKP-02',
  restoredDisk: 'RST-01',
  restoreJob: 'RST-02',
  replicaDisk: 'DR-03',
  failoverDisk: 'DR-06',
  failoverTarget: 'DR-04',
  replicatedItem: 'DR-04',
  key: 'KEY-02',
  keyVault: 'KEY-03',
  diskEncryptionSet: 'KEY-04',
  snapshot: 'EXP-01',
};

/** The section that shows what a verdict is about; undefined where that is the disk itself, or nothing that a sheet lists. */
export function sectionOf({ check, subjectKind }: Pick<Verdict, 'check' | 'subjectKind'>): CheckId | undefined {
  if (check === 'RST-05' || check === 'DR-05') return check;
  if (subjectKind === 'disk') return check.startsWith('EXP-') ? 'EXP-01' : undefined;
  return SECTION_OF_KIND[subjectKind];
}

export function sheetOfSection(section: CheckId): string | undefined {
  return Object.entries(SECTIONS).find(([, checks]) => checks.includes(section))?.[0];
}

/** The sections above one on its sheet. */
export function sectionsBefore(section: CheckId): readonly CheckId[] {
  const sheet = sheetOfSection(section);
  const checks = sheet === undefined ? [] : (SECTIONS[sheet] ?? []);
  return checks.slice(0, checks.indexOf(section));
}
