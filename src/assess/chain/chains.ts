import type { Baseline } from '../../domain/baseline.ts';
import type { Carried } from '../../domain/carried.ts';
import type { Estate } from '../../domain/estate.ts';
import type { CarriedSourceId } from '../../domain/facts.ts';
import { readEstate, type EstateReader } from '../../domain/reader.ts';
import type { Coverage, PopulationRow } from '../../domain/record.ts';
import { made, type Sequence } from '../../domain/sequence.ts';
import { diskInChain, diskWithKeys, type DiskInChain } from './diskInChain.ts';
import { by } from '../../base/order.ts';
import { joinEstate, type Joins } from './joins.ts';
import { scopeSubjects } from './subjects/access.ts';
import { backupSubjects } from './subjects/backup.ts';
import { diskSubjects } from './subjects/disks.ts';
import { replicationSubjects } from './subjects/replication.ts';
import type { Subject, SubjectsByName } from './subjects.ts';

/** What the run read, as the chains are built from it. */
export interface ChainInput {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  /** Where the vaults of backup and disaster recovery are, according to the baseline. */
  readonly baseline?: Pick<Baseline, 'vaultSubscriptions'>;
}

/** The estate joined: subjects for the checks, and each disk with its links. Facts and gaps only; no verdict is taken here. */
export interface Chains {
  readonly reader: EstateReader;
  readonly joins: Joins;
  /** Each sorted by id, no id twice. */
  readonly subjects: SubjectsByName;
  /** Sorted by id; made each time they are read. */
  readonly disks: Sequence<DiskInChain>;
  /** Restores that this run saw itself. */
  readonly seen: Carried;
}

export function buildChains(input: ChainInput): Chains {
  const nowhere = new Set(input.coverage.filter(({ exists }) => exists === false).map((row) => row.subscriptionId));
  const inScope = new Set(input.coverage.map((row) => row.subscriptionId).filter((id) => !nowhere.has(id)));
  const vaultSubscriptions = input.baseline?.vaultSubscriptions ?? [];
  const joins = joinEstate(readEstate(input.estate, { inScope, nowhere, vaultSubscriptions }));
  const rows = joins.reader.all('disks');
  const disks = made(rows, (disk) => diskInChain(joins, disk));
  const keyed = made(rows, (disk) => diskWithKeys(joins, disk));
  const subjects: SubjectsByName = {
    ...diskSubjects(joins, disks, keyed),
    ...backupSubjects(joins),
    ...replicationSubjects(joins),
    scope: scopeSubjects(joins, input.coverage),
    subscription: subscriptionSubjects(input),
  };
  return {
    reader: joins.reader,
    joins,
    disks,
    subjects,
    seen: joins.seenRestores.own,
  };
}

const CARRIED: ReadonlySet<string> = new Set<CarriedSourceId>(['carriedRestores', 'restoreWatches']);

function subscriptionSubjects(input: ChainInput): readonly Subject<'subscription'>[] {
  // What earlier runs left says nothing about how a subscription was read today.
  const sources = Object.entries(input.estate).filter(([source]) => !CARRIED.has(source));
  const gaps = sources.flatMap(([, value]) => (typeof value === 'string' ? [] : value.gaps));
  return input.coverage
    .map((coverage): Subject<'subscription'> => {
      const id = coverage.subscriptionId;
      return {
        identity: { id: `/subscriptions/${id}`, name: coverage.name, subscriptionId: id, resourceGroup: '' },
        aspects: {
          coverage,
          population: input.population.filter((row) => row.subscriptionId === id),
          gaps: gaps.filter((gap) => gap.subscription === id || gap.subscription === '*'),
        },
      };
    })
    .sort(by((one) => one.identity.id));
}
