import { nameOf } from '../../domain/armId.ts';
import { regionName } from '../../domain/azureNames.ts';
import type { Outcome } from '../../domain/check.ts';
import type { Lookup } from '../../domain/estate.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { activeSide } from '../../domain/siteRecovery.ts';
import { NOT_PROTECTED, otherProvider, PROTECTED } from './shared/replicationState.ts';
import { keyOutcome } from './shared/keyOutcome.ts';
import { keyState } from './shared/keyState.ts';
import {
  attestable,
  compliant,
  evidence,
  hidden,
  nonCompliant,
  notApplicable,
  unknown,
  weakest,
} from './shared/outcome.ts';
import { encryptionSetOf } from '../chain/protection.ts';
import type { FailoverLeg, KeyLink } from '../chain/subjects.ts';

export const dr04 = defineCheck({
  id: 'DR-04',
  version: 6,
  answers: ['R4'],
  subject: 'failoverTarget',
  title: 'The keys that a failover needs exist in the recovery region and can be used',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Create the target disk encryption set or copy the Azure Disk Encryption keys to a vault in the recovery region, and name them in the replication settings.',
  limits:
    'An item that has failed over is checked only once it is reprotected; its replica disks then show the region. Azure Disk Encryption secrets are never read: the check shows only that their vault exists in the recovery region. Where Site Recovery says one thing of the VM and another of each of its disks, neither is believed.',
  attestable:
    'the state of target keys in a managed HSM or in another tenant, and of Azure Disk Encryption secrets in the recovery region',
  learnMore: 'https://learn.microsoft.com/azure/site-recovery/azure-to-azure-how-to-enable-replication-ade-vms',
  controls: [
    'NIST SP 800-53 r5 CP-7',
    'NIST SP 800-53 r5 SC-12',
    'ISO/IEC 27001:2022 A.8.14',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['replicated', 'target', 'legs'],
  assess: ({ replicated, target, legs }, _rules, asOf) => {
    if (target.kind === 'unsure') return hidden('The details of the replication', target.gaps);
    if (target.kind === 'absent') return unknown('The vault did not return the details of the replication.');
    const other = replicated === undefined ? undefined : otherProvider(replicated);
    if (other !== undefined) return other;
    const { recoveryFabricLocation, activeLocation, protectionState } = target.row;
    const side = activeSide(activeLocation);
    const state = evidence({ 'Active location': activeLocation, 'Protection state': protectionState });
    if (side === 'unlisted')
      return unknown(`Its active location ${quoted(activeLocation)} is not one this check knows.`, state);
    const hasFailedOver = side === 'recovery';
    if (hasFailedOver && !says(protectionState, PROTECTED))
      return NOT_PROTECTED(protectionState) === undefined
        ? unknown(
            `It failed over, and its protection state ${quoted(protectionState)} is not one this check knows.`,
            state,
          )
        : notApplicable('It failed over: no further failover is prepared until it is reprotected.', state);
    if (legs.length === 0 && protectionState?.toLowerCase() !== 'notprotected')
      return unknown('Site Recovery lists none of its disks.', state);
    const region = hasFailedOver ? undefined : recoveryFabricLocation;
    const outcomes = legs.map((leg) => judge(leg, hasFailedOver ? regionOf(leg) : region, asOf));
    const worst = weakest(outcomes.filter((outcome) => outcome.status !== 'NotApplicable'));
    const facts = evidence({
      ...(hasFailedOver ? { 'Active location': activeLocation } : { 'Recovery region': region }),
      'Disks replicated': legs.length,
    });
    const contradiction =
      replicated === undefined || worst?.status === 'NonCompliant'
        ? undefined
        : otherGuest(target.row.vmEncryptionType, legs);
    if (contradiction !== undefined) return unknown(contradiction, facts);
    if (worst === undefined) return notApplicable('No replicated disk needs a key of the organisation.', facts);
    return { ...worst, evidence: { ...facts, ...worst.evidence } };
  },
});

const WITHOUT_ADE = values('NotEncrypted');
const WITH_ADE = values('OnePassEncrypted', 'TwoPassEncrypted');

/**
 * What Site Recovery says about Azure Disk Encryption of the VM, if it says something else about its disks. A cluster says
 * it about its disks alone.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get#a2areplicationdetails
 */
function otherGuest(type: string | undefined, legs: readonly FailoverLeg[]): string | undefined {
  const words = legs.map(({ declared }) => declared.isDiskEncrypted);
  if (words.includes(undefined)) return 'Site Recovery does not say of each disk whether Azure Disk Encryption is on.';
  if (says(type, WITHOUT_ADE))
    return words.includes(true)
      ? `Site Recovery says ${quoted(type)} of the VM, yet of a disk of it that Azure Disk Encryption is on.`
      : undefined;
  if (says(type, WITH_ADE))
    return words.length > 0 && words.every((word) => word === false)
      ? `Site Recovery says ${quoted(type)} of the VM, yet of each of its disks that Azure Disk Encryption is off.`
      : undefined;
  return `Encryption type ${quoted(type)} of the VM is not one this check knows.`;
}

/**
 * When protected in reverse, the regions that an item names may be those of either direction. A failover starts from the
 * replica, so that is where its keys have to be.
 */
function regionOf({ replica }: FailoverLeg): string | undefined {
  return replica?.found.kind === 'found' ? replica.found.row.disk.location : undefined;
}

function judge(leg: FailoverLeg, region: string | undefined, asOf: string): Outcome {
  const name = leg.declared.diskName ?? leg.declared.diskId ?? 'a disk';
  const { source } = leg;
  if (source === undefined) return unknown('Site Recovery does not name a source disk.');
  if (source.found.kind === 'unsure') return hidden(`The source disk ${source.id}`, source.found.gaps);
  if (source.found.kind === 'absent') return unknown(`The source disk ${source.id} was not found.`);
  const { guarded } = source.found.row;
  const { atRest, guest, confidential } = guarded.protection;
  const facts = evidence({
    Disk: name,
    'Target set': leg.declared.recoveryDiskEncryptionSetId,
    'Target key': leg.declared.keyUrl,
  });
  const with_ = (outcome: Outcome): Outcome => ({ ...outcome, evidence: { ...facts, ...outcome.evidence } });
  const needed: Outcome[] = [];
  if (atRest === 'unknown' || guest === 'unknown' || confidential === 'unknown')
    needed.push(unknown(`Could not determine which keys a failover of ${name} needs.`, facts, guarded.gaps));
  if (atRest === 'customer' || atRest === 'platformAndCustomer' || confidential === 'customerKey')
    needed.push(setOutcome(leg, name, region, asOf));
  if (guest === 'adeKek' || guest === 'adeBek') needed.push(adeOutcome(leg, name, guest, region, asOf));
  return with_(weakest(needed) ?? notApplicable(`A failover of ${name} needs no key of the organisation.`));
}

function setOutcome(leg: FailoverLeg, name: string, region: string | undefined, asOf: string): Outcome {
  const { targetSet, targetKey, replica } = leg;
  if (targetSet === undefined) {
    if (replica?.found.kind === 'unsure') return hidden(`The replica of ${name}`, replica.found.gaps);
    return replica?.found.kind === 'found'
      ? nonCompliant(`No target disk encryption set for ${name}: neither Site Recovery nor its replica names one.`)
      : unknown(`Site Recovery names no target disk encryption set for ${name}, and its replica was not found.`);
  }
  if (targetSet.kind === 'unsure') return hidden(`The target disk encryption set of ${name}`, targetSet.gaps);
  if (targetSet.kind === 'absent') return nonCompliant(`The target disk encryption set of ${name} does not exist.`);
  const elsewhere = otherRegion(targetSet.row.location, region);
  if (elsewhere === 'yes')
    return nonCompliant(
      `The target disk encryption set of ${name} is in ${targetSet.row.location ?? ''}, not in ${region ?? ''}.`,
    );
  const key = keyNamed(targetKey, `The target key of ${name}`, asOf);
  if (key.status === 'NonCompliant') return key;
  const other = otherSet(leg, name);
  if (other !== undefined) return other;
  if (elsewhere === 'no') return key;
  return unknown(`Could not determine whether the target disk encryption set of ${name} is in the recovery region.`);
}

/** The set that the replica uses, if it differs from the declared one or was not read. */
function otherSet({ declared, replica }: FailoverLeg, name: string): Outcome | undefined {
  if (replica?.found.kind === 'unsure') return hidden(`The replica of ${name}`, replica.found.gaps);
  const own = replica?.found.kind === 'found' ? encryptionSetOf(replica.found.row.disk) : undefined;
  const { recoveryDiskEncryptionSetId: named } = declared;
  if (own === undefined || named === undefined || own === named) return undefined;
  return unknown(
    `Site Recovery names ${nameOf(named)} as target disk encryption set of ${name}, yet the replica uses ${nameOf(own)}.`,
  );
}

function adeOutcome(
  leg: FailoverLeg,
  name: string,
  guest: 'adeKek' | 'adeBek',
  region: string | undefined,
  asOf: string,
): Outcome {
  const { adeKey, adeSecret } = leg;
  if (leg.declared.isDiskEncrypted === undefined)
    return unknown(`Site Recovery does not say whether it replicates the Azure Disk Encryption settings of ${name}.`);
  if (!leg.declared.isDiskEncrypted || adeSecret === undefined)
    return nonCompliant(`Site Recovery has no Azure Disk Encryption secret in the recovery region for ${name}.`);
  if (guest === 'adeKek' && adeKey === undefined)
    return nonCompliant(`Site Recovery has no key encryption key in the recovery region for ${name}.`);
  const outcomes = [vaultOutcome(adeSecret, `The vault of the secret for ${name}`, region)];
  if (adeKey !== undefined)
    outcomes.push(
      keyNamed(adeKey, `The key encryption key for ${name}`, asOf),
      vaultOutcome(adeKey, `The vault of the key encryption key for ${name}`, region),
    );
  return weakest(outcomes) ?? unknown(`The keys for ${name} could not be judged.`);
}

function keyNamed(link: KeyLink | undefined, what: string, asOf: string): Outcome {
  if (link === undefined) return unknown(`${what} is not named.`);
  const state = keyState(link, asOf);
  // Its evidence names set and key already.
  return { ...keyOutcome(state, `${what}: ${state.because}`), evidence: {} };
}

function vaultOutcome(link: KeyLink, what: string, region: string | undefined): Outcome {
  const vault: Lookup<{ readonly location: string | undefined }> | undefined = link.vault;
  if (vault === undefined) {
    const outcome = unknown(`${what} could not be identified. ${link.unresolved ?? ''}`.trim(), undefined, link.gaps);
    return attestable(outcome, link.isOutOfSight);
  }
  if (vault.kind === 'unsure') return hidden(what, vault.gaps);
  if (vault.kind === 'absent') return nonCompliant(`${what} does not exist.`);
  switch (otherRegion(vault.row.location, region)) {
    case 'yes':
      return nonCompliant(`${what} is in ${vault.row.location ?? ''}, not in ${region ?? ''}.`);
    case 'no':
      return compliant(`${what} is in the recovery region.`);
    case 'unknown':
      return unknown(`Could not determine whether ${what.toLowerCase()} is in the recovery region.`);
  }
}

function otherRegion(location: string | undefined, region: string | undefined): 'yes' | 'no' | 'unknown' {
  const [own, wanted] = [regionName(location), regionName(region)];
  if (own === undefined || wanted === undefined) return 'unknown';
  return own === wanted ? 'no' : 'yes';
}
