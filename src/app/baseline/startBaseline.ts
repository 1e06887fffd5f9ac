import { fileFault } from '../../base/fileFault.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../base/errorCode.ts';
import { BaselineError } from '../baselineFile.ts';
import { baselineJsonSchemaText } from './schema.ts';

const SCHEMA = 'baseline.schema.json';

/** A baseline to start from: the built-in default, spelt out, with examples in comments. */
export const START = `// What your organisation asks of the encryption of its Azure VMs, their backups and their disaster recovery.
// Unbroken reads it with --baseline or UNBROKEN_BASELINE. Comments are allowed; docs/baseline.md explains every field.
// All but name and version may be left out: what is written here is the built-in default.
{
  "$schema": "./${SCHEMA}",
  "name": "My organisation",
  "version": "1", // your own; raise it with each approval

  // Subscriptions (GUIDs) that must be seen and read whole. One that is missing makes a run INCOMPLETE.
  "expectedSubscriptions": [],

  // Subscriptions (GUIDs) where every backup and DR vault lies. Left empty, a vault may lie in any: one subscription that could
  // not be read limits every answer that says of a VM that it is not backed up or not replicated.
  "vaultSubscriptions": [],

  "absence": "limitation", // "strict": an answer that a gap elsewhere limits is Unknown

  // A run whose population shrank by more than this since the last one is INCOMPLETE.
  "population": { "maximumShrinkPercent": 20 },

  // ---- Rules that hold everywhere ----
  "atRest": {
    // One of these is enough. Others: adeWithoutKek, confidentialPlatformKey, platformKey.
    "acceptedMethods": ["customerKey", "confidentialCustomerKey", "adeWithKek"],
    "requireDoubleEncryption": false
  },
  "keys": {
    "requireSoftDelete": true,
    "requirePurgeProtection": true,
    "maximumVersionAgeDays": 365, // older is fine where the key rotates automatically
    "expiryNoticeDays": 30
  },
  "backup": {
    "required": false, // true: a VM without backup is a finding
    "maximumRecoveryPointAgeDays": 8,
    "maximumCarriedDays": 14, // how long an earlier reading stands in where the time budget leaves none
    "requireVaultCustomerKey": true,
    "requireVaultInfrastructureEncryption": false,
    "requireSoftDelete": true,
    "immutability": "notAsked", // or "Unlocked", "Locked"
    "approvedExcludedDisks": [] // full resource ids
  },
  "restore": {
    "provenWithinDays": null, // e.g. 365: a restore must have been exercised within the year
    "requireStagingCustomerKey": true
  },
  "dr": {
    "required": false, // true: a VM that Site Recovery does not replicate is a finding
    "maximumRpoMinutes": 60,
    "requireCacheCustomerKey": true,
    "approvedUnreplicatedDisks": []
  },
  "exporting": {
    "private": "allow", // "deny": a disk that can be downloaded through a disk access is a finding
    // Object ids of users, groups and service principals.
    "approvedExporters": [],
    "approvedKeyUsers": []
  },
  "methods": {
    "requireTempDiskEncryption": true,
    "retirementHorizonMonths": 24
  },

  // ---- Levels: named sets of rules ----
  "levels": {
    // "restricted": {
    //   "atRest": { "requireDoubleEncryption": true },
    //   "backup": { "required": true, "immutability": "Locked" },
    //   "dr": { "required": true }
    // }
  },

  // ---- Rules for a part of the estate ----
  // The narrowest selector wins, setting by setting; two that are equally narrow and disagree are an error.
  "rules": [
    // { "id": "secret data", "where": { "tags": { "data": ["secret", "restricted"] } }, "level": "restricted" },
    // { "id": "sandbox", "where": { "managementGroup": "sandbox" },
    //   "atRest": { "acceptedMethods": ["customerKey", "platformKey"] } }
  ],

  // ---- Exemptions: they show beside the verdict and never hide it ----
  "exemptions": [
    // { "id": "EX-1", "check": "KEY-01",
    //   "subject": "/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/disks/…",
    //   "category": "Waiver", "justification": "Vendor appliance; replaced in Q3.",
    //   "approvedBy": "CISO", "expiresOn": "2027-09-30", "ticket": "RISK-1" }
  ],

  // ---- Attestations: what you know and Azure cannot show; the verdict stays Unknown, counted as attested.
  // docs/checks.md says of each check what you can attest. ----
  "attestations": [
    // { "id": "AT-1", "check": "DR-07",
    //   "subject": "/subscriptions/…/replicationProtectedItems/…",
    //   "statement": "The plan's script switches encryption at host on; tested on 14 May.",
    //   "evidence": { "reference": "https://grc.example/documents/4711",
    //     "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    //   "attestedBy": "Head of operations", "attestedOn": "2027-05-14", "expiresOn": "2028-05-13" }
  ],

  // ---- Gaps that you know of and accept for a time: they raise no alert that a run is overdue. Nothing else changes: the run
  // stays INCOMPLETE. ----
  "acknowledgedGaps": [
    // { "id": "GAP-1", "source": "*", "subscription": "00000000-0000-0000-0000-000000000000",
    //   "reason": "Access is being arranged with its owner.", "expiresOn": "2027-03-31" }
  ]
}
`;

/** Files that were written. */
export interface Started {
  readonly written: readonly string[];
  /** The schema of another version that lies there already, and was left. */
  readonly kept: string | undefined;
}

/** Writes a start, and the JSON Schema beside it. @throws BaselineError where the file is there already. */
export async function startBaseline(file: string): Promise<Started> {
  const schema = join(dirname(file), SCHEMA);
  await writeNew(file, START);
  const text = baselineJsonSchemaText();
  const there = await readFile(schema, 'utf8').catch(() => undefined);
  if (there === undefined) {
    await writeNew(schema, text);
    return { written: [file, schema], kept: undefined };
  }
  return { written: [file], kept: there === text ? undefined : schema };
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { encoding: 'utf8', flag: 'wx' }).catch((cause: unknown) => {
    const there = errorCode(cause) === 'EEXIST';
    throw new BaselineError(
      there
        ? `${file} already exists and is not overwritten; choose another file.`
        : `${file} cannot be written (${fileFault(cause)}); name another file.`,
      { cause },
    );
  });
}
