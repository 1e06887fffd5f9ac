import { fileFault } from '../../base/fileFault.ts';
import { readFile } from 'node:fs/promises';
import { assessEstate } from '../../assess/assess.ts';
import { isAttestable } from '../../assess/checks/catalogue.ts';
import { fieldsOf, sameValue } from '../../assess/judging/rules/fields.ts';
import { reachOf, type BaselineReach } from '../../assess/judging/rules/reach.ts';
import { collectEstate } from '../../collect/collectEstate.ts';
import type { AcknowledgedGapState } from '../../domain/acknowledgedGap.ts';
import type { AttestationState } from '../../domain/attestation.ts';
import { DEFAULT_BASELINE } from '../../domain/baseline.ts';
import type { Estate } from '../../domain/estate.ts';
import type { Report } from '../../domain/progress.ts';
import type { RunRecord } from '../../domain/record.ts';
import { selectorText } from '../../domain/selector.ts';
import { openPack, recordOf } from '../../pack/readPack.ts';
import { acknowledgedPlace } from '../../report/acknowledgements.ts';
import { subscriptionNames } from '../../report/subscriptionNames.ts';
import { BaselineError, parseBaseline, type LoadedBaseline } from '../baselineFile.ts';
import { REAL_CLOCK } from '../compose.ts';
import { connect } from '../connection.ts';
import { estateOf } from '../packEvidence.ts';
import type { Settings } from '../settings.ts';
import { CODE_VERSION } from '../version.ts';
import { absenceInWords, settingInWords } from './words.ts';

/** What a baseline says, and what it does to an estate. Plain data. */
export interface BaselineCheck {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** What is said for everywhere; `own` where it is not as the built-in default. */
  readonly everywhere: readonly { readonly field: string; readonly words: string; readonly own: boolean }[];
  readonly rules: readonly {
    readonly id: string;
    readonly where: string;
    readonly level: string | undefined;
    readonly sets: readonly { readonly field: string; readonly words: string }[];
    readonly reach: BaselineReach['rules'][number] | undefined;
  }[];
  readonly exemptions: readonly {
    readonly id: string;
    readonly check: string;
    readonly about: string;
    readonly category: string;
    readonly expiresOn: string;
    /** Undefined without an estate. */
    readonly state: RunRecord['exemptions'][number]['state'] | undefined;
    readonly covers: number | undefined;
  }[];
  readonly attestations: readonly {
    readonly id: string;
    readonly check: string;
    readonly about: string;
    readonly attestedBy: string;
    readonly attestedOn: string;
    readonly expiresOn: string;
    /** Undefined without an estate, but where no estate could change it. */
    readonly state: AttestationState | undefined;
    readonly covers: number | undefined;
  }[];
  readonly acknowledgedGaps: readonly {
    readonly id: string;
    readonly about: string;
    readonly expiresOn: string;
    /** Undefined without an estate. */
    readonly state: AcknowledgedGapState | undefined;
    readonly gaps: number | undefined;
  }[];
  /** Undefined where the file alone was looked at. */
  readonly against: Against | undefined;
}

interface Against extends Omit<BaselineReach, 'rules'> {
  /** In words: a pack, or Azure now. */
  readonly estate: string;
  readonly asOf: string;
  readonly gaps: number;
  /** Verdicts under this baseline, exempt ones apart. */
  readonly nonCompliant: number;
  readonly unknown: number;
  readonly exempt: number;
  /** The same under the baseline that the pack was made with. */
  readonly before: { readonly nonCompliant: number; readonly unknown: number; readonly exempt: number } | undefined;
}

/** An estate to try a baseline on. */
interface Trial extends Pick<RunRecord, 'coverage' | 'population' | 'notAssessed' | 'scope'> {
  readonly name: string;
  readonly estate: Estate;
  readonly record: RunRecord | undefined;
}

