import { nameOf, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import { EVERY_SUBSCRIPTION, type Estate, type Gap } from '../../domain/estate.ts';
import type { AskedSourceId, Disk, Resource, RestorePoint, SourceId } from '../../domain/facts.ts';
import type { Coverage } from '../../domain/record.ts';
import { toEstate } from '../collectEstate.ts';
import { gapsFor, type Intake } from '../intake.ts';
import { ASKED, SOURCE_IDS, SOURCES, titleOf } from '../sources/list.ts';
import { pointsToOpen } from '../sources/diskRestorePoints.ts';
import type { AskedSoFar } from './askedSoFar.ts';
import type { Wants } from './wants.ts';

/** Of these, only the single resources asked about are known. */
const BY_ID = ASKED.filter(({ live }) => live.by === 'id').map(({ id }) => id);

/** What a live answer leaves out, as gaps: because of them checks say Unknown. */
export function gapsOfLive(intake: Intake, asked: AskedSoFar, disk: Disk, wants: Wants): readonly Gap[] {
  const gaps: Gap[] = [];
  const wide = (source: SourceId, because: string): void =>
    void gaps.push({ source, subscription: EVERY_SUBSCRIPTION, kind: 'notRead', because });
  const left = asked.newIn(wants);
  for (const { id, live, title } of ASKED)
    if (live.by === 'id' && live.neverWhole === true) wide(id, `Only the ${title} named in the chain were read.`);
  for (const { id, live } of Object.values(SOURCES)) if (live.by === 'nothing') wide(id, live.because);
  if (asked.of('subscriptions').size === 0)
    wide('subscriptions', 'Subscriptions and their management groups were not read by the live answer.');
  if (left.names.size > 0) wide('keyVaults', `Key vault ${[...left.names].join(', ')} was not queried.`);
  for (const machine of left.machines) gaps.push(unread('vmExtensions', machine));
  if (left.sources.size > 0)
    for (const source of ['snapshots', 'restorePointCollections'] as const)
      wide(source, `Not all ${titleOf(source)} of ${disk.name} were queried.`);
  gaps.push(...unreadDetails(intake, asked));
  if (disk.managedBy.length === 0)
    gaps.push({
      source: 'restorePoints',
      subscription: disk.subscriptionId,
      kind: 'notRead',
      because: 'Restore points that may hold a disk which is attached to nothing were not searched.',
    });
  if (mayBeReplica(intake, disk))
    wide('replicationDetails', `Could not find the replicated item that ${disk.name} may belong to.`);
  return gaps;
}

/** Stands for subscriptions that may or may not exist. */
const SOMEWHERE = 'not known';

/**
 * Where rows that concern any disk may be hidden: a Site Recovery vault, a confidential copy. The last run knew the
 * subscriptions that it could not read; without one, they are not known.
 */
export function gapsOfRoll(roll: { readonly asOf: string } | undefined, unseen: readonly Coverage[]): readonly Gap[] {
  if (roll === undefined)
    return gapsFor(
      SOURCE_IDS,
      [SOMEWHERE],
      'notSeen',
      (title) =>
        `Could not determine whether ${title} are in a subscription that cannot be seen: there is no run to consult, or its pack is not as it was stored.`,
    );
  return unseen.flatMap(({ subscriptionId, name }) =>
    gapsFor(
      SOURCE_IDS,
      [subscriptionId],
      'notSeen',
      (title) => `No ${title} were read: subscription ${name} was not seen by the run of ${roll.asOf}.`,
    ),
  );
}

/** The same if less was asked about than a run reads: the other subscriptions are not named to callers who may not know them. */
export function gapsBeyond(): readonly Gap[] {
  return gapsFor(
    SOURCE_IDS,
    [SOMEWHERE],
    'notSeen',
    (title) =>
      `Could not determine whether ${title} are in other subscriptions of the configured scope: these were not queried.`,
  );
}

/** The estate of one disk: what came, what is missing, and what was asked about. */
export function liveEstate(intake: Intake, asked: AskedSoFar, gaps: readonly Gap[], asOf: string): Estate {
  const estate = toEstate(intake.tallies, gaps, asOf);
  const narrowed = BY_ID.map((source) => {
    const because = `Not relevant to this disk, or not queried by the live answer (${titleOf(source)}).`;
    return [source, { ...estate[source], only: { ids: asked.of(source), because } }] as const;
  });
  return { ...estate, ...Object.fromEntries(narrowed) };
}

/** What only ARM could say and was not asked. */
function unreadDetails(intake: Intake, asked: AskedSoFar): readonly Gap[] {
  const { protectedItems, replicatedItems, restoreJobs, restorePointCollections } = intake.tallies;
  const missing = (source: AskedSourceId, rows: Iterable<Resource>): readonly Gap[] =>
    [...rows].filter(({ id }) => !asked.has(source, id)).map(({ id }) => unread(source, id));
  return [
    ...missing('recoveryPoints', protectedItems.rows().values()),
    ...missing('replicationDetails', replicatedItems.rows().values()),
    ...missing('restoreJobDetails', restoreJobs.rows().values()),
    ...missing('restorePoints', restorePointCollections.rows().values()),
    ...missing('diskRestorePoints', openPoints(intake)),
  ];
}

function unread(source: AskedSourceId, subject: ArmId): Gap {
  const because = `The ${titleOf(source)} of ${nameOf(subject)} were not read by the live answer.`;
  return { source, subscription: subscriptionOf(subject), subject, kind: 'notRead', because };
}

/** Names and tags of Site Recovery's own disks contain its initials; a disk that no item names may be one of them. */
function mayBeReplica({ tallies }: Intake, { id, name, tags }: Disk): boolean {
  const legs = [...tallies.replicationDetails.rows().values()].flatMap((detail) => detail.disks);
  const known = legs.some((leg) => [leg.recoveryReplicaDiskId, leg.recoveryTargetDiskId].includes(id));
  return !known && [name, ...Object.keys(tags)].some((text) => /asr/i.test(text));
}

/** Restore points of which more may be asked. */
export function openPoints({ tallies }: Pick<Intake, 'tallies'>): readonly RestorePoint[] {
  return pointsToOpen([...tallies.restorePoints.rows().values()], (id) => tallies.disks.get(id));
}
