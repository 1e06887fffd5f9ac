import { nameOf, resourceGroupOf, subscriptionOf } from '../../domain/armId.ts';
import type { Resource } from '../../domain/facts.ts';
import type { Identity } from './subjects.ts';

/** The identity of a row that was read. */
export function identityOf(resource: Resource): Identity {
  const { id, name, subscriptionId, resourceGroup } = resource;
  return { id, name, subscriptionId, resourceGroup };
}

/** The identity of something that is only named: from its id, or from what names it if the id has no subscription. */
export function identityOfNamed(id: string, namedBy?: string): Identity {
  const owner = subscriptionOf(id) === '' && namedBy !== undefined ? namedBy : id;
  return { id, name: nameOf(id), subscriptionId: subscriptionOf(owner), resourceGroup: resourceGroupOf(owner) };
}
