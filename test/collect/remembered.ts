import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';

/** The same tenant, which builds each answer once: for several runs over one generated estate of a thousand disks or so. */
export function remembered(tenant: Tenant): Tenant {
  const rows = new Map<string, readonly ArmDocument[]>();
  const found = new Map<string, ArmDocument | undefined>();
  const lists = new Map<string, readonly ArmDocument[] | undefined>();
  const set = (values: ReadonlySet<string> | undefined): readonly string[] | undefined =>
    values === undefined ? undefined : [...values].sort();
  return {
    ...tenant,
    rows: (table, only) =>
      once(rows, JSON.stringify([table, set(only?.types), set(only?.subscriptions)]), () => [
        ...tenant.rows(table, only),
      ]),
    get: (id) => once(found, id, () => tenant.get(id)),
    list: (path) =>
      once(lists, path, () => {
        const list = tenant.list(path);
        return list === undefined ? undefined : [...list];
      }),
  };
}

function once<Value>(kept: Map<string, Value>, key: string, make: () => Value): Value {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as Value;
}