/** @throws BaselineError where the file cannot be used, PackReadError where the pack cannot be read. */
export async function checkBaseline(
  file: string,
  on: (loaded: LoadedBaseline) => Promise<Trial | undefined>,
): Promise<BaselineCheck> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BaselineError(`${file} cannot be read (${fileFault(cause)}); check the path.`, { cause });
  });
  const loaded = parseBaseline(text, file);
  const trial = await on(loaded);
  const { baseline, sha256 } = loaded;
  const record = trial === undefined ? undefined : judged(loaded, trial);
  const reach = trial === undefined ? undefined : reachOf(baseline, trial);
  const nameOf = record === undefined ? String : subscriptionNames(record);
  const shipped = fieldsOf(DEFAULT_BASELINE);
  return {
    file,
    name: baseline.name,
    version: baseline.version,
    sha256,
    everywhere: [
      ...[...fieldsOf(baseline)].map(([field, value]) => ({
        field,
        words: settingInWords(field, value),
        own: !sameValue(value, shipped.get(field)),
      })),
      ...Object.entries(absenceInWords(baseline)).map(([field, words]) => ({
        field,
        words,
        own: words !== Object.entries(absenceInWords(DEFAULT_BASELINE)).find(([name]) => name === field)?.[1],
      })),
    ],
    rules: baseline.rules.map(({ id, where, level, set }, at) => ({
      id,
      where: selectorText(where),
      level,
      sets: [...fieldsOf(set)].map(([field, value]) => ({ field, words: settingInWords(field, value) })),
      reach: reach?.rules[at],
    })),
    exemptions: baseline.exemptions.map(({ id, check, subject, where, category, expiresOn }) => {
      const told = record?.exemptions.find((one) => one.id === id);
      const about = subject ?? selectorText(where ?? {});
      return { id, check, about, category, expiresOn, state: told?.state, covers: told?.covers };
    }),
    attestations: baseline.attestations.map(({ id, check, subject, where, attestedBy, attestedOn, expiresOn }) => {
      const told = record?.attestations?.find((one) => one.id === id);
      const about = subject ?? selectorText(where ?? {});
      const state = told?.state ?? (isAttestable(check) ? undefined : 'notAttestable');
      return { id, check, about, attestedBy, attestedOn, expiresOn, state, covers: told?.covers };
    }),
    acknowledgedGaps: baseline.acknowledgedGaps.map((entry) => {
      const told = record?.acknowledgedGaps?.find(({ id }) => id === entry.id);
      const about = acknowledgedPlace(entry, nameOf);
      return { id: entry.id, about, expiresOn: entry.expiresOn, state: told?.state, gaps: told?.gaps };
    }),
    against:
      trial === undefined || record === undefined || reach === undefined ? undefined : against(trial, record, reach),
  };
}

/** Nothing but the file. */
export function alone(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** The estate that a pack holds. */
export async function onPack(path: string): Promise<Trial> {
  const pack = await openPack(path);
  const record = await recordOf(pack);
  return { ...record, name: `pack ${pack.where}`, estate: await estateOf(pack, record), record };
}

/** The estate that the settings name, read now. */
export async function onAzure(settings: Settings, { baseline }: LoadedBaseline, report: Report): Promise<Trial> {
  const scope = {
    tenantId: settings.tenantId,
    managementGroups: settings.managementGroups,
    subscriptions: settings.subscriptions,
  };
  const collected = await collectEstate({
    connection: connect(settings),
    scope,
    expectedSubscriptions: baseline.expectedSubscriptions,
    asOf: REAL_CLOCK.now().toISOString(),
    keep: () => undefined,
    observe: () => undefined,
    report,
    clock: REAL_CLOCK,
  });
  return { ...collected, scope, name: 'Azure, read now', record: undefined };
}

function judged({ baseline, sha256 }: LoadedBaseline, trial: Trial): RunRecord {
  return assessEstate({ ...trial, baseline, baselineSha256: sha256, codeVersion: CODE_VERSION });
}

function against(trial: Trial, record: RunRecord, reach: BaselineReach): Against {
  const { disks, disksUnderNone, unsureBecause } = reach;
  return {
    disks,
    disksUnderNone,
    unsureBecause,
    estate: trial.name,
    asOf: record.asOf,
    gaps: record.gaps.length,
    ...countsOf(record),
    before: trial.record === undefined ? undefined : countsOf(trial.record),
  };
}

function countsOf({ verdicts }: RunRecord): NonNullable<Against['before']> {
  const count = (status: string): number => verdicts.filter((verdict) => verdict.status === status).length;
  return { nonCompliant: count('NonCompliant'), unknown: count('Unknown'), exempt: count('Exempt') };
}
