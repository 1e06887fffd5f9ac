import { overallAnswer, tallyOf, type Answer, type Tally } from '../domain/answer.ts';
import { nameOf } from '../domain/armId.ts';
import type { CheckId, Verdict } from '../domain/check.ts';
import { findingKey, type ChainRow, type RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import { mapped, picked, type Sequence } from '../domain/sequence.ts';
import { weightOf } from './chainOrder.ts';
import { guidNameOf } from './namedIds.ts';
import { VerdictTable } from './verdictTable.ts';

/**
 * What mail, summary and several sheets look up of a record, gathered in one reading of its chains and one of its verdicts:
 * these may be a million and lie packed, so that each reading costs.
 */
export interface RecordOutline {
  readonly verdicts: VerdictTable;
  /** Answers of a check's verdicts. */
  readonly tallyOfCheck: (check: CheckId) => Tally;
  readonly nonCompliant: Sequence<Verdict>;
  /** Names of what is called by a GUID. */
  readonly guidNames: ReadonlyMap<string, string>;
  /** Ids of the disks, in the order of the chains. */
  readonly disks: readonly string[];
  /** Where a disk's chain is among them. */
  readonly placeOf: (disk: string | undefined) => number | undefined;
  /** Names of disks and VMs in lower case: reasons name them beside the subject. */
  readonly names: ReadonlySet<string>;
  /** Disks by their weakest answer. */
  readonly overall: Tally;
  /** Of each chain, where it stands among the worst. */
  readonly weights: Int32Array;
  /** Places of the chains to which a requirement applies. */
  readonly applying: Readonly<Record<RequirementId, readonly number[]>>;
  /** Of each chain, the verdicts behind its answers that may be findings, as `findingKey` names them. */
  readonly failing: readonly (readonly string[])[];
  /** A gap elsewhere limits some answer. */
  readonly isLimited: boolean;
}

const outlines = new WeakMap<RunRecord['verdicts'], WeakMap<RunRecord['chains'], RecordOutline>>();

/** The outline of a record, made when it is first asked for. */
export function outlineOf(record: Pick<RunRecord, 'verdicts' | 'chains'>): RecordOutline {
  let byChains = outlines.get(record.verdicts);
  if (byChains === undefined) outlines.set(record.verdicts, (byChains = new WeakMap()));
  let outline = byChains.get(record.chains);
  if (outline === undefined) {
    const { findings, ...verdicts } = ofVerdicts(record.verdicts);
    byChains.set(record.chains, (outline = { ...verdicts, ...ofChains(record.chains, findings) }));
  }
  return outline;
}

type OfVerdicts = Pick<RecordOutline, 'verdicts' | 'tallyOfCheck' | 'nonCompliant' | 'guidNames'>;

/** May be a finding without being NonCompliant: a subscription that was not read whole is one. */
export const COVERAGE_CHECK: CheckId = 'POP-01';

function ofVerdicts(verdicts: RunRecord['verdicts']): OfVerdicts & { readonly findings: ReadonlyMap<string, string> } {
  const answers = new Map<CheckId, Answer[]>();
  const failing: number[] = [];
  const findings = new Map<string, string>();
  let place = -1;
  const guidNames = new Map<string, string>();
  const noted = mapped(verdicts, (verdict) => {
    const { check, status, subject, subjectName } = verdict;
    const own = answers.get(check);
    const answer = plain(verdict);
    if (own === undefined) answers.set(check, [answer]);
    else own.push(answer);
    place += 1;
    if (status === 'NonCompliant') failing.push(place);
    if (status === 'NonCompliant' || check === COVERAGE_CHECK) {
      const key = findingKey(check, subject);
      findings.set(key, key);
    }
    const guid = guidNameOf(subject);
    if (guid !== undefined) guidNames.set(guid, subjectName);
    return verdict;
  });
  const table = new VerdictTable(verdicts, noted);
  const tallies = new Map([...answers].map(([check, own]) => [check, tallyOf(own)]));
  // What is returned would keep them: one for each verdict.
  answers.clear();
  return {
    verdicts: table,
    tallyOfCheck: (check) => tallies.get(check) ?? NOTHING,
    nonCompliant: picked(verdicts, Uint32Array.from(failing)),
    guidNames,
    findings,
  };
}

const NOTHING = tallyOf([]);
const NO_KEYS: readonly string[] = [];
const SOME: readonly string[] = ['some'];
const PLAIN = new Map<string, Answer>();

/** The answer as far as it is counted, equal ones once. */
function plain({ status, limitations, attestation }: Verdict): Answer {
  const key = `${status} ${String(limitations !== undefined)} ${String(attestation !== undefined)}`;
  let answer = PLAIN.get(key);
  if (answer === undefined)
    PLAIN.set(
      key,
      (answer = {
        status,
        ...(limitations === undefined ? {} : { limitations: SOME }),
        ...(attestation === undefined ? {} : { attested: true }),
      }),
    );
  return answer;
}

function ofChains(
  chains: RunRecord['chains'],
  findings: ReadonlyMap<string, string>,
): Omit<RecordOutline, keyof OfVerdicts> {
  const disks: string[] = [];
  const places = new Map<string, number>();
  const names = new Set<string>();
  const weights = new Int32Array(chains.length);
  const applying = Object.fromEntries(REQUIREMENTS.map((id) => [id, [] as number[]])) as Record<
    RequirementId,
    number[]
  >;
  const failing: (readonly string[])[] = [];
  let isLimited = false;
  const note = (chain: ChainRow): Answer => {
    const place = disks.push(chain.disk) - 1;
    places.set(chain.disk, place);
    names.add(chain.name.toLowerCase());
    if (chain.virtualMachine !== undefined) names.add(nameOf(chain.virtualMachine).toLowerCase());
    weights[place] = weightOf(chain);
    const keys = new Set<string>();
    for (const id of REQUIREMENTS) {
      const { status, limitations, behind } = chain.requirements[id];
      for (const name of behind) {
        const key = findings.get(name);
        if (key !== undefined) keys.add(key);
      }
      if (status !== 'NotApplicable') applying[id].push(place);
      isLimited ||= limitations !== undefined;
    }
    failing.push(keys.size === 0 ? NO_KEYS : [...keys]);
    return overallAnswer(chain);
  };
  const overall = tallyOf(mapped(chains, note));
  const placeOf = (disk: string | undefined): number | undefined => (disk === undefined ? undefined : places.get(disk));
  return { disks, placeOf, names, overall, weights, applying, failing, isLimited };
}
