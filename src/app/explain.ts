import { buildChains } from '../assess/chains.ts';
import { fieldsOf } from '../assess/rules/fields.ts';
import { ruleBook, type InForce } from '../assess/rules/ruleBook.ts';
import { traitsIn } from '../assess/rules/traits.ts';
import type { SubjectName } from '../assess/subjects.ts';
import { GRAPH_SOURCES } from '../collect/sources.ts';
import { armId, subscriptionOf } from '../domain/armId.ts';
import type { Verdict } from '../domain/check.ts';
import type { Collection } from '../domain/estate.ts';
import type { ChainRow, RunRecord } from '../domain/record.ts';
import { settingInWords } from './baseline/words.ts';
import { baselineOfPack, estateOf, openPack, recordOf } from './pack/readPack.ts';

/** The id is none, or the pack says nothing of it. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError';
}

/** What a pack says of one resource. Plain data. */
export interface Explanation {
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
  /** R1–R7, where it is a disk. */
  readonly chain: ChainRow | undefined;
}

/** @throws ExplainError, PackReadError */
export async function explain(resourceId: string, path: string): Promise<Explanation> {
  const id = armId(resourceId);
  if (!id.startsWith('/subscriptions/') || subscriptionOf(id) === '')
    throw new ExplainError(
      `"${resourceId}" is no resource id; give the full one: /subscriptions/<GUID>/resourceGroups/….`,
    );
  const pack = await openPack(path);
  const record = await recordOf(pack);
  const { baseline } = await baselineOfPack(pack);
  const estate = await estateOf(pack, record);
  const kql = new Map<string, string>(GRAPH_SOURCES.map((source) => [source.id, source.kql.trim()]));
  const facts = Object.entries(estate).flatMap(([source, collection]) => {
    const row = typeof collection === 'string' ? undefined : (collection as Collection<unknown>).rows.get(id);
    return row === undefined
      ? []
      : [{ source, row, query: kql.get(source) ?? 'Azure Resource Manager, one GET a resource' }];
  });
  const verdicts = record.verdicts.filter((verdict) => verdict.subject === id);
  if (facts.length === 0 && verdicts.length === 0)
    throw new ExplainError(
      `${pack.where} says nothing of ${resourceId}; check the id, and that its subscription was in scope.`,
    );
  const { subjects, reader } = buildChains({ ...record, estate });
  const names = Object.keys(subjects) as SubjectName[];
  const found = names.flatMap((kind) => {
    const subject = subjects[kind].find(({ identity }) => identity.id === id);
    return subject === undefined ? [] : [ruleBook(baseline)(() => traitsIn(reader)(kind, subject))];
  })[0];
  return {
    pack: pack.where,
    asOf: record.asOf,
    id,
    facts,
    baseline: record.baseline,
    rules: found === undefined ? [] : settingsOf(found),
    unsureRules: found?.doubt?.ids ?? [],
    verdicts,
    exemptions: record.exemptions.filter((one) => verdicts.some((verdict) => verdict.exemption === one.id)),
    chain: record.chains.find((row) => row.disk === id),
  };
}

function settingsOf({ rules, from }: InForce): Explanation['rules'] {
  const values = fieldsOf(rules);
  return [...from].map(([field, ids]) => ({ field, words: settingInWords(field, values.get(field)), from: ids }));
}
