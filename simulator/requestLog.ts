/** One request that the simulator saw. */
export interface RequestEntry {
  readonly service: 'resourceGraph' | 'arm';
  readonly method: string;
  readonly path: string;
  /** 0 when the connection was cut or the caller went away. */
  readonly status: number;
  /** Object id of the caller; empty without a token. */
  readonly principal: string;
  /** Resource Graph: the table, the page from 1, and the rows answered. */
  readonly table?: string;
  /** Actions that the caller needs for it, in lower case. */
  readonly actions: readonly string[];
  readonly page?: number;
  readonly rows?: number;
}

/** What was asked so far. */
export interface Requests {
  readonly resourceGraph: number;
  readonly arm: number;
  /** By Resource Graph table, or by ARM type in lower case, e.g. `microsoft.recoveryservices/vaults/backupjobs`. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Every action that was needed so far, in lower case, sorted: what the least role must hold. */
  readonly actions: readonly string[];
  /** The newest `LOG_AT_MOST` requests, oldest first. */
  readonly log: readonly RequestEntry[];
}

const LOG_AT_MOST = 10_000;

export interface RequestLog {
  readonly add: (entry: RequestEntry) => void;
  readonly read: () => Requests;
}

export function createRequestLog(): RequestLog {
  const counts = { resourceGraph: 0, arm: 0 };
  const byKind: Record<string, number> = {};
  const log: RequestEntry[] = [];
  const actions = new Set<string>();
  return {
    add: (entry) => {
      counts[entry.service]++;
      const kind = entry.service === 'arm' ? armType(entry.path) : (entry.table ?? 'invalid');
      byKind[kind] = (byKind[kind] ?? 0) + 1;
      for (const action of entry.actions) actions.add(action);
      log.push(entry);
      if (log.length > LOG_AT_MOST * 2) log.splice(0, LOG_AT_MOST);
    },
    read: () => ({ ...counts, byKind: { ...byKind }, actions: [...actions].sort(), log: log.slice(-LOG_AT_MOST) }),
  };
}

/** The type that an ARM path reads, in lower case. */
function armType(path: string): string {
  const key = path.toLowerCase();
  const at = key.lastIndexOf('/providers/');
  if (at === -1)
    return key
      .split('/')
      .filter((_, index) => index % 2 === 1)
      .join('/');
  const [namespace = '', ...rest] = key.slice(at + '/providers/'.length).split('/');
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
}
