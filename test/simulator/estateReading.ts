import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';

/** The value under a path of property names; a property bag that is a string of JSON is read as one. */
export function at(value: unknown, ...path: string[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    if (typeof found === 'string') found = JSON.parse(found) as unknown;
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** Rows of a type in whichever table has it. */
export function rowsOfType(tenant: Tenant, type: string): ArmDocument[] {
  const table =
    type.startsWith('microsoft.recoveryservices/') && type !== 'microsoft.recoveryservices/vaults'
      ? 'recoveryservicesresources'
      : 'resources';
  return [...tenant.rows(table, { types: new Set([type]) })].filter((row) => row.type === type);
}
