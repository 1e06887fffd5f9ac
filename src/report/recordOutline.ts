import { KnownTexts } from '../base/io/knownTexts.ts';
import { overallAnswer, tallyOf, type Answer, type Tally } from '../domain/answer.ts';
import { nameOf } from '../domain/armId.ts';
import type { CheckId, Verdict } from '../domain/check.ts';
import type { ChainRow, RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import { mapped } from '../domain/sequence.ts';
import { weightOf } from './chainOrder.ts';
import { guidNameOf } from './namedIds.ts';
import { Suspects } from './findings/suspects.ts';
import { VerdictTable } from './verdictTable.ts';

/**
 * What mail, summary and several sheets look up of a record, gathered in one reading of its chains and one of its verdicts:
 * these may be a million and lie packed, so that each reading costs.
 */
export interface RecordOutline {
  readonly verdicts: VerdictTable;
  /** Answers of a check's verdicts. */
  readonly tallyOfCheck: (check: CheckId) => Tally;
  /** Verdicts that are findings, or that a finding is named like. */
  readonly suspects: Suspects;
  /** Names of what is called by a GUID. */
  readonly guidNames: ReadonlyMap<string, string>;
  /** Where a disk's chain is among the chains. */
  readonly placeOf: (disk: string | undefined) => number | undefined;
  /** Whether a disk or VM is called so, in lower case: reasons name them beside the subject. */
  readonly isName: (word: string) => boolean;
  /** Disks by their weakest answer. */
  readonly overall: Tally;
  /** Of each chain, where it stands among the worst. */
  readonly weights: Int32Array;
  /** To how many disks a requirement applies. */
  readonly applying: Readonly<Record<RequirementId, number>>;
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
    const verdicts = ofVerdicts(record.verdicts);
    byChains.set(record.chains, (outline = { ...verdicts, ...ofChains(record.chains, verdicts.suspects) }));
  }
  return outline;
}

type OfVerdicts = Pick<RecordOutline, 'verdicts' | 'tallyOfCheck' | 'guidNames' | 'suspects'>;

/** May be a finding without being NonCompliant: a subscription that was not read whole is one. */
export const COVERAGE_CHECK: CheckId = 'POP-01';

function ofVerdicts(verdicts: RunRecord['verdicts']): OfVerdicts {
  const answers = new Map<CheckId, Answers>();
  const suspects = new Suspects();
  let place = -1;
  const guidNames = new Map<string, string>();
  const noted = mapped(verdicts, (verdict) => {
    const { check, status, subject, subjectName } = verdict;
    let own = answers.get(check);
    if (own === undefined) answers.set(check, (own = new Map<Answer, number>()));
    const answer = plain(verdict);
    own.set(answer, (own.get(answer) ?? 0) + 1);
    place += 1;
    if (status === 'NonCompliant' || check === COVERAGE_CHECK) suspects.add(verdict, place);
    const guid = guidNameOf(subject);
    if (guid !== undefined) guidNames.set(guid, subjectName);
    return verdict;
  });
  const table = new VerdictTable(verdicts, noted);
  const tallies = new Map([...answers].map(([check, own]) => [check, tallyOf(eachOf(own))]));
  return { verdicts: table, tallyOfCheck: (check) => tallies.get(check) ?? NOTHING, guidNames, suspects };
}

/** How often each kind of answer was given. */
type Answers = Map<Answer, number>;

function* eachOf(answers: Answers): Generator<Answer> {
  for (const [answer, times] of answers) for (let time = 0; time < times; time += 1) yield answer;
}

const NOTHING = tallyOf([]);
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

function ofChains(chains: RunRecord['chains'], suspects: Suspects): Omit<RecordOutline, keyof OfVerdicts> {
  const disks = new KnownTexts(chains.length);
  const names = new KnownTexts(chains.length);
  const weights = new Int32Array(chains.length);
  const applying = Object.fromEntries(REQUIREMENTS.map((id) => [id, 0])) as Record<RequirementId, number>;
  let isLimited = false;
  const note = (chain: ChainRow): Answer => {
    const place = disks.add(chain.disk);
    for (const name of [chain.name, ...(chain.virtualMachine === undefined ? [] : [nameOf(chain.virtualMachine)])])
      names.addNew(name.toLowerCase());
    weights[place] = weightOf(chain);
    for (const id of REQUIREMENTS) {
      const { status, limitations } = chain.requirements[id];
      if (status !== 'NotApplicable') applying[id] += 1;
      isLimited ||= limitations !== undefined;
    }
    suspects.addChain(chain);
    return overallAnswer(chain);
  };
  const overall = tallyOf(mapped(chains, note));
  return {
    placeOf: (disk) => (disk === undefined ? undefined : disks.placeOf(disk)),
    isName: (word) => names.has(word),
    overall,
    weights,
    applying,
    isLimited,
  };
}
