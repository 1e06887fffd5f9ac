/**
 * The estate that the simulator serves: ARM-shaped documents, never our own types.
 * `resourceGraph.ts` executes KQL over `rows`; `arm.ts` answers GETs from `get` and `list`.
 */

/** A resource as ARM and Resource Graph show it; values nested as Azure nests them. */
export interface ArmDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly tenantId?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly properties?: unknown;
  readonly [column: string]: unknown;
}

export interface Tenant {
  /** ISO 8601: the moment at which the estate is what it is. */
  readonly now: string;
  readonly tenantId: string;
  /** Every subscription, whether or not the caller may read it. */
  readonly subscriptions: readonly {
    readonly id: string;
    readonly name: string;
    readonly managementGroups: readonly string[];
  }[];
  /** Rows of a Resource Graph table, lazily, so that a million disks never stand in memory at once. Lower-case table name. */
  readonly rows: (table: string) => Iterable<ArmDocument>;
  /** One ARM resource by its id in lower case; undefined is a 404. */
  readonly get: (id: string) => ArmDocument | undefined;
  /** The ARM list under a path in lower case (e.g. `…/protecteditems/x/recoverypoints`); undefined is a 404. */
  readonly list: (path: string) => Iterable<ArmDocument> | undefined;
}
