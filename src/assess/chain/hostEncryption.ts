import { quoted, says, values } from '../../base/openEnum.ts';
import type { VirtualMachine } from '../../domain/facts.ts';

/** What a VM says about encryption at host. `doubt` is why that is not known, or why what it says may not be in effect yet. */
export type HostEncryption =
  | { readonly value: 'on'; readonly doubt?: undefined }
  | { readonly value: 'off'; readonly doubt?: string }
  | { readonly value: 'unknown'; readonly doubt: string };

const SETTLED = values('Succeeded');

/**
 * Its row holds the configured state: "on" counts once the last change of the VM took effect. "Off" is the worse answer and
 * stands, with a doubt.
 * @see https://learn.microsoft.com/azure/virtual-machines/states-billing#provisioning-states
 */
export function hostEncryptionOf({
  name,
  encryptionAtHost,
  provisioningState,
}: Pick<VirtualMachine, 'name' | 'encryptionAtHost' | 'provisioningState'>): HostEncryption {
  if (encryptionAtHost === undefined)
    return { value: 'unknown', doubt: `The encryption at host setting of VM ${name} has no known value.` };
  if (says(provisioningState, SETTLED)) return { value: encryptionAtHost ? 'on' : 'off' };
  const state =
    provisioningState === undefined
      ? `Azure did not return the state of VM ${name}`
      : `VM ${name} is in state ${quoted(provisioningState)}`;
  const doubt = `${state}: whether its encryption at host setting took effect is not known.`;
  return { value: encryptionAtHost ? 'unknown' : 'off', doubt };
}
