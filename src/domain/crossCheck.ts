import type { SourceId } from './facts.ts';

/** What the sample is drawn from: what ARM can be asked about by id. */
export type CrossCheckedSource = Extract<
  SourceId,
  'disks' | 'virtualMachines' | 'diskEncryptionSets' | 'keyVaults' | 'recoveryServicesVaults'
>;

/** One field in which Resource Graph's index and ARM do not agree, as JSON text; `(none)` where one of them has nothing. */
export interface CrossCheckDifference {
  /** Path within the fact, e.g. `encryptionType` or `creation.sourceResourceId`. */
  readonly field: string;
  readonly graph: string;
  readonly arm: string;
}

export interface CrossCheckedSubject {
  /** Lower-cased id. */
  readonly subject: string;
  /** As Azure wrote it. */
  readonly resourceId: string;
  readonly source: CrossCheckedSource;
  readonly name: string;
  readonly subscriptionId: string;
  /** `gone`: ARM no longer has it. `notRead`: ARM did not answer, see `because`; it counts neither for nor against. */
  readonly result: 'agrees' | 'differs' | 'gone' | 'notRead';
  /** One sentence, ending with a period. */
  readonly because: string;
  /** Fields compared; 0 for `gone` and `notRead`. */
  readonly fields: number;
  readonly differences: readonly CrossCheckDifference[];
}

/** A seeded sample of subjects, read again from ARM and compared field by field with Resource Graph's facts. */
export interface CrossCheck {
  /** What the sample was drawn with: the run's id. The same estate and seed give the same sample. */
  readonly seed: string;
  /** Subjects asked for by the setting. */
  readonly size: number;
  /** Subjects that it was drawn from. */
  readonly population: number;
  /** The sample, sorted by source, then subject. */
  readonly subjects: readonly CrossCheckedSubject[];
  readonly fieldsCompared: number;
  readonly fieldsAgreeing: number;
  /** Subjects that agree in every field, per cent of those that ARM answered for (`gone` ones count against), one decimal; absent where none was. */
  readonly agreementPercent?: number;
  /** ARM requests sent, repeats counted. */
  readonly requests: number;
}
