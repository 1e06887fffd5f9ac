import * as z from 'zod';
import { CATALOGUE } from '../../assess/checks/catalogue.ts';
import { SOURCE_IDS } from '../../collect/sources/list.ts';
import { EVERY } from '../../domain/acknowledgedGap.ts';
import { FRAMEWORK_IDS } from '../../domain/controls.ts';
import { ACCEPTED_METHODS } from '../../domain/rules.ts';

/** `patternErrorMessage` is what an editor shows and what our own error says is allowed. */
const matching = (pattern: RegExp, allowed: string): z.ZodString =>
  z.string().regex(pattern).meta({ patternErrorMessage: allowed });
const text = (atMost: number): z.ZodString => z.string().min(1).max(atMost);
const days = z.int().min(0).max(36_500);
const flag = z.boolean();
const guids = z.array(z.guid());
const resourceId = matching(/^\/subscriptions\/[^/]+\/.+/i, 'a full resource id, /subscriptions/…');
/** Roles are given above the subscriptions too. */
const subjectId = matching(
  /^\/($|subscriptions\/[^/]+|providers\/Microsoft\.Management\/managementGroups\/[^/]+$)/i,
  'a full resource id, /subscriptions/…, or the scope of a management group, /providers/Microsoft.Management/managementGroups/…',
);
/** A key or vault of another tenant has no resource id: its address stands for it. */
const attestedId = matching(
  /^(\/($|subscriptions\/[^/]+|providers\/Microsoft\.Management\/managementGroups\/[^/]+$)|https:\/\/[^/]+)/i,
  'a full resource id, /subscriptions/…, the scope of a management group, or the address of a key or vault of another tenant, https://…',
);
const orSeveral = <One extends z.ZodType>(one: One): z.ZodUnion<readonly [One, z.ZodArray<One>]> =>
  z.union([one, z.array(one).min(1)]);

const selector = z
  .strictObject({
    managementGroup: orSeveral(text(90)).describe('Id of a management group; everything at and below it.'),
    subscription: orSeveral(z.guid()).describe('GUID of a subscription.'),
    resourceGroup: orSeveral(text(90)).describe('Name of a resource group, in any subscription.'),
    tags: z
      .record(text(512), orSeveral(z.string()))
      .describe('Values by tag name, ignoring case. A disk without the tag takes that of its VM.'),
    sku: orSeveral(text(80)).describe('SKU of a disk or snapshot (Premium_LRS), or size of a VM (Standard_D4s_v5).'),
    os: orSeveral(z.enum(['Windows', 'Linux'])).describe('A data disk takes the OS of its VM.'),
  })
  .partial()
  .describe('Which resources: all conditions must match; one value from a list is enough.');

const groups = {
  atRest: z
    .strictObject({
      acceptedMethods: z
        .array(z.enum(ACCEPTED_METHODS))
        .min(1)
        .describe('Accepted methods; one is enough. Double encryption also meets customerKey.'),
      requireDoubleEncryption: flag.describe('Both platform and customer key, if the SKU supports double encryption.'),
    })
    .partial()
    .describe('How the bytes of a disk are encrypted (KEY-01, MTH-01).'),
  keys: z
    .strictObject({
      requireSoftDelete: flag,
      requirePurgeProtection: flag,
      maximumVersionAgeDays: days.describe('A key version may be older where it rotates automatically.'),
      expiryNoticeDays: days,
    })
    .partial()
    .describe('Keys and their vaults (KEY-03, KEY-04).'),
  backup: z
    .strictObject({
      required: flag.describe(
        'Every VM must be protected by Azure Backup; if false, backup is only assessed where it exists.',
      ),
      maximumRecoveryPointAgeDays: days,
      requireVaultCustomerKey: flag,
      requireVaultInfrastructureEncryption: flag,
      requireSoftDelete: flag,
      immutability: z.enum(['notAsked', 'Unlocked', 'Locked']).describe('The weakest that is accepted.'),
      approvedExcludedDisks: z.array(resourceId).describe('Disks that may be excluded from backup.'),
    })
    .partial()
    .describe('Azure Backup and its vaults (BKP-01, BKP-03, BKP-06, BKP-07).'),
  restore: z
    .strictObject({
      provenWithinDays: days.nullable().describe('A restore must have been proven within; null: not asked.'),
      requireStagingCustomerKey: flag,
    })
    .partial()
    .describe('Restores (RST-04, RST-05).'),
  dr: z
    .strictObject({
      required: flag.describe(
        'Every VM must be replicated by Site Recovery; if false, replication is only assessed where it exists.',
      ),
      maximumRpoMinutes: z.int().min(1).max(525_600),
      requireCacheCustomerKey: flag,
      approvedUnreplicatedDisks: z.array(resourceId).describe('Disks that may be excluded from replication.'),
    })
    .partial()
    .describe('Azure Site Recovery (DR-01, DR-02, DR-05).'),
  exporting: z
    .strictObject({
      private: z
        .enum(['allow', 'deny'])
        .describe(
          'Whether a download through a disk access (network access policy AllowPrivate) is accepted (EXP-01, EXP-04).',
        ),
      approvedExporters: guids.describe('Object ids of principals that may export disks.'),
      approvedKeyUsers: guids.describe('Object ids of principals that may use or export keys.'),
    })
    .partial()
    .describe('Who may export data, and how (CTL-01, CTL-02, EXP-01, EXP-03).'),
  methods: z
    .strictObject({
      requireTempDiskEncryption: flag.describe('Temp disks and caches are encrypted by encryption at host or ADE.'),
      retirementHorizonMonths: z.int().min(0).max(600),
    })
    .partial()
    .describe('Encryption of temp disks and methods that retire (MTH-02, MTH-03).'),
};
const optionalGroups = z.strictObject(groups).partial().shape;
/** Those of the whole run, which no rule and no level can set for a part. */
const everywhere = {
  ...optionalGroups,
  backup: groups.backup
    .extend({
      maximumCarriedDays: days.describe(
        'How long an earlier run’s reading is carried forward if the time budget does not allow reading it again.',
      ),
    })
    .partial()
    .describe('Azure Backup and its vaults (BKP-01, BKP-03, BKP-06, BKP-07).')
    .optional(),
};

