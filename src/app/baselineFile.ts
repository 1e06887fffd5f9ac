import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_BASELINE, type Baseline } from '../domain/baseline.ts';
import { FRAMEWORK_IDS } from '../domain/controls.ts';

/** The baseline cannot be used. One line for each fault: JSON path, what was found, what is allowed. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

const flag = z.boolean();
const days = z.int().min(0).max(36_500);
const resourceIds = z.array(
  z.string().regex(/^\/subscriptions\/[^/]+\/.+/i, { error: 'must be a full resource id, /subscriptions/…' }),
);
const guids = z.array(z.guid({ error: 'must be a GUID' }));
const CHECK_ID = /^(KEY|BKP|RST|DR|CTL|EXP|MTH|POP)-\d{2}$/;

/** A calendar day: an exemption that nobody can date would never end. */
const day = z.iso.date({ error: 'must be a date yyyy-mm-dd' });

const exemption = z.strictObject({
  id: z.string().min(1).max(100),
  check: z.string().regex(CHECK_ID, { error: 'must be a check id such as BKP-03' }),
  subject: z.string().startsWith('/subscriptions/', { error: 'must be a full resource id, /subscriptions/…' }),
  category: z.enum(['Waiver', 'Mitigated']),
  justification: z.string().min(1),
  approvedBy: z.string().min(1),
  expiresOn: day,
  ticket: z.string().optional(),
});

/** What a baseline file may hold; everything but `name` and `version` is optional and falls back to the default. */
export const baselineSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(100),
  version: z.string().min(1).max(40),
  expectedSubscriptions: guids.optional(),
  population: z.strictObject({ maximumShrinkPercent: z.number().min(0).max(100) }).optional(),
  atRest: z
    .strictObject({
      acceptAdeWithKek: flag,
      acceptAdeWithoutKek: flag,
      acceptPlatformKey: flag,
      requireDoubleEncryption: flag,
    })
    .partial()
    .optional(),
  keys: z
    .strictObject({
      requireSoftDelete: flag,
      requirePurgeProtection: flag,
      maximumVersionAgeDays: days,
      expiryNoticeDays: days,
    })
    .partial()
    .optional(),
  backup: z
    .strictObject({
      required: flag,
      maximumRecoveryPointAgeDays: days,
      requireVaultCustomerKey: flag,
      requireVaultInfrastructureEncryption: flag,
      requireSoftDelete: flag,
      immutability: z.enum(['notAsked', 'Unlocked', 'Locked']),
      approvedExcludedDisks: resourceIds,
    })
    .partial()
    .optional(),
  restore: z.strictObject({ provenWithinDays: days.nullable(), requireStagingCustomerKey: flag }).partial().optional(),
  dr: z
    .strictObject({
      required: flag,
      maximumRpoMinutes: z.int().min(1),
      requireCacheCustomerKey: flag,
      approvedUnreplicatedDisks: resourceIds,
    })
    .partial()
    .optional(),
  exporting: z.strictObject({ approvedExporters: guids, approvedKeyUsers: guids }).partial().optional(),
  methods: z
    .strictObject({ requireTempDiskEncryption: flag, retirementHorizonMonths: z.int().min(0).max(600) })
    .partial()
    .optional(),
  frameworks: z.array(z.enum(FRAMEWORK_IDS)).optional(),
  exemptions: z.array(exemption).optional(),
});

export interface LoadedBaseline {
  readonly baseline: Baseline;
  /** SHA-256 of the text that was read, in hex; of the default's JSON where there is no file. */
  readonly sha256: string;
  /** The text itself, kept in the pack. */
  readonly text: string;
}

/** The default baseline, as a file would give it. */
export function defaultBaseline(): LoadedBaseline {
  const text = `${JSON.stringify(DEFAULT_BASELINE, null, 2)}\n`;
  return { baseline: DEFAULT_BASELINE, text, sha256: sha256(text) };
}

/** Reads a baseline; throws a BaselineError that lists every fault. `source` names the file in the message. */
export function parseBaseline(text: string, source: string): LoadedBaseline {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BaselineError(`${source} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
  const parsed = baselineSchema.safeParse(json);
  if (!parsed.success)
    throw new BaselineError(parsed.error.issues.map((issue) => sentence(source, json, issue)).join('\n'));
  const given = parsed.data;
  const duplicate = firstDuplicate((given.exemptions ?? []).map((entry) => entry.id));
  if (duplicate !== undefined)
    throw new BaselineError(
      `${source}: exemptions: the id "${duplicate}" stands twice; give each exemption an id of its own.`,
    );
  const merged = {
    ...DEFAULT_BASELINE,
    ...defined(given),
    population: { ...DEFAULT_BASELINE.population, ...given.population },
    atRest: { ...DEFAULT_BASELINE.atRest, ...defined(given.atRest) },
    keys: { ...DEFAULT_BASELINE.keys, ...defined(given.keys) },
    backup: { ...DEFAULT_BASELINE.backup, ...defined(given.backup) },
    restore: { ...DEFAULT_BASELINE.restore, ...defined(given.restore) },
    dr: { ...DEFAULT_BASELINE.dr, ...defined(given.dr) },
    exporting: { ...DEFAULT_BASELINE.exporting, ...defined(given.exporting) },
    methods: { ...DEFAULT_BASELINE.methods, ...defined(given.methods) },
    expectedSubscriptions: (given.expectedSubscriptions ?? []).map((id) => id.toLowerCase()),
  };
  return { baseline: merged as Baseline, text, sha256: sha256(text) };
}

function sentence(source: string, json: unknown, issue: z.core.$ZodIssue): string {
  const path = issue.path.length === 0 ? 'the file' : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return `${source}: ${path}: ${issue.keys.map((key) => `"${key}"`).join(', ')} is not a field of a baseline; remove it or correct its spelling.`;
  const found = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    json,
  );
  return `${source}: ${path}: found ${found === undefined ? 'nothing' : JSON.stringify(found)}; ${issue.message}.`;
}

function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}

function firstDuplicate(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
