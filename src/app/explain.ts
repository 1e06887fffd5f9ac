import { LinesError } from '../base/linesError.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildChains } from '../assess/chain/chains.ts';
import type { SubjectName } from '../assess/chain/subjects.ts';
import { CATALOGUE } from '../assess/checks/catalogue.ts';
import { fieldsOf } from '../assess/judging/rules/fields.ts';
import { ruleBook, type InForce } from '../assess/judging/rules/ruleBook.ts';
import { traitsIn } from '../assess/judging/rules/traits.ts';
import { GRAPH_SOURCES } from '../collect/sources/list.ts';
import { subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { Verdict } from '../domain/check.ts';
import type { Collection } from '../domain/estate.ts';
import type { ChainRow, RunRecord } from '../domain/record.ts';
import type { EndedBecause, VerdictRow } from '../history/entities.ts';
import { HistoryError } from '../history/historyError.ts';
import { readOnce } from '../pack/readOnce.ts';
import { openPack } from '../pack/readPack.ts';
import { settingInWords } from './baseline/words.ts';
import { archiveOf, REAL_CLOCK } from './compose.ts';
import { idsNamed, namesLike, wantedOf } from './namedResource.ts';
import { newestPack } from './newestPack.ts';
import { baselineOfPack, estateOf, recordOnDisk } from './packEvidence.ts';
import type { Settings } from './settings.ts';
import { inLittleMemory } from './run/memory.ts';
import { quickCheck } from './verify/quickCheck.ts';

/** What was given is no resource id, or the pack says nothing of it. */
export class ExplainError extends LinesError {
  override readonly name = 'ExplainError';
}

/** What a pack says of one resource. Plain data. */
export interface Explanation {
  /** What was checked of the pack, and what was not: stands above everything else. */
  readonly notice: string;
  readonly pack: string;
  readonly asOf: string;
  readonly id: string;
  /** Facts of the resource, with where they were read. */
  readonly facts: readonly { readonly source: string; readonly query: string; readonly row: unknown }[];
  readonly baseline: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Settings that do not come from everywhere, with the rules that they come from. */
  readonly rules: readonly { readonly field: string; readonly words: string; readonly from: readonly string[] }[];
  /** Ids of rules of which it cannot be told whether they hit. */
  readonly unsureRules: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly exemptions: RunRecord['exemptions'];
  readonly attestations: NonNullable<RunRecord['attestations']>;
  /** R1–R7, where it is a disk. */
  readonly chain: ChainRow | undefined;
  readonly past: Past;
}

/** The history of the resource itself: one entry for each time that a verdict stood unchanged. */
type Past =
  | { readonly told: true; readonly intervals: readonly Interval[] }
  /** One sentence, ending with a period: no history is set, or it could not be read. */
  | { readonly told: false; readonly configured: boolean; readonly because: string };

interface Interval {
  readonly check: string;
  readonly status: string;
  /** ISO 8601. */
  readonly from: string;
  /** Undefined while it stands. */
  readonly until: string | undefined;
  /** Why it ended, in words. */
  readonly ended: string | undefined;
  /** Since when no run could see the resource. */
  readonly unseenSince: string | undefined;
  readonly because: string;
}

export interface ExplainOptions {
  readonly settings: Settings;
  /** The folder of one run, or its .zip; the newest that can be found when left out. */
  readonly pack?: string | undefined;
  /** Where packs lie when none is named and no storage is set. */
  readonly folder: string;
  /** Also explains a pack whose names, hashes or signature do not agree. */
  readonly unverified?: boolean;
}

/** Several resources bear the name that was given. */
export class AmbiguousError extends ExplainError {
  /** Their ids, sorted. */
  readonly ids: readonly string[];

  constructor(name: string, ids: readonly string[]) {
    super([`${ids.length} resources are named ${name}; give the id of one:`, ...ids.map((id) => `  ${id}`)]);
    this.ids = ids;
  }
}

/**
 * @param resource an id, an address of the Azure portal, or a name
 * @throws ExplainError, AmbiguousError, PackReadError, HistoryError where the newest pack is to be found through a history that cannot be read
 */
export function explain(resource: string, options: ExplainOptions): Promise<Explanation> {
  return inLittleMemory(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unbroken-explain-'));
    try {
      return await explained(resource, options, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** @param room keeps what is read of the pack meanwhile */
async function explained(resource: string, options: ExplainOptions, room: string): Promise<Explanation> {
  const wanted = wantedOf(resource);
  const { settings, folder } = options;
  if ('name' in wanted && options.pack === undefined && settings.storage !== undefined)
    throw new ExplainError(
      `To find the newest pack in UNBROKEN_STORAGE the full id of "${resource}" is needed (/subscriptions/<GUID>/resourceGroups/…); or name a pack with --pack.`,
    );
  const subscription = 'id' in wanted ? subscriptionOf(wanted.id) : '';
  const { pack: lying, expected } =
    options.pack === undefined
      ? await newestPack(settings, folder, subscription)
      : { pack: await openPack(options.pack), expected: undefined };
  const pack = readOnce(lying, room);
  const notice = await quickCheck(pack, options.unverified === true, expected);
  const record = await recordOnDisk(pack);
  const { baseline } = await baselineOfPack(pack);
  const estate = await estateOf(pack, record);
  const id = 'id' in wanted ? wanted.id : oneNamed(wanted.name, record, estate, pack.where);
  const kql = new Map<string, string>(GRAPH_SOURCES.map((source) => [source.id, source.ask.kql.trim()]));
  const facts = Object.entries(estate).flatMap(([source, collection]) => {
    const row = typeof collection === 'string' ? undefined : (collection as Collection<unknown>).rows.get(id);
    return row === undefined
      ? []
      : [{ source, row, query: kql.get(source) ?? 'Azure Resource Manager, one GET a resource' }];
  });
  const verdicts = record.verdicts.filter((verdict) => verdict.subject === id);
  if (facts.length === 0 && verdicts.length === 0)
    throw new ExplainError(
      `${pack.where} says nothing of ${resource}; check the id, and that its subscription was in scope.`,
    );
  const { subjects, reader } = buildChains({ ...record, estate, baseline });
  const names = Object.keys(subjects) as SubjectName[];
  const found = names.flatMap((kind) => {
    const subject = subjects[kind].find(({ identity }) => identity.id === id);
    return subject === undefined ? [] : [ruleBook(baseline)(() => traitsIn(reader)(kind, subject))];
  })[0];
  return {
    notice,
    pack: pack.where,
    asOf: record.asOf,
    id,
    facts,
    baseline: record.baseline,
    rules: found === undefined ? [] : settingsOf(found),
    unsureRules: found?.doubt?.ids ?? [],
    verdicts,
    exemptions: record.exemptions.filter((one) => verdicts.some((verdict) => verdict.exemption === one.id)),
    attestations: (record.attestations ?? []).filter((one) =>
      verdicts.some((verdict) => verdict.attestation === one.id),
    ),
    chain: record.chains.find((row) => row.disk === id),
    past: await pastOf(settings, id),
  };
}

/** @throws ExplainError where none or several bear the name */
function oneNamed(name: string, record: RunRecord, estate: object, where: string): ArmId {
  const ids = idsNamed(name, record, estate);
  const [id] = ids;
  const like = id === undefined ? namesLike(name, estate) : [];
  if (id === undefined)
    throw new ExplainError(
      `${where} holds no resource named "${name}"; check the name, or give the full id (/subscriptions/…).${like.length === 0 ? '' : ` Names like it: ${like.join(', ')}.`}`,
    );
  if (ids.length > 1) throw new AmbiguousError(name, ids);
  return id;
}

const ENDED: Readonly<Record<string, string>> = {
  changed: 'changed',
  seenAgain: 'seen again after a time out of sight',
  disappeared: 'the resource is gone',
  notAsked: 'the question no longer arises',
  retired: 'the check is retired',
} satisfies Record<EndedBecause, string>;

async function pastOf(settings: Settings, id: ArmId): Promise<Past> {
  if (settings.storage === undefined)
    return {
      told: false,
      configured: false,
      because: 'UNBROKEN_STORAGE, which names the storage account that keeps it, is not set.',
    };
  try {
    const checks = CATALOGUE.map((entry) => entry.id);
    const rows = await archiveOf(settings, REAL_CLOCK).intervalsOf(id, subscriptionOf(id), checks);
    return { told: true, intervals: rows.map(intervalOf) };
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return { told: false, configured: true, because: `History could not be read: ${error.message}` };
  }
}

function intervalOf(row: VerdictRow): Interval {
  const { check, status, validFrom, validTo, endedBecause, unseenSince, because } = row;
  const ended = endedBecause === undefined ? undefined : (ENDED[endedBecause] ?? endedBecause);
  return { check, status, from: validFrom, until: validTo, ended, unseenSince, because };
}

function settingsOf({ rules, from }: InForce): Explanation['rules'] {
  const values = fieldsOf(rules);
  return [...from].map(([field, ids]) => ({ field, words: settingInWords(field, values.get(field)), from: ids }));
}
