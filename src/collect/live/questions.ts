import { armId, nameOf, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import { madeFrom } from '../../domain/madeFrom.ts';
import { EVERY_SUBSCRIPTION } from '../../domain/estate.ts';
import type { AskedSourceId, Disk } from '../../domain/facts.ts';
import type { AnySource } from '../defineSource.ts';
import { drain } from '../requests/drain.ts';
import type { Failure } from '../requests/failure.ts';
import { gapsFor, type Intake } from '../intake.ts';
import { batchesOf, type AskGraph } from '../requests/resourceGraph.ts';
import { isGraphSource, SOURCE_IDS, SOURCES } from '../sources/list.ts';
import type { AskedSoFar } from './askedSoFar.ts';
import { bindKql, isPlain, KqlValueError } from './bindKql.ts';
import type { Budget } from './budget.ts';
import { LIVE_QUERIES, sourceOfId, sourceOfRow, sourcesIn, type LiveQuery } from './liveQueries.ts';
import { jobsOfConcern, wantsOf } from './wants.ts';

/**
 * Where questions may be asked: named subscriptions (lower-cased GUIDs), or everything below management groups; if empty,
 * all that the identity sees.
 */
export interface LiveScope {
  readonly subscriptions: readonly string[];
  readonly managementGroups: readonly string[];
}

interface Surroundings {
  readonly intake: Intake;
  readonly askGraph: AskGraph;
  readonly asked: AskedSoFar;
  readonly budget: Budget;
  readonly scope: LiveScope;
}

type Values = Readonly<Record<string, readonly string[]>>;

/** Ids of one question; a query must not grow without bound. */
const IDS_AT_ONCE = 400;
/** The questions of a live answer to Resource Graph. */
export class Questions {
  readonly #at: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#at = surroundings;
  }

  /** Whether resources of that subscription may be asked about. */
  readonly allowed = (subscription: string): boolean => {
    const { subscriptions } = this.#at.scope;
    return subscriptions.length === 0 || subscriptions.includes(subscription);
  };

  /** Subscriptions from which rows came, sorted. */
  seen(): readonly string[] {
    const { tallies } = this.#at.intake;
    return [...new Set(SOURCE_IDS.flatMap((source) => tallies[source].subscriptions()))].filter(this.allowed).sort();
  }

  async aboutDisk(id: ArmId): Promise<Failure | undefined> {
    const values = { disk: [id], subscription: [subscriptionOf(id)] };
    const failure = await this.#put('liveDisk', values);
    if (failure === undefined) this.#at.asked.id('disks', id);
    return failure;
  }

  /** Anything that the facts name so far and that has not been asked about. */
  async aboutNamed(disk: Disk): Promise<void> {
    const { intake, asked } = this.#at;
    const wants = wantsOf(intake.tallies, disk);
    for (const id of wants.ids) {
      const source = sourceOfId(id);
      // The first question brought every disk encryption set of the disk's subscription.
      const isThere = source === 'diskEncryptionSets' && subscriptionOf(id) === disk.subscriptionId;
      if (source !== undefined && (isThere || intake.tallies[source].has(id))) asked.id(source, id);
    }
    const wanted = asked.newIn(wants);
    const ids = [...wanted.ids].filter(isPlain).slice(0, IDS_AT_ONCE);
    const [names, machines, sources] = [wanted.names, wanted.machines, wanted.sources].map((set) =>
      [...set].slice(0, IDS_AT_ONCE),
    ) as [string[], ArmId[], ArmId[]];
    if (ids.length + names.length + machines.length + sources.length === 0) return;
    if ((await this.#put('liveNamed', { ids, names, machines, sources })) !== undefined) return;
    for (const id of ids) asked.id(sourceOfId(id) ?? 'disks', id);
    for (const name of names) asked.names.add(name);
    for (const machine of machines) asked.machines.add(machine);
    for (const source of sources) asked.sources.add(source);
  }

  /** Backup, restore and replication of the disk and of the machines that hold it. */
  async aboutRecovery(disk: Disk): Promise<void> {
    const { tallies } = this.#at.intake;
    const machines = disk.managedBy.map((id) => tallies.virtualMachines.rows().get(id));
    // Disk backup of one disk says something about the other disks of its machine.
    const together = machines.flatMap((machine) =>
      machine === undefined ? [] : [machine.osDisk, ...machine.dataDisks].flatMap((held) => held?.diskId ?? []),
    );
    if (machines.includes(undefined))
      this.#at.intake.gap({
        source: 'backupInstances',
        subscription: disk.subscriptionId,
        kind: 'notRead',
        because: 'Which other disks its machine has, and whether disk backup covers them, was not queried.',
      });
    const names = disk.managedBy.map(nameOf);
    // Site Recovery names its disks and test machines after the originals.
    const from = madeFrom(disk);
    const bases = [disk.name, ...(from === undefined ? [] : [from.name])].map((name) =>
      name.toLowerCase().replace(/-asr(replica|test)$/, ''),
    );
    await this.#put('liveRecovery', {
      machines: disk.managedBy,
      machineNames: [...new Set(names.flatMap((name) => [name, name.replace(/-test$/, '')]))],
      disks: [...new Set([disk.id, ...bases.map((base) => `disks/${base}`), ...together])],
      jobs: jobsOfConcern(tallies, disk).filter(isPlain).slice(0, IDS_AT_ONCE),
      subscriptions: [...new Set([disk.id, ...disk.managedBy].map(subscriptionOf))],
    });
  }

  /** Where the subscriptions stand among the management groups. */
  async aboutSubscriptions(): Promise<void> {
    const source: AnySource = SOURCES.subscriptions;
    const [subscriptions = []] = batchesOf(this.seen());
    if (!isGraphSource(source) || subscriptions.length === 0) return;
    const { intake, asked, askGraph } = this.#at;
    const { failure } = await drain(
      askGraph({ source: source.id, kql: source.ask.kql, subscriptions }),
      ({ rows, page }) => intake.takeGraphRows(source, rows, page),
    );
    if (failure === undefined) for (const id of subscriptions) asked.id('subscriptions', armId(`/subscriptions/${id}`));
  }

  async #put(query: LiveQuery, values: Values): Promise<Failure | undefined> {
    const sources = sourcesIn(query).map(({ id }) => id);
    const failure = await this.#ask(LIVE_QUERIES[query], sources, values);
    if (failure !== undefined)
      for (const gap of gapsFor(
        sources,
        [EVERY_SUBSCRIPTION],
        failure.kind,
        (title) => `The ${title} around the disk were not read: ${failure.because}.`,
      ))
        this.#at.intake.gap(gap);
    return failure;
  }

  async #ask(kql: string, [source = 'disks']: readonly AskedSourceId[], values: Values): Promise<Failure | undefined> {
    const { askGraph } = this.#at;
    try {
      const text = bindKql(kql, values);
      return (await drain(askGraph({ source, kql: text, ...this.#within() }), this.#take)).failure;
    } catch (error) {
      if (!(error instanceof KqlValueError)) throw error;
      return { kind: 'notRead', because: 'an id could not be put into a query', codes: [] };
    }
  }

  /** If an earlier answer already had a row, the first one counts. */
  readonly #take = ({ rows, page }: { readonly rows: readonly unknown[]; readonly page: number }): void => {
    const { intake } = this.#at;
    for (const row of rows) {
      const source = sourceOfRow(row);
      const { id, subscriptionId } = row as { readonly id?: unknown; readonly subscriptionId?: unknown };
      if (source === undefined || !this.allowed(String(subscriptionId).toLowerCase())) continue;
      if (typeof id === 'string' && intake.tallies[source.id].has(armId(id))) continue;
      intake.takeGraphRows(source, [row], page);
    }
  };

  #within(): { readonly subscriptions: readonly string[]; readonly managementGroups?: readonly string[] } {
    const { subscriptions, managementGroups } = this.#at.scope;
    // More than one request can name: #take drops what comes from elsewhere.
    if (subscriptions.length > 0) return { subscriptions: batchesOf(subscriptions).length === 1 ? subscriptions : [] };
    return managementGroups.length === 0 ? { subscriptions: [] } : { subscriptions: [], managementGroups };
  }
}
