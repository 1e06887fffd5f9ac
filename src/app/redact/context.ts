import { armId } from '../../domain/armId.ts';
import type { Carried, RestoreWatch, SeenRestore } from '../../domain/carried.ts';
import type { Resource } from '../../domain/facts.ts';
import { findingKey, type Change, type FindingLife, type RunRecord } from '../../domain/record.ts';
import { mapped } from '../../domain/sequence.ts';
import type { PackContext, PreviousRun, TrendRun } from '../../pack/context.ts';
import { scopeText } from '../../history/keys.ts';
import { CLOUDS } from '../cloud.ts';
import type { ByKind } from './byKind.ts';

const PORTALS: readonly string[] = Object.values(CLOUDS).map(({ portal }) => portal);

/** What the workbook shows beside the record. Its excerpts are left out: they were made for people of the organisation. */
export function redactedContext(
  context: PackContext,
  { original, copy }: { readonly original: RunRecord; readonly copy: RunRecord },
  by: ByKind,
): PackContext {
  const { previous, identity, ownerTag } = context;
  const sentences = sentencesOf(original, copy, by);
  return {
    runId: `${by.run(context.runId)}-redacted`,
    scopeText: scopeText(copy.scope),
    previous: previous === undefined ? undefined : redactedPrevious(previous, by),
    changes: context.changes.map((change) => redactedChange(change, sentences, by)),
    lives: new Map([...context.lives].map(([key, life]) => redactedLife(key, life, by))),
    portalBase: PORTALS.includes(context.portalBase) ? context.portalBase : CLOUDS.AzureCloud.portal,
    ...(ownerTag === undefined ? {} : { ownerTag: by.tag(ownerTag) }),
    signed: false,
    earlier: context.earlier.map((run) => redactedTrend(run, by)),
    sampleSize: context.sampleSize,
    identity: { objectId: identity.objectId === undefined ? undefined : by.id(identity.objectId) },
  };
}

function redactedPrevious({ runId, asOf, manifestSha256, summary }: PreviousRun, by: ByKind): PreviousRun {
  return {
    runId: by.run(runId),
    asOf: by.time(asOf),
    manifestSha256,
    ...(summary === undefined
      ? {}
      : {
          summary: summary.map((row) => ({
            ...row,
            subscriptionId: row.subscriptionId === '*' ? '*' : by.id(row.subscriptionId),
          })),
        }),
  };
}

function redactedTrend({ runId, asOf, state, counts }: TrendRun, by: ByKind): TrendRun {
  return { runId: by.run(runId), asOf: by.time(asOf), state, counts };
}

/** What a verdict of the copy says, by what the same verdict says in the original. */
function sentencesOf(original: RunRecord, copy: RunRecord, by: ByKind): (change: Change) => string | undefined {
  const was = new Map(mapped(original.verdicts, (one) => [findingKey(one.check, one.subject), one.because]));
  const is = new Map(mapped(copy.verdicts, (one) => [findingKey(one.check, one.subject), one.because]));
  return ({ check, subject, because }) =>
    was.get(findingKey(check, subject)) === because ? is.get(findingKey(check, by.id(subject))) : undefined;
}

function redactedChange(change: Change, sentences: (change: Change) => string | undefined, by: ByKind): Change {
  const { kind, check, before, after, cause } = change;
  return {
    kind,
    check,
    subject: by.id(change.subject),
    subjectName: by.id(change.subjectName),
    subscriptionId: change.subscriptionId === '' ? '' : by.id(change.subscriptionId),
    before,
    after,
    // What the previous run said of it is not in this pack, but in that sentence.
    because: sentences(change) ?? '(redacted)',
    cause,
  };
}

function redactedLife(key: string, life: FindingLife, by: ByKind): readonly [string, FindingLife] {
  const at = key.indexOf(' ');
  const [check, subject] = [key.slice(0, at), key.slice(at + 1)];
  // The name of an ended exemption is a key too.
  const shown = check === 'EXEMPTION' ? by.label(subject) : by.id(subject);
  return [
    `${check} ${shown}`,
    { ...life, subject: check === 'EXEMPTION' ? by.label(life.subject) : by.id(life.subject) },
  ];
}

/** Facts of earlier runs. The id of a restore ends with the id of the run that saw it. */
export function redactedCarried({ restores, watches }: Carried, by: ByKind): Carried {
  return {
    restores: restores.map((restore) => redactedRestore(restore, by)),
    watches: watches.map((watch) => redactedWatch(watch, by)),
  };
}

function redactedRestore(restore: SeenRestore, by: ByKind): SeenRestore {
  const { endTime, recoveryPointTime, status, disksInPoint } = restore;
  const restoreJobId = armId(by.id(restore.restoreJobId));
  const run = restore.run === undefined ? undefined : by.run(restore.run);
  return {
    ...redactedResource(restore, by),
    id: armId(`${restoreJobId}#${run ?? ''}`),
    restoreJobId,
    jobId: by.id(restore.jobId),
    vmId: armId(by.id(restore.vmId)),
    status: status === undefined ? undefined : by.word(status),
    endTime: endTime === undefined ? undefined : by.time(endTime),
    recoveryPointTime: recoveryPointTime === undefined ? undefined : by.time(recoveryPointTime),
    disksInPoint,
    disksFound: restore.disksFound.map((id) => armId(by.id(id))).sort(),
    run,
  };
}

function redactedWatch(watch: RestoreWatch, by: ByKind): RestoreWatch {
  return {
    ...redactedResource(watch, by),
    since: by.time(watch.since),
    until: by.time(watch.until),
    ...(watch.vaults === undefined ? {} : { vaults: watch.vaults.map((id) => armId(by.id(id))).sort() }),
    run: watch.run === undefined ? undefined : by.run(watch.run),
  };
}

function redactedResource(resource: Resource, by: ByKind): Resource {
  const { location, tags } = resource;
  return {
    id: armId(by.id(resource.id)),
    resourceId: by.id(resource.resourceId),
    name: by.name(resource.name),
    subscriptionId: resource.subscriptionId === '' ? '' : by.id(resource.subscriptionId),
    resourceGroup: by.name(resource.resourceGroup),
    location: location === undefined ? undefined : by.word(location),
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [by.tag(name), by.name(value)])),
  };
}
