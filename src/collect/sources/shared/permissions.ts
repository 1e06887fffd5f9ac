import type { RolePermissions } from '../../../domain/access.ts';
import type { Fields } from '../../defineSource.ts';
import { MalformedRowError, type Block } from '../../rows/reading.ts';

export const PERMISSIONS: Fields = {
  actions: 'word',
  notActions: 'word',
  dataActions: 'word',
  notDataActions: 'word',
  condition: 'condition',
  conditionVersion: 'word',
};

/**
 * Azure sends all four lists, empty ones too: a list that is missing was not read, which is not the same as no rights.
 * @see https://learn.microsoft.com/rest/api/authorization/role-definitions/get#permission
 * @throws MalformedRowError when one is missing, or when there is no permission at all.
 */
export function permissionsIn(properties: Block): readonly RolePermissions[] {
  const blocks = properties.list('permissions');
  if (blocks.length === 0) throw new MalformedRowError('properties.permissions is missing or empty');
  return blocks.map(toPermissions);
}

function toPermissions(block: Block): RolePermissions {
  return {
    actions: neededList(block, 'actions'),
    notActions: neededList(block, 'notActions'),
    dataActions: neededList(block, 'dataActions'),
    notDataActions: neededList(block, 'notDataActions'),
    condition: block.text('condition'),
    conditionVersion: block.text('conditionVersion'),
  };
}

function neededList(block: Block, name: string): readonly string[] {
  if (block.value(name) === undefined) throw new MalformedRowError(`${block.path}.${name} is missing`);
  return block.texts(name);
}

/** @throws MalformedRowError when it is missing. */
export function needed(block: Block, name: string): string {
  const text = block.text(name);
  if (text === undefined) throw new MalformedRowError(`${block.path}.${name} is missing`);
  return text;
}
