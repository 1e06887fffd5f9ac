import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const INFRA = join(import.meta.dirname, '..', '..', 'infra');

/** A custom role as the Bicep modules load it. */
export interface RoleFile {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
}

export function roleFile(name: string): RoleFile {
  return JSON.parse(readFileSync(join(INFRA, 'roles', `${name}.json`), 'utf8')) as RoleFile;
}
