import { armId, type ArmId } from '../../domain/armId.ts';
import { RequestError } from '../runRequest.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What each segment of a disk's address may be. Azure takes letters of any script in a resource group's name.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const SEGMENTS = {
  subscriptionId: { grammar: GUID, words: 'a subscription GUID' },
  resourceGroup: {
    grammar: /^[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}_().-]{0,89}[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}_()-]$/u,
    words: 'the name of a resource group: 1 to 90 letters, digits, _ ( ) - or ., the last no .',
  },
  name: {
    grammar: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/,
    words: 'the name of a disk: 1 to 80 letters, digits, _ - or ., the first a letter or digit',
  },
} as const;

/** Where a disk stands, as the route `disks/{subscriptionId}/{resourceGroup}/{name}/chain` names it. */
export type DiskAddress = Readonly<Record<keyof typeof SEGMENTS, string>>;

/** The disk's resource id. @throws RequestError naming the segment that cannot be one. */
export function diskIdOf(address: DiskAddress): ArmId {
  for (const [segment, { grammar, words }] of Object.entries(SEGMENTS))
    if (!grammar.test(address[segment as keyof DiskAddress])) throw new RequestError(`${segment}: must be ${words}.`);
  const { subscriptionId, resourceGroup, name } = address;
  return armId(
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/disks/${name}`,
  );
}
