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
    resourceGroup: orSeveral(text(90)).describe('Name of a resource group; of that name in any subscription.'),
    tags: z
      .record(text(512), orSeveral(z.string()))
      .describe('Values by tag name, in any case. A disk that lacks the tag takes that of its VM.'),
    sku: orSeveral(text(80)).describe('SKU of a disk or snapshot (Premium_LRS), or size of a VM (Standard_D4s_v5).'),
    os: orSeveral(z.enum(['Windows', 'Linux'])).describe('A data disk takes the OS of its VM.'),
  })
  .partial()
  .describe('Which resources: every condition must hold; of a list one value is enough.');

const groups = {
  atRest: z
    .strictObject({
      acceptedMethods: z
        .array(z.enum(ACCEPTED_METHODS))
        .min(1)
        .describe('Methods of which one is enough. customerKey is met by double encryption too.'),
      requireDoubleEncryption: flag.describe('Platform and customer key both, where the SKU can be encrypted twice.'),
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
      required: flag.describe('Every VM must be protected by Azure Backup; otherwise backup is judged where it is.'),
      maximumRecoveryPointAgeDays: days,
      requireVaultCustomerKey: flag,
      requireVaultInfrastructureEncryption: flag,
      requireSoftDelete: flag,
      immutability: z.enum(['notAsked', 'Unlocked', 'Locked']).describe('The weakest that is accepted.'),
      approvedExcludedDisks: z.array(resourceId).describe('Disks that may be left out of the backup.'),
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
      required: flag.describe('Every VM must be replicated by Site Recovery; otherwise it is judged where it is.'),
      maximumRpoMinutes: z.int().min(1).max(525_600),
      requireCacheCustomerKey: flag,
      approvedUnreplicatedDisks: z.array(resourceId).describe('Disks that may be left out of the replication.'),
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
    .describe('Who may take data out, and how (CTL-01, CTL-02, EXP-01, EXP-03).'),
  methods: z
    .strictObject({
      requireTempDiskEncryption: flag.describe('Temp disk and caches under encryption at host or ADE.'),
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
        'What an earlier run read stands in for so long where the time budget leaves none to read it again.',
      ),
    })
    .partial()
    .describe('Azure Backup and its vaults (BKP-01, BKP-03, BKP-06, BKP-07).')
    .optional(),
};

const levelName = matching(/^[A-Za-z0-9][\w .-]{0,63}$/, 'a name of letters, digits, blanks, dots and dashes');
const entryId = text(100).describe('A name of its own; the report shows it.');

const exemption = z.strictObject({
  id: entryId,
  check: z.enum(CATALOGUE.map((entry) => entry.id)),
  subject: subjectId.optional().describe('Resource id of the one subject. Either this or where.'),
  where: selector.optional().describe('Every subject of the check that matches. Either this or subject.'),
  category: z.enum(['Waiver', 'Mitigated']).describe('Waiver: the risk is accepted. Mitigated: met in another way.'),
  justification: text(4000),
  approvedBy: text(200),
  expiresOn: z.iso.date().describe('The last day, UTC; it has to end.'),
  ticket: text(200).optional(),
});

const attestation = z.strictObject({
  id: entryId,
  check: z.enum(CATALOGUE.map((entry) => entry.id)).describe('A check with something to attest: docs/checks.md.'),
  subject: attestedId
    .optional()
    .describe('Resource id of the one subject; of a key or vault of another tenant its address. Either this or where.'),
  where: selector.optional().describe('Every subject of the check that matches. Either this or subject.'),
  statement: text(4000).describe('What holds, in words.'),
  evidence: z
    .strictObject({
      reference: text(2000).describe('Address or id of the document that shows it.'),
      sha256: matching(/^[0-9a-f]{64}$/i, 'a SHA-256 in hex, 64 digits').describe('Of that document.'),
    })
    .describe('What the statement rests on.'),
  attestedBy: text(200),
  attestedOn: z.iso.date().describe('The first day, UTC.'),
  expiresOn: z.iso.date().describe('The last day, UTC; it has to end.'),
});

const acknowledgedGap = z.strictObject({
  id: entryId,
  source: z
    .enum([...SOURCE_IDS, EVERY])
    .describe('What could not be read, as the gap names it; * is every source of the one subscription.'),
  subscription: matching(
    /^(\*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
    'the GUID of a subscription, or * for every one',
  ).describe('GUID of the subscription; * is the one source in every subscription.'),
  reason: text(4000),
  expiresOn: z.iso.date().describe('The last day, UTC; it has to end.'),
});

/** What a baseline file may hold; everything but `name` and `version` is optional and falls back to the default. */
export const baselineSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: text(100),
    version: text(40).describe('Your own version of this text; the report shows it beside the SHA-256.'),
    expectedSubscriptions: guids.optional().describe('Subscriptions that must be seen and read whole.'),
    vaultSubscriptions: guids
      .optional()
      .describe(
        'Subscriptions where every backup and DR vault lies. With those read, that no item protects a VM is proven; otherwise a vault may lie in any subscription.',
      ),
    absence: z
      .enum(['limitation', 'strict'])
      .optional()
      .describe(
        'What a gap in a place that might hold a row does to an answer that stands without it. limitation: the answer stands, and the report says what limits it. strict: the answer is Unknown.',
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
          level: levelName.optional().describe('A level of this file; what stands beside it goes before it.'),
          ...optionalGroups,
        }),
      )
      .optional()
      .describe(
        'What differs for a part of the estate. The narrowest selector wins, setting by setting; a tie is an error.',
      ),
    exemptions: z.array(exemption).optional(),
    attestations: z
      .array(attestation)
      .optional()
      .describe('What a person answers where Azure cannot; the verdict stays Unknown and is counted as attested.'),
    acknowledgedGaps: z
      .array(acknowledgedGap)
      .optional()
      .describe(
        'Gaps that are known and accepted for a time. They raise no alert that a run is overdue, and change nothing else: the run stays INCOMPLETE.',
      ),
  })
  .describe('What an organisation asks of the encryption of its Azure VMs, for Unbroken.');

export type BaselineFile = z.infer<typeof baselineSchema>;

/** The JSON Schema of a baseline file, for editors: what `baseline.schema.json` holds. */
export function baselineJsonSchema(): object {
  return z.toJSONSchema(baselineSchema, { target: 'draft-7', io: 'input' });
}

export function baselineJsonSchemaText(): string {
  return `${JSON.stringify(baselineJsonSchema(), null, 2)}\n`;
}
