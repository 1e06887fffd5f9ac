import { armId } from '../../domain/armId.ts';
import type { Carried, RestoreWatch, SeenRestore } from '../../domain/carried.ts';
import type { FindingLife } from '../../domain/record.ts';
import type { Names } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/**
 * Fields of a record, context, observation, carried fact or baseline whose values are words of ours or of Azure, times or
 * hashes. They stay whatever resources are called: a resource group `bkp` takes no check its id, a VM `listed` no
 * subscription its reason.
 */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'acceptedMethods',
  'after',
  'asOf',
  'before',
  'category',
  'cause',
  'check',
  'codeVersion',
  'endTime',
  'endedAt',
  'expectedBy',
  'expiresOn',
  'field',
  'firstSeen',
  'frameworks',
  'immutability',
  'kind',
  'lastSeen',
  'manifestSha256',
  'openedAt',
  'os',
  'portalBase',
  'recoveryPointTime',
  'requirement',
  'result',
  'sha256',
  'shrunkSources',
  'since',
  'sku',
  'source',
  'startedAt',
  'state',
  'status',
  'until',
  '$schema',
]);
/** Fields that hold the id of a run: our own words, a time, and perhaps a GUID. */
const RUN_IDS: ReadonlySet<string> = new Set(['runId', 'run', 'seed']);
/** Fields whose keys are names, which somebody chose. */
const NAMED_BY_KEY: ReadonlySet<string> = new Set(['tags', 'levels']);

/** A copy of a value of our own making, with names and ids replaced, its fields and their vocabulary kept. */
export function ownValue<Value>(value: Value, pseudonyms: Pseudonyms): Value {
  return copyOf(value, '', pseudonyms) as Value;
}

function copyOf(value: unknown, key: string, pseudonyms: Pseudonyms): unknown {
  if (OWN_FIELDS.has(key)) return value;
  if (typeof value === 'string') return RUN_IDS.has(key) ? pseudonyms.guids(value) : pseudonyms.value(value, key);
  if (Array.isArray(value)) return value.map((entry) => copyOf(entry, key, pseudonyms));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) =>
      NAMED_BY_KEY.has(key)
        ? [pseudonyms.text(name), copyOf(child, '', pseudonyms)]
        : [name, copyOf(child, name, pseudonyms)],
    ),
  );
}

/** The lives of findings; their keys are the check, a blank, and the subject. */
export function ownLives(
  lives: ReadonlyMap<string, FindingLife>,
  pseudonyms: Pseudonyms,
): ReadonlyMap<string, FindingLife> {
  return new Map(
    [...lives].map(([key, life]) => {
      const blank = key.indexOf(' ');
      return [key.slice(0, blank) + pseudonyms.text(key.slice(blank)), ownValue(life, pseudonyms)];
    }),
  );
}

/** Facts of earlier runs. The id of a restore ends with the id of the run that saw it. */
export function ownCarried({ restores, watches }: Carried, pseudonyms: Pseudonyms): Carried {
  return {
    restores: restores.map((restore) => {
      const copy = ownValue(restore, pseudonyms);
      return { ...copy, id: armId(`${copy.restoreJobId}#${copy.run ?? ''}`) };
    }),
    watches: watches.map((watch) => ownValue(watch, pseudonyms)),
  };
}

/** Learns the names in carried facts; the ids of runs in them are none. */
export function learnCarried({ restores, watches }: Carried, names: Names): void {
  const facts: readonly (SeenRestore | RestoreWatch)[] = [
    ...restores.map((restore) => ({ ...restore, id: restore.restoreJobId })),
    ...watches,
  ];
  for (const fact of facts) names.learn({ ...fact, run: undefined });
}
