import * as z from 'zod';
import type { Change, FindingLife, Qualifier, SummaryRow } from '../domain/record.ts';
import { REQUIREMENTS } from '../domain/requirement.ts';
import { BOUNDS } from './bounds.ts';
import { excerptPlans } from './excerptFile.ts';

/** The words of a union, each of which must be named. */
function keysOf<Word extends string>(words: Readonly<Record<Word, 0>>): readonly Word[] {
  return Object.keys(words) as Word[];
}

/** Every field of a type, including optional ones: what a pack holds must be readable. */
type FieldsOf<Of> = Readonly<Record<keyof Of, z.ZodType>>;

const count = z.int().min(0);
/** As `toISOString` writes it, so that texts compare as times do. */
const time = z.iso.datetime({ precision: 3 });
const word = z.string().min(1).max(BOUNDS.word);
const line = z.string().max(BOUNDS.line);
const guidOrAll = word;
const status = z.enum(['Compliant', 'NonCompliant', 'Unknown', 'Exempt', 'NotApplicable']);
const counts = z.strictObject({
  Compliant: count,
  NonCompliant: count,
  Unknown: count,
  Exempt: count,
  NotApplicable: count,
});
const qualifier = z.enum(keysOf<Qualifier>({ limited: 0, attested: 0 }));
const check = z.string().regex(/^[A-Z]{2,3}-\d{2}$/);
const requirement = z.enum(REQUIREMENTS);

const summaryRow = z.strictObject({
  requirement,
  subscriptionId: guidOrAll,
  population: count,
  counts,
  limited: z.strictObject({ Compliant: count, NotApplicable: count }).optional(),
  attested: count.optional(),
} satisfies FieldsOf<SummaryRow>);
const trendRun = z.strictObject({
  runId: word,
  asOf: time,
  state: z.enum(['COMPLETE', 'INCOMPLETE']),
  counts: z.strictObject(Object.fromEntries(REQUIREMENTS.map((id) => [id, counts]))),
});
const head = z.strictObject({
  runId: word,
  attempt: z.int().min(1).optional(),
  scopeText: z.string(),
  previous: z
    .strictObject({
      runId: word,
      asOf: time,
      manifestSha256: z.string().regex(/^[0-9a-f]{64}$/),
      summary: z.array(summaryRow).optional(),
    })
    .optional(),
  earlier: z.array(trendRun).max(BOUNDS.trend),
  identity: z.strictObject({ objectId: z.string().max(BOUNDS.word).optional() }),
  portalBase: z.url({ protocol: /^https$/ }).max(BOUNDS.word),
  ownerTag: z.string().max(BOUNDS.tagName).optional(),
  signed: z.boolean(),
  sampleSize: count,
  excerpts: excerptPlans.optional(),
});
const change = z.strictObject({
  kind: z.enum(keysOf<Change['kind']>({ new: 0, closed: 0, changed: 0, appeared: 0, disappeared: 0 })),
  check,
  subject: line,
  subjectName: line,
  subscriptionId: line,
  before: status.optional(),
  after: status.optional(),
  because: z.string(),
  qualifierBefore: qualifier.optional(),
  qualifierAfter: qualifier.optional(),
  // `visibility` is what versions before 0.2.0 called coverage.
  cause: z.enum([...keysOf<Change['cause']>({ estate: 0, rule: 0, baseline: 0, coverage: 0, time: 0 }), 'visibility']),
} satisfies FieldsOf<Change>);
const life = z.strictObject({
  check,
  subject: line,
  firstSeen: time,
  lastSeen: time,
  openedAt: time.optional(),
  reopened: count.optional(),
} satisfies FieldsOf<FindingLife>);

/** A line of `context.jsonl`: it holds nothing that is not named here. */
export const contextLine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('context'), head, counts: z.strictObject({ changes: count, lives: count }) }),
  z.strictObject({ kind: z.literal('changes'), entry: change }),
  z.strictObject({ kind: z.literal('lives'), entry: z.strictObject({ key: line, life }) }),
]);
