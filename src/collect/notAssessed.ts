import { by } from '../base/order.ts';
import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import type { DiskEncryptionSet, ReplicatedItem } from '../domain/facts.ts';
import type { NotAssessed } from '../domain/record.ts';
import { replicatedBy } from '../domain/siteRecovery.ts';
import { drain } from './requests/drain.ts';
import { NOT_ASSESSED_QUERIES, type NotAssessedQuery } from './requests/graphQueries.ts';
import type { Intake } from './intake.ts';
import type { AskGraph, Batching } from './requests/resourceGraph.ts';
import { titleOf } from './sources/list.ts';
import { crossTenantKeys } from './sources/keys.ts';

interface Kind {
  readonly kind: string;
  readonly because: string;
}

const UNIFORM = {
  sets: {
    kind: 'Uniform scale sets',
    because:
      'This version does not read the instances of a uniform scale set; those of a flexible one are judged as VMs.',
  },
  instances: {
    kind: 'Instances of uniform scale sets',
    because: 'An instance of a uniform scale set is not a separate virtual machine; this version does not judge it.',
  },
  disks: {
    kind: 'Disks of uniform scale set instances',
    because:
      'Azure does not list the disks of a uniform scale set as managed disks; they are counted in its instances.',
  },
} as const;

/** By query and by the column that counts them. */
const KINDS: Readonly<Record<NotAssessedQuery, Readonly<Record<string, Kind>>>> = {
  notAssessed: {
    images: {
      kind: 'Images',
      because: 'An image holds a copy of disks; this version judges managed disks and snapshots only.',
    },
    galleryImageVersions: {
      kind: 'Gallery image versions',
      because: 'An image version holds copies of disks in each of its regions; this version does not judge them.',
    },
    resiliencePlans: {
      kind: 'Recovery plans of Azure Resilience Management',
      because:
        'A plan of this newer type may have a step for encryption at host; this version reads the recovery plans of Recovery Services vaults only.',
    },
  },
  notAssessedBackups: {
    backupInstances: {
      kind: 'Backup vault instances',
      because: 'Of the backups in Backup vaults (Data Protection), this version judges those of managed disks only.',
    },
  },
  scaleSets: { uniformScaleSets: UNIFORM.sets, instancesAskedFor: UNIFORM.instances },
  scaleSetInstances: { instances: UNIFORM.instances, instanceDisks: UNIFORM.disks, withoutDisks: UNIFORM.disks },
};
const EPHEMERAL = {
  kind: 'Ephemeral OS disks',
  because: 'An ephemeral disk lives on the host and is not a managed disk; only encryption at host covers it.',
};
const UNMANAGED = {
  kind: 'Unmanaged disks',
  because: 'An unmanaged disk is a blob in a storage account; this version judges managed disks only.',
};

const OUTSIDE_AZURE = {
  kind: 'Replicated machines outside Azure',
  because:
    'Site Recovery replicates them from VMware, Hyper-V or hardware; this version judges replicated Azure VMs only. The disks in Azure that they are written to are judged as disks.',
};

const CROSS_TENANT = {
  kind: 'Cross-tenant keys',
  because:
    'A key in another tenant cannot be read from here: its state, its purge protection and who may use it are evidence to ask that tenant for.',
};

/** What the queries count, by column. */
export const NOT_ASSESSED_COLUMNS: readonly string[] = Object.values(KINDS).flatMap((kinds) => Object.keys(kinds));

/** Numbers by column, then by subscription. */
type Counts = Map<string, Map<string, number>>;

/** Kinds of disk and copy that exist here and are counted, not judged; sorted. Those that cannot be counted say so. */
export async function countNotAssessed(
  intake: Intake,
  askGraph: AskGraph,
  subscriptions: readonly string[],
  batching: Batching,
): Promise<readonly NotAssessed[]> {
  const counts: Counts = new Map();
  const found: NotAssessed[] = [];
  for (const [name, kql] of Object.entries(NOT_ASSESSED_QUERIES) as [NotAssessedQuery, string][])
    for (const batch of batching(kql, subscriptions)) {
      const unreadable: unknown[] = [];
      const { failure } = await drain(askGraph({ source: 'count', kql, subscriptions: batch }), ({ rows }) => {
        unreadable.push(...rows.filter((row) => !add(counts, row, Object.keys(KINDS[name]))));
      });
      const problem = failure?.because ?? (unreadable.length > 0 ? 'a count could not be read' : undefined);
      if (problem !== undefined)
        for (const kind of new Set(Object.values(KINDS[name])))
          found.push(uncounted(kind, EVERY_SUBSCRIPTION, `They could not be counted: ${problem}.`));
    }
  const listed = Object.values(KINDS).flatMap((kinds) =>
    Object.entries(kinds).flatMap(([column, kind]) => {
      if (kind === UNIFORM.instances || kind === UNIFORM.disks) return [];
      return [...(counts.get(column) ?? [])].map(([subscriptionId, count]) => ({ ...kind, subscriptionId, count }));
    }),
  );
  found.push(...listed, ...ofUniformSets(counts), ...inFacts(intake, subscriptions));
  // Each once: a kind that could not be counted in one part cannot be told apart from the rest.
  const byKey = new Map(
    found.filter(({ count }) => count !== 0).map((one) => [`${one.kind}\n${one.subscriptionId}`, one]),
  );
  return [...byKey].sort(by(([key]) => key)).map(([, one]) => one);
}

