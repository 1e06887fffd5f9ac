import { sha256Of } from '../base/io/sha256.ts';
import { by } from '../base/order.ts';
import type { ArmId } from '../domain/armId.ts';
import type {
  CrossCheck,
  CrossCheckDifference,
  CrossCheckedSource,
  CrossCheckedSubject,
} from '../domain/crossCheck.ts';
import type { Resource } from '../domain/facts.ts';
import type { AsKept } from './requests/asking.ts';
import { drain } from './requests/drain.ts';
import type { Intake } from './intake.ts';
import { concurrently } from '../base/io/concurrently.ts';
import { MalformedRowError, readRow } from './rows/reading.ts';
import { provesAbsence, type Failure } from './requests/failure.ts';
import { SOURCES, titleOf } from './sources/list.ts';

/** What is drawn from, with the api-version to ask. @see https://learn.microsoft.com/rest/api/azure/ */
const VERSIONS: Readonly<Record<CrossCheckedSource, string>> = {
  disks: '2024-03-02',
  virtualMachines: '2024-07-01',
  diskEncryptionSets: '2024-03-02',
  keyVaults: '2023-07-01',
  recoveryServicesVaults: '2024-04-01',
};
const DRAWN_FROM = Object.keys(VERSIONS) as readonly CrossCheckedSource[];

/** Names of the resource itself, and what ARM shows only in the instance view, which is not asked for. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['id', 'resourceId', 'name', 'resourceGroup', 'powerState']);

interface Drawn {
  readonly source: CrossCheckedSource;
  readonly fact: Resource;
}

/**
 * Reads a sample again from ARM and compares it, field by field, with what Resource Graph's index held. A subject that ARM
 * does not answer for is reported as not read: it counts neither for nor against.
 */
export async function crossCheck(
  intake: Intake,
  { seed, size, asKept }: { readonly seed: string; readonly size: number; readonly asKept?: AsKept | undefined },
  concurrency: number,
): Promise<CrossCheck> {
  const { population, drawn } = draw(intake, seed, size, asKept);
  const subjects: CrossCheckedSubject[] = [];
  let requests = 0;
  await concurrently(drawn, concurrency, async ({ source, fact }) => {
    const path = pathOf({ source, fact });
    let body: unknown;
    const asked = await drain(
      intake.askArm({ source, asked: `GET ${path}`, call: (arm, options) => arm.get(path, options) }),
      (answer) => void (body = answer),
    );
    requests += 1 + asked.retries;
    const about = { subject: fact.id, resourceId: fact.resourceId, source, name: fact.name };
    const outcome = asked.failure === undefined ? compared(source, fact, body) : unanswered(asked.failure, fact.id);
    subjects.push({ ...about, subscriptionId: fact.subscriptionId, ...outcome });
  });
  const answered = subjects.filter(({ result }) => result !== 'notRead');
  const agreeing = answered.filter(({ result }) => result === 'agrees');
  const fieldsCompared = subjects.reduce((sum, { fields }) => sum + fields, 0);
  return {
    seed,
    size,
    population,
    subjects: subjects.sort(by(keyOf)),
    fieldsCompared,
    fieldsAgreeing: fieldsCompared - subjects.reduce((sum, { differences }) => sum + differences.length, 0),
    ...(answered.length === 0 ? {} : { agreementPercent: Math.floor((agreeing.length / answered.length) * 1000) / 10 }),
    requests,
  };
}

function pathOf({ source, fact }: Drawn): string {
  return `${fact.resourceId}?api-version=${VERSIONS[source]}`;
}

/**
 * Those whose hash with the seed is lowest: the same for the same estate, and nobody can influence it. Pseudonyms change the
 * hashes: then what was read again comes first. Only those that may still be drawn are held, not the whole population.
 */
function draw(
  { tallies }: Intake,
  seed: string,
  size: number,
  asKept: AsKept | undefined,
): { readonly population: number; readonly drawn: readonly Drawn[] } {
  let population = 0;
  let lowest: Ranked[] = [];
  const narrow = (): void => void (lowest = lowest.sort(by(({ rank }) => rank)).slice(0, size));
  for (const source of DRAWN_FROM)
    for (const fact of tallies[source].rows().values()) {
      population += 1;
      const turn = asKept?.wasAsked({ source, asked: `GET ${pathOf({ source, fact })}` }) === true ? '0' : '1';
      lowest.push({ source, fact, rank: `${turn} ${sha256Of(`${seed}\n${fact.id}`)}` });
      if (lowest.length >= 2 * size + HELD) narrow();
    }
  narrow();
  return { population, drawn: lowest };
}

interface Ranked extends Drawn {
  readonly rank: string;
}

/** How many are held beyond twice the sample before those that can no longer be drawn are dropped. */
const HELD = 256;

type Outcome = Pick<CrossCheckedSubject, 'result' | 'because' | 'fields' | 'differences'>;

function unanswered(failure: Failure, of: ArmId): Outcome {
  if (provesAbsence(failure, of)) return outcome('gone', 'ARM no longer has it, though Resource Graph still lists it.');
  return outcome('notRead', `ARM did not answer for it: ${failure.because}.`);
}

function outcome(result: Outcome['result'], because: string): Outcome {
  return { result, because, fields: 0, differences: [] };
}

function compared(source: CrossCheckedSource, fact: Resource, body: unknown): Outcome {
  let again: Resource | undefined;
  try {
    [again] = SOURCES[source].read(readRow(body));
  } catch (error) {
    if (!(error instanceof MalformedRowError)) throw error;
    return outcome('notRead', `ARM's answer could not be read: ${error.message}.`);
  }
  if (again === undefined) return outcome('notRead', `ARM's answer is not one of the ${titleOf(source)}.`);
  const graph = leavesOf(fact);
  const arm = leavesOf(again);
  const fields = [...new Set([...graph.keys(), ...arm.keys()])].sort();
  const differences = fields.flatMap((field): readonly CrossCheckDifference[] => {
    const one = graph.get(field) ?? NONE;
    const other = arm.get(field) ?? NONE;
    return sameText(one, other) ? [] : [{ field, graph: one, arm: other }];
  });
  const because =
    differences.length === 0
      ? `ARM says the same in all ${String(fields.length)} fields.`
      : 'Resource Graph and ARM differ: its index may lag behind, or it was changed in between.';
  return { result: differences.length === 0 ? 'agrees' : 'differs', because, fields: fields.length, differences };
}

const NONE = '(none)';

/** Every value by its path, as JSON; a list as a whole, undefined values not at all. */
function leavesOf(fact: Resource): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaves.set(path, JSON.stringify(value));
    else for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`);
  };
  walk(Object.fromEntries(Object.entries(fact).filter(([name]) => !NOT_COMPARED.has(name))), '');
  return leaves;
}

/** The case of resource ids varies. */
function sameText(a: string, b: string): boolean {
  return a === b || (a.startsWith('"/') && a.toLowerCase() === b.toLowerCase());
}

function keyOf({ source, subject }: CrossCheckedSubject): string {
  return `${source} ${subject}`;
}
