import { EVERY, isAcknowledgedBy } from '../domain/acknowledgedGap.ts';
import { subscriptionOf } from '../domain/armId.ts';
import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import { findingKey, type ChainRow, type RequirementCell, type RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import type { Selection } from '../domain/selection.ts';
import { Elsewhere } from './elsewhere.ts';
import { reasonsOf } from './judging/completeness.ts';
import { blastRadiusOf } from './chain/lineage.ts';
import { coversOf } from './judging/covers.ts';
import { overallOf } from './judging/rollUp.ts';
import { summarise } from './judging/summarise.ts';

const ELSEWHERE = 'The run is not complete for reasons outside these subscriptions; the whole pack names them.';
const NOT_ASKED: RequirementCell = { status: 'NotApplicable', because: 'Not asked for in this excerpt.', behind: [] };

/**
 * What the record says about a selection: its disks and their copies, every verdict behind those (even one about a key or
 * vault elsewhere, since the answer depends on it), and the gaps that reach them. Of a gap in another subscription it says
 * that there is one, not where. Nothing is judged again, so no verdict differs; a disk's overall answer is the weakest of
 * the requirements asked for.
 */
export function narrowRecord(record: RunRecord, selection: Selection): RunRecord {
  const { subscriptions, requirements, subjects } = selection;
  const inside = subscriptions === undefined ? undefined : new Set(subscriptions);
  const within = ({ subscriptionId }: { readonly subscriptionId: string }): boolean =>
    inside?.has(subscriptionId) ?? true;
  const chains = chosenChains(record.chains, subjects)
    .filter(within)
    .map((chain) => (requirements === undefined ? chain : asked(chain, requirements)));
  const behind = new Set(
    chains.flatMap(({ requirements: cells }) => Object.values(cells).flatMap((cell) => cell.behind)),
  );
  const named = subjects === undefined ? undefined : new Set([...subjects, ...chains.map(({ disk }) => disk)]);
  const asking = answersOf(record, requirements);
  const verdicts = record.verdicts.filter(
    (verdict) =>
      behind.has(findingKey(verdict.check, verdict.subject)) ||
      (within(verdict) && (named?.has(verdict.subject) ?? true) && (asking?.has(verdict.check) ?? true)),
  );
  const elsewhere = inside === undefined ? undefined : new Elsewhere(hiddenFrom(record, inside, verdicts));
  const { crossCheck } = record;
  const { exempted, attested } = coversOf(verdicts);
  const lineage = record.lineage?.filter(
    ({ dependent }) => within({ subscriptionId: subscriptionOf(dependent) }) && (named?.has(dependent) ?? true),
  );
  return {
    ...(inside === undefined ? record : withoutAcknowledgedDay(record)),
    // Its figures stay those of the whole sample.
    ...(crossCheck === undefined
      ? {}
      : {
          crossCheck: {
            ...crossCheck,
            subjects: crossCheck.subjects.filter((one) => within(one) && (named?.has(one.subject) ?? true)),
          },
        }),
    ...(inside === undefined ? {} : reach(record, inside)),
    verdicts: elsewhere === undefined ? verdicts : verdicts.map((verdict) => elsewhere.verdict(verdict)),
    chains: elsewhere === undefined ? chains : chains.map((chain) => elsewhere.chain(chain)),
    ...(lineage === undefined ? {} : { lineage, blastRadius: blastRadiusOf(lineage) }),
    summary: summarise(chains).filter(({ requirement }) => requirements?.includes(requirement) ?? true),
    exemptions: record.exemptions.flatMap((exemption) => {
      const covers = exempted.get(exemption.id);
      return covers === undefined ? [] : [{ ...exemption, covers }];
    }),
    ...(record.attestations === undefined
      ? {}
      : {
          attestations: record.attestations.flatMap((attestation) => {
            const covers = attested.get(attestation.id);
            return covers === undefined ? [] : [{ ...attestation, covers }];
          }),
        }),
  };
}

/** Subscriptions of the run that neither belong to the excerpt nor hold anything that an answer in it depends on. */
function hiddenFrom(
  { coverage }: RunRecord,
  inside: ReadonlySet<string>,
  verdicts: RunRecord['verdicts'],
): ReadonlySet<string> {
  const hidden = new Set(coverage.map(({ subscriptionId }) => subscriptionId).filter((id) => !inside.has(id)));
  for (const { subscriptionId } of verdicts) hidden.delete(subscriptionId);
  return hidden;
}

/** The disks named, those of the machines named, and the copies of both. */
function chosenChains(chains: RunRecord['chains'], subjects: readonly string[] | undefined): RunRecord['chains'] {
  if (subjects === undefined) return chains;
  const chosen = new Set(subjects);
  for (const chain of chains) if (machinesOf(chain).some((id) => chosen.has(id))) chosen.add(chain.disk);
  // A copy of a copy is found in the next round.
  for (let before = -1; before < chosen.size;) {
    before = chosen.size;
    for (const { disk, copyOf } of chains) if (copyOf !== undefined && chosen.has(copyOf)) chosen.add(disk);
  }
  return chains.filter(({ disk }) => chosen.has(disk));
}

/** A shared disk belongs to several. */
export function machinesOf({ virtualMachine, otherVirtualMachines = [] }: ChainRow): readonly string[] {
  return virtualMachine === undefined ? [] : [virtualMachine, ...otherVirtualMachines];
}

function asked(chain: ChainRow, requirements: readonly RequirementId[]): ChainRow {
  const cells = REQUIREMENTS.map((id): [RequirementId, RequirementCell] => [
    id,
    requirements.includes(id) ? chain.requirements[id] : NOT_ASKED,
  ]);
  // Whether the whole was attested says nothing about the part.
  const rest = Object.fromEntries(Object.entries(chain).filter(([name]) => name !== 'attested')) as typeof chain;
  return {
    ...rest,
    requirements: Object.fromEntries(cells) as ChainRow['requirements'],
    ...overallOf(requirements.map((id) => chain.requirements[id])),
  };
}

function answersOf(
  { checks }: RunRecord,
  requirements: readonly RequirementId[] | undefined,
): ReadonlySet<string> | undefined {
  if (requirements === undefined) return undefined;
  return new Set(checks.filter(({ answers }) => answers.some((id) => requirements.includes(id))).map(({ id }) => id));
}

/** How the reading of these subscriptions went; not narrowed any further, since a population is never less than was read. */
function reach(record: RunRecord, inside: ReadonlySet<string>): Partial<RunRecord> {
  const within = ({ subscriptionId }: { readonly subscriptionId: string }): boolean => inside.has(subscriptionId);
  /** Also what is above subscriptions: a management group, the tenant. */
  const reaches = ({ scope }: { readonly scope: string }): boolean => {
    const id = subscriptionOf(scope);
    return id === '' || inside.has(id);
  };
  const coverage = record.coverage.filter(within);
  const population = record.population.filter((row) => within(row) || row.subscriptionId === '');
  const gaps = record.gaps.filter(
    ({ subscription }) => subscription === EVERY_SUBSCRIPTION || inside.has(subscription),
  );
  const reasons = reasonsOf({ coverage, population, gaps });
  const { callerAccess } = record;
  return {
    ...(callerAccess === undefined
      ? {}
      : { callerAccess: { ...callerAccess, grants: callerAccess.grants.filter(reaches) } }),
    // Never better than the whole: a gap elsewhere may hide a copy of one of these disks.
    incompleteBecause: record.state === 'COMPLETE' || reasons.length > 0 ? reasons : [ELSEWHERE],
    coverage,
    population,
    gaps,
    notAssessed: record.notAssessed.filter(within),
    ...(record.earlierReadings === undefined ? {} : { earlierReadings: record.earlierReadings.filter(within) }),
    policyExemptions: record.policyExemptions.filter(reaches),
    ...(record.acknowledgedGaps === undefined
      ? {}
      : {
          acknowledgedGaps: record.acknowledgedGaps.flatMap((entry) =>
            entry.subscription === EVERY || inside.has(entry.subscription)
              ? [{ ...entry, gaps: gaps.filter((gap) => isAcknowledgedBy(entry, gap)).length }]
              : [],
          ),
        }),
  };
}

/** Until when the whole run is acknowledged says nothing about a part of it. */
function withoutAcknowledgedDay(record: RunRecord): RunRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name !== 'acknowledgedUntil'),
  ) as unknown as RunRecord;
}
