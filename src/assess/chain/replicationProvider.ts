import { replicatedBy } from '../../domain/siteRecovery.ts';
import type { Replicated } from './aspects.ts';

/** What replicates an item. If its two rows differ, it is not known. */
export function providerOf({ item, detail }: Replicated): ReturnType<typeof replicatedBy> {
  const told = [item?.instanceType, detail.kind === 'found' ? detail.row.instanceType : undefined]
    .filter((type) => type !== undefined)
    .map(replicatedBy);
  const [first] = told;
  return first !== undefined && told.every((one) => one === first) ? first : 'unlisted';
}