const levelName = matching(/^[A-Za-z0-9][\w .-]{0,63}$/, 'a name of letters, digits, spaces, dots and dashes');
const entryId = text(100).describe('A unique name; the report shows it.');

const exemption = z.strictObject({
  id: entryId,
  check: z.enum(CATALOGUE.map((entry) => entry.id)),
  subject: subjectId.optional().describe('Resource id of a single subject. Either this or where.'),
  where: selector.optional().describe('Every subject of the check that matches. Either this or subject.'),
  category: z.enum(['Waiver', 'Mitigated']).describe('Waiver: the risk is accepted. Mitigated: met in another way.'),
  justification: text(4000),
  approvedBy: text(200),
  expiresOn: z.iso.date().describe('The last day, UTC; an end is mandatory.'),
  ticket: text(200).optional(),
});

const attestation = z.strictObject({
  id: entryId,
  check: z.enum(CATALOGUE.map((entry) => entry.id)).describe('A check with something to attest: docs/checks.md.'),
  subject: attestedId
    .optional()
    .describe('Resource id of a single subject; for a key or vault in another tenant, its URL. Either this or where.'),
  where: selector.optional().describe('Every subject of the check that matches. Either this or subject.'),
  statement: text(4000).describe('What is true, in words.'),
  evidence: z
    .strictObject({
      reference: text(2000).describe('URL or id of the supporting document.'),
      sha256: matching(/^[0-9a-f]{64}$/i, 'a SHA-256 in hex, 64 digits').describe('Of that document.'),
    })
    .describe('What the statement rests on.'),
  attestedBy: text(200),
  attestedOn: z.iso.date().describe('The first day, UTC.'),
  expiresOn: z.iso.date().describe('The last day, UTC; an end is mandatory.'),
});

const acknowledgedGap = z.strictObject({
  id: entryId,
  source: z
    .enum([...SOURCE_IDS, EVERY])
    .describe('What could not be read, as the gap names it; * means every source in that subscription.'),
  subscription: matching(
    /^(\*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
    'the GUID of a subscription, or * for every one',
  ).describe('GUID of the subscription; * means that source in every subscription.'),
  reason: text(4000),
  expiresOn: z.iso.date().describe('The last day, UTC; an end is mandatory.'),
});

/** What a baseline file may hold; everything but `name` and `version` is optional and falls back to the default. */
export const baselineSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: text(100),
    version: text(40).describe('Your own version number; the report shows it with the SHA-256.'),
    expectedSubscriptions: guids.optional().describe('Subscriptions that must be seen and read in full.'),
    vaultSubscriptions: guids
      .optional()
      .describe(
        'Subscriptions that hold all backup and DR vaults. Once they are read, it is proven when no item protects a VM; otherwise a vault may be in any subscription.',
      ),
    absence: z
      .enum(['limitation', 'strict'])
      .optional()
      .describe(
        'What happens to an answer if some place that might hold a row was not read. limitation: the answer stands, and the report says what limits it. strict: the answer is Unknown.',
      ),
    population: z
      .strictObject({ maximumShrinkPercent: z.number().min(0).max(100) })
      .optional()
      .describe('How far the population may shrink between two runs before a run is INCOMPLETE.'),
    frameworks: z.array(z.enum(FRAMEWORK_IDS)).optional().describe('Frameworks that the report shows; all by default.'),
    ...everywhere,
    levels: z
      .record(levelName, z.strictObject(optionalGroups))
      .optional()
      .describe('Named sets of rules, for use by rules.'),
    rules: z
      .array(
        z.strictObject({
          id: entryId,
          where: selector,
          level: levelName.optional().describe('A level in this file; settings next to it take precedence.'),
          ...optionalGroups,
        }),
      )
      .optional()
      .describe(
        'Overrides for part of the estate. The narrowest selector wins, setting by setting; a tie is an error.',
      ),
    exemptions: z.array(exemption).optional(),
    attestations: z
      .array(attestation)
      .optional()
      .describe(
        'What a person attests where Azure cannot answer; the verdict stays Unknown and is counted as attested.',
      ),
    acknowledgedGaps: z
      .array(acknowledgedGap)
      .optional()
      .describe(
        'Gaps known and accepted for a limited time. They silence the overdue alert and change nothing else: the run stays INCOMPLETE.',
      ),
  })
  .describe('An organisation’s encryption requirements for its Azure VMs, for Unbroken.');

export type BaselineFile = z.infer<typeof baselineSchema>;

/** The JSON Schema of a baseline file, for editors: what `baseline.schema.json` holds. */
export function baselineJsonSchema(): object {
  return z.toJSONSchema(baselineSchema, { target: 'draft-7', io: 'input' });
}

export function baselineJsonSchemaText(): string {
  return `${JSON.stringify(baselineJsonSchema(), null, 2)}\n`;
}