function uncounted({ kind }: Kind, subscriptionId: string, because: string): NotAssessed {
  return { kind, subscriptionId, because };
}

/** False if the row is not numbers by subscription. */
function add(counts: Counts, row: unknown, columns: readonly string[]): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const { subscriptionId, ...cells } = row as Record<string, unknown>;
  if (typeof subscriptionId !== 'string') return false;
  const subscription = subscriptionId.toLowerCase();
  let whole = true;
  for (const column of columns) {
    const cell = cells[column];
    if (typeof cell !== 'number') {
      whole = false;
      continue;
    }
    const known = counts.get(column) ?? new Map<string, number>();
    known.set(subscription, (known.get(subscription) ?? 0) + cell);
    counts.set(column, known);
  }
  return whole;
}

/**
 * Instances as Azure lists them, or as many as their sets ask for if it lists fewer, and the disks in the models of those
 * listed.
 */
function ofUniformSets(counts: Counts): readonly NotAssessed[] {
  const of = (column: string, subscription: string): number => counts.get(column)?.get(subscription) ?? 0;
  const subscriptions = new Set(
    ['instances', 'instancesAskedFor'].flatMap((name) => [...(counts.get(name)?.keys() ?? [])]),
  );
  return [...subscriptions].flatMap((subscriptionId): NotAssessed[] => {
    const shown = of('instances', subscriptionId);
    const asked = Math.max(shown, of('instancesAskedFor', subscriptionId));
    const disks = of('instanceDisks', subscriptionId);
    const hidden = asked - shown + of('withoutDisks', subscriptionId);
    const { instances } = UNIFORM;
    return [
      asked === shown
        ? { ...instances, subscriptionId, count: shown }
        : {
            ...instances,
            subscriptionId,
            count: asked,
            because: `${instances.because} Azure shows ${shown} of the ${asked} that their scale sets ask for.`,
          },
      hidden === 0
        ? { ...UNIFORM.disks, subscriptionId, count: disks }
        : {
            ...uncounted(
              UNIFORM.disks,
              subscriptionId,
              `${UNIFORM.disks.because} Of ${hidden} instances they could not be counted.`,
            ),
            ...(disks === 0 ? {} : { count: disks }),
          },
    ];
  });
}

function crossTenantSets({ tallies }: Intake): readonly DiskEncryptionSet[] {
  return crossTenantKeys(tallies.diskEncryptionSets.rows().values(), [...tallies.keyVaults.rows().values()]);
}

/** As Resource Graph lists them, or as their vault does. */
function replicatedOutsideAzure({ tallies }: Intake): readonly Pick<ReplicatedItem, 'subscriptionId'>[] {
  const details = tallies.replicationDetails.rows();
  const items = tallies.replicatedItems.rows();
  return [...new Set([...items.keys(), ...details.keys()])].flatMap((id) => {
    const [item, detail] = [items.get(id), details.get(id)];
    const told = item ?? detail;
    return told !== undefined && replicatedBy(detail?.instanceType ?? item?.instanceType) === 'ofNoAzureVm'
      ? [told]
      : [];
  });
}

/** Kinds that show in facts read for other reasons: disks in the models of VMs, keys that encryption sets name. */
function inFacts(intake: Intake, subscriptions: readonly string[]): readonly NotAssessed[] {
  const disks = [...intake.tallies.virtualMachines.rows().values()].flatMap(({ subscriptionId, osDisk, dataDisks }) =>
    [...(osDisk === undefined ? [] : [osDisk]), ...dataDisks].map((disk) => ({ subscriptionId, disk })),
  );
  const elsewhere = new Map(crossTenantSets(intake).map((set) => [`${set.subscriptionId} ${set.keyUrl ?? ''}`, set]));
  const parts = [
    { kind: EPHEMERAL, source: 'virtualMachines', rows: disks.filter(({ disk }) => disk.ephemeral) },
    {
      kind: UNMANAGED,
      source: 'virtualMachines',
      rows: disks.filter(({ disk }) => !disk.ephemeral && disk.diskId === undefined),
    },
    { kind: CROSS_TENANT, source: 'diskEncryptionSets', rows: [...elsewhere.values()] },
    { kind: OUTSIDE_AZURE, source: 'replicatedItems', rows: replicatedOutsideAzure(intake) },
  ] as const;
  const asked = new Set([...subscriptions, EVERY_SUBSCRIPTION]);
  const gaps = intake.gaps().filter(({ subscription }) => asked.has(subscription));
  return parts.flatMap(({ kind, source, rows }) => {
    const counts = new Map<string, number>();
    for (const { subscriptionId } of rows) counts.set(subscriptionId, (counts.get(subscriptionId) ?? 0) + 1);
    const short = new Set(gaps.filter((gap) => gap.source === source).map(({ subscription }) => subscription));
    return [...new Set([...counts.keys(), ...short])].map((subscriptionId): NotAssessed => {
      const count = counts.get(subscriptionId);
      const shortage = `Not all ${titleOf(source)} were read, so ${count === undefined ? 'they could not be counted' : 'there may be more'}.`;
      const because = short.has(subscriptionId) ? `${kind.because} ${shortage}` : kind.because;
      return { kind: kind.kind, subscriptionId, because, ...(count === undefined ? {} : { count }) };
    });
  });
}
