import type { RolePermissions } from '../../../domain/access.ts';
import type { Fields } from '../../defineSource.ts';
import { MalformedRowError, type Block } from '../../reading.ts';

export const PERMISSIONS: Fields = {
  actions: 'word',
  notActions: 'word',
  dataActions: 'word',
  notDataActions: 'word',
  condition: 'condition',
};

export function toPermissions(block: Block): RolePermissions {
  return {
    actions: block.texts('actions'),
    notActions: block.texts('notActions'),
    dataActions: block.texts('dataActions'),
    notDataActions: block.texts('notDataActions'),
    condition: block.text('condition'),
  };
}

/** @throws MalformedRowError when it is missing. */
export function needed(block: Block, name: string): string {
  const text = block.text(name);
  if (text === undefined) throw new MalformedRowError(`${block.path}.${name} is missing`);
  return text;
}
