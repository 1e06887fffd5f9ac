import { subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { Estate, Gap } from '../../domain/estate.ts';
import type { Disk } from '../../domain/facts.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Report } from '../../domain/progress.ts';
import type { Coverage } from '../../domain/record.ts';
import { armClients } from '../requests/arm.ts';
import type { AzureConnection } from '../requests/connection.ts';
import { askingArm } from '../requests/askAzure.ts';
import { Keeper } from '../requests/keeper.ts';
import { createIntake } from '../intake.ts';
import { obeyQuota, type Clock } from '../requests/quota.ts';
import { resourceGraph } from '../requests/resourceGraph.ts';
import { AskedSoFar } from './askedSoFar.ts';
import { createBudget, type Limits } from './budget.ts';
import { gapsBeyond, gapsOfLive, gapsOfRoll, liveEstate } from './liveEstate.ts';
import { readDetails, readMore, readRestorePointDisks } from './liveDetails.ts';
import { Questions, type LiveScope } from './questions.ts';
import { wantsOf } from './wants.ts';

export interface ChainQuestion {
  readonly connection: AzureConnection;
  /** Of a managed disk. */
  readonly disk: ArmId;
  /** What may be asked about; a disk elsewhere counts as not seen. */
  readonly scope: LiveScope;
  /** Whether the baseline uses management groups: they cost a request. */
  readonly withManagementGroups: boolean;
  /** What the last run knew about the subscriptions in scope; undefined if no run is at hand. */
  readonly roll: Roll | undefined;
  /** Whether the roll names subscriptions that `scope` leaves out: what is there may concern the disk too. */
  readonly narrowed: boolean;
  readonly limits: Limits;
  readonly asOf: string;
  readonly report: Report;
  readonly clock: Clock;
}

/** A live answer does not call the roll: the last run tells which subscriptions should be there and cannot be read. */
export interface Roll {
  readonly asOf: string;
  readonly coverage: readonly Coverage[];
}

export interface CollectedChain {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
  readonly observations: readonly Observation[];
  /** Requests that were sent to Azure, every attempt counted. */
  readonly requests: number;
}

/** Azure gave no answer about the disk itself. The message is one sentence. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/**
 * Reads what concerns one disk, within a few requests: each answer names what to ask next, the most telling first. Anything
 * left when requests run out is a gap, as is everything that one disk does not need (such as who may do what).
 * @returns undefined if Azure shows no such disk: there is none, or the identity may not see it
 * @throws UnansweredError, ThrottledError, CredentialError
 */
export async function collectChain(question: ChainQuestion): Promise<CollectedChain | undefined> {
  const { connection, disk: id, scope, asOf, report, clock, limits } = question;
  if (scope.subscriptions.length > 0 && !scope.subscriptions.includes(subscriptionOf(id))) return undefined;
  const observations: Observation[] = [];
  const observe = (observation: Observation): void => void observations.push(observation);
  const budget = createBudget(limits, clock, report);
  const { attempts } = budget;
  const arm = armClients(connection, attempts);
  const keeper = new Keeper(() => undefined, observe);
  const intake = createIntake({ askArm: askingArm({ arm, attempts, clock, keeper }), report });
  const quota = obeyQuota(budget.clock, report);
  const askGraph = resourceGraph({ connection, attempts, quota, clock, report, keeper });
  const asked = new AskedSoFar();
  const questions = new Questions({ intake, askGraph, asked, budget, scope });
  const reading = { intake, asked, budget, allowed: questions.allowed };

  const failure = await questions.aboutDisk(id);
  const disk = intake.tallies.disks.rows().get(id);
  if (disk === undefined) {
    if (failure === undefined || failure.kind === 'notAuthorised') return undefined;
    throw new UnansweredError(`Azure did not answer about the disk: ${failure.because}.`);
  }
  await Promise.all([questions.aboutNamed(disk), questions.aboutRecovery(disk)]);
  await readDetails(reading, disk);
  await questions.aboutNamed(disk);
  if (question.withManagementGroups) await questions.aboutSubscriptions();
  await readMore(reading, disk);
  await readRestorePointDisks(reading, disk);

  const unseen = (question.roll?.coverage ?? []).filter((row) => !row.seen && questions.allowed(row.subscriptionId));
  const gaps = [
    ...intake.gaps(),
    ...gapsOfLive(intake, asked, disk, wantsOf(intake.tallies, disk)),
    ...gapsOfRoll(question.roll, unseen),
    ...(question.narrowed ? gapsBeyond() : []),
  ];
  return {
    estate: liveEstate(intake, asked, gaps, asOf),
    coverage: [...coverageOf(questions.seen(), disk), ...unseen],
    gaps,
    observations,
    requests: budget.sent(),
  };
}

/** Subscriptions from which something was read; anything elsewhere is out of scope. */
function coverageOf(seen: readonly string[], disk: Disk): readonly Coverage[] {
  return seen.map((subscriptionId) => ({
    subscriptionId,
    name: subscriptionId,
    expectedBy: [subscriptionId === disk.subscriptionId ? 'scope' : 'listed'],
    seen: true,
    read: false,
  }));
}
