import { armId, type ArmId } from '../../domain/armId.ts';
import type { RowOwner } from '../defineSource.ts';
import { Block, MalformedRowError } from './reading.ts';

/** A VM or a disk: what a row can be about. */
const OWNER =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/(disks|virtualmachines)\/[^/]+$/;

/** What a row concerns, however broken the rest of it is; undefined if that is not visible. */
export function ownersIn(raw: unknown, owner: RowOwner): readonly ArmId[] | undefined {
  if (typeof owner === 'function') return owner(raw);
  const one = ownerIn(raw, owner);
  return one === undefined ? undefined : [one];
}

/**
 * The VM or disk that a row says it is about, however broken the rest of it is; undefined if it names none, or two.
 * @param paths where it is named, names joined by `.`
 */
export function ownerIn(raw: unknown, paths: readonly string[]): ArmId | undefined {
  const found = new Set(paths.flatMap((path) => readable(raw, path.split('.')) ?? []));
  const [owner] = found;
  return found.size === 1 && owner !== undefined && OWNER.test(owner) ? owner : undefined;
}

function readable(raw: unknown, names: readonly string[]): ArmId | undefined {
  try {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    let block: Block | undefined = new Block(raw as Readonly<Record<string, unknown>>, '');
    for (const name of names.slice(0, -1)) block = block?.block(name);
    const text = block?.text(names.at(-1) ?? '');
    return text === undefined ? undefined : armId(text);
  } catch (error) {
    if (error instanceof MalformedRowError) return undefined;
    throw error;
  }
}
