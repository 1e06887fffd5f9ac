import type { Action } from './defineSource.ts';
import { ASKED } from './sources/list.ts';

/**
 * Types that are counted and not judged (`kql/`). Recovery plans of Microsoft.AzureResilienceManagement are not among them: no public
 * list has the action that reads them, and one action that is not registered makes Azure refuse the whole role. Whoever may
 * read everything (Reader) sees them counted.
 */
const COUNTED = [
  'Microsoft.Compute/galleries/images/versions',
  'Microsoft.Compute/images',
  'Microsoft.Compute/virtualMachineScaleSets',
  'Microsoft.Compute/virtualMachineScaleSets/virtualMachines',
];
/** What a run asks besides its sources: access to Resource Graph, and the subscriptions of a management group. */
const BESIDE: readonly Action[] = [
  { action: 'Microsoft.ResourceGraph/resources/read', limit: 'resourceGraph' },
  { action: 'Microsoft.Management/managementGroups/descendants/read', limit: 'arm' },
  ...COUNTED.map((type): Action => ({ action: `${type}/read`, limit: 'resourceGraph' })),
];

/** Every action that a run or a live answer needs, each once, in order: the least that a role must hold. */
export const READ_ACTIONS: readonly string[] = [
  ...new Set([...ASKED.flatMap(({ actions }) => actions), ...BESIDE].map(({ action }) => action)),
].sort();
