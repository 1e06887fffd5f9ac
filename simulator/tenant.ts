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

/** What a query can want at most; undefined: everything. */
export interface RowHint {
  /** Lower-case types. */
  readonly types?: ReadonlySet<string> | undefined;
  /** Lower-case GUIDs. */
  readonly subscriptions?: ReadonlySet<string> | undefined;
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
  /**
   * Rows of a Resource Graph table, lazily, so that a million disks never stand in memory at once. Lower-case table name.
   * `only` is a hint: what falls outside may be left out, but need not be.
   */
  readonly rows: (table: string, only?: RowHint) => Iterable<ArmDocument>;
  /** One ARM resource by its id in lower case; undefined is a 404. */
  readonly get: (id: string) => ArmDocument | undefined;
  /** The ARM list under a path in lower case (e.g. `…/protecteditems/x/recoverypoints`); undefined is a 404. */
  readonly list: (path: string) => Iterable<ArmDocument> | undefined;
  /** Entries on a page of an ARM list, by the last segment of its path in lower case; elsewhere as Azure has it. */
  readonly pageSizes?: Readonly<Record<string, number>>;
}
