import { groupBy } from '../../../src/domain/groups.ts';
import { parentOf, shapeOf, type Shape } from './shape.ts';

/** Which answer a document stood in; `row` is Resource Graph's. */
export type Channel = 'list' | 'get' | 'row';

/** A document of Azure's: recorded, or an example of the specification. */
export interface Reference {
  readonly file: string;
  /** What it is compared with: a type, and where its documents differ by nature a kind of it. */
  readonly kind: string;
  readonly channel: 'list' | 'get';
  /** Undefined: not told. */
  readonly version: string | undefined;
  /** False: an example of the specification, or a shape put together from exports. It shows what may be there, not what always is. */
  readonly recorded: boolean;
  readonly document: unknown;
}

/** A document of the simulator's. */
export interface Ours {
  readonly kind: string;
  readonly channel: Channel;
  readonly document: unknown;
}

export interface Difference {
  readonly kind: string;
  readonly channel: Channel;
  readonly path: string;
  readonly what:
    'only ours' | 'other casing' | 'other type' | 'never ours' | 'sometimes missing' | 'not in this answer of theirs';
  /** What Azure's documents show there, with api-versions. */
  readonly azure: string;
}

interface Seen {
  readonly reference: Reference;
  readonly shape: Shape;
}

type Paths = ReadonlyMap<string, ReadonlySet<string>>;

/** Both sides of one kind in one channel. */
interface Compared {
  readonly kind: string;
  readonly channel: Channel;
  readonly ours: readonly Shape[];
  readonly our: Paths;
  /** Azure's documents in this channel; where it was not recorded, those of the other. */
  readonly theirs: readonly Seen[];
  readonly azure: Paths;
  /** Azure's documents in every channel. */
  readonly all: readonly Seen[];
  readonly anywhere: Paths;
}

/**
 * Every difference between our documents and those of Azure, kind by kind and channel by channel.
 * @param columns what Resource Graph adds to every row
 */
export function differencesOf(
  references: readonly Reference[],
  ours: readonly Ours[],
  columns: readonly string[],
): readonly Difference[] {
  const seenOf = groupBy(
    references.map((reference): Seen => ({ reference, shape: shapeOf(reference.document) })),
    ({ reference }) => [reference.kind],
  );
  const found: Difference[] = [];
  for (const [kind, group] of groupBy(ours, (document) => [document.kind])) {
    const all = seenOf.get(kind) ?? [];
    if (!all.some(({ reference }) => reference.recorded)) continue;
    for (const [channel, documents] of groupBy(group, (document) => [document.channel])) {
      const shapes = documents.map(({ document }) => shapeOf(document));
      const compared = comparedOf(kind, channel, shapes, all);
      found.push(...ofOurs(compared, columns), ...(channel === 'row' ? [] : ofTheirs(compared)));
    }
  }
  return found.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

export function textOf({ kind, channel, path, what }: Difference): string {
  return `${kind} | ${path} | ${what} | ${channel}`;
}

/** Kinds of the simulator of which no document was recorded. */
export function unrecorded(references: readonly Reference[], ours: readonly Ours[]): readonly string[] {
  const recorded = new Set(references.filter((reference) => reference.recorded).map(({ kind }) => kind));
  return [...new Set(ours.map(({ kind }) => kind))].filter((kind) => !recorded.has(kind)).sort();
}

function comparedOf(kind: string, channel: Channel, ours: readonly Shape[], all: readonly Seen[]): Compared {
  const here = all.filter(({ reference }) => reference.channel === channel);
  const theirs = here.some(({ reference }) => reference.recorded) ? here : all;
  return {
    kind,
    channel,
    ours,
    our: union(ours),
    theirs,
    azure: union(theirs.map(({ shape }) => shape)),
    all,
    anywhere: union(all.map(({ shape }) => shape)),
  };
}

/** What ours have and Azure's do not, or otherwise. */
function ofOurs(compared: Compared, columns: readonly string[]): readonly Difference[] {
  const { kind, channel, our, azure, anywhere, all } = compared;
  const spelled = new Map([...anywhere.keys()].map((path) => [path.toLowerCase(), path]));
  const told = (path: string): Pick<Difference, 'what' | 'azure'> => {
    const other = spelled.get(path.toLowerCase());
    if (other === undefined) return { what: 'only ours', azure: 'in no document' };
    if (other !== path) return { what: 'other casing', azure: other };
    return { what: 'not in this answer of theirs', azure: versions(all, path) };
  };
  return [...our].flatMap(([path, types]): Difference[] => {
    const parent = parentOf(path);
    const theirs = azure.get(path);
    const [column = ''] = path.split(/[.[]/);
    if (channel === 'row' && column !== 'properties' && columns.includes(column)) return [];
    if (theirs === undefined)
      // A name inside what is not Azure's at all would say the same again.
      return parent !== '' && !azure.has(parent) ? [] : [{ kind, channel, path, ...told(path) }];
    const strange = [...types].some((type) => !theirs.has(type));
    return strange ? [{ kind, channel, path, what: 'other type', azure: [...theirs].sort().join(', ') }] : [];
  });
}

/** What Azure's have and ours do not, or not always. */
function ofTheirs({ kind, channel, ours, our, theirs, azure }: Compared): readonly Difference[] {
  // An example proves nothing about what is always there; nor does a channel that was not recorded.
  const recorded = theirs.filter(({ reference }) => reference.recorded && reference.channel === channel);
  return [...azure.keys()].flatMap((path): Difference[] => {
    const parent = parentOf(path);
    if (path.endsWith('[]') || (parent !== '' && !our.has(parent))) return [];
    const seen = versions(theirs, path);
    if (!our.has(path)) return [{ kind, channel, path, what: 'never ours', azure: seen }];
    const holders = recorded.filter(({ shape }) => holds(shape, parent));
    if (holders.length === 0 || !holders.every(({ shape }) => shape.types.has(path))) return [];
    const lacking = ours.some((shape) => holds(shape, parent) && !shape.types.has(path));
    return lacking ? [{ kind, channel, path, what: 'sometimes missing', azure: seen }] : [];
  });
}

function holds(shape: Shape, path: string): boolean {
  return path === '' || (shape.types.get(path)?.has('object') ?? false);
}

function union(shapes: readonly Shape[]): Paths {
  const all = new Map<string, Set<string>>();
  for (const { types } of shapes)
    for (const [path, kinds] of types) all.set(path, new Set([...(all.get(path) ?? []), ...kinds]));
  return all;
}

/** `3 of 6 recorded (2022-08-01 to 2024-04-01)`, and whether an example of the specification has it. */
function versions(seen: readonly Seen[], path: string): string {
  const recorded = seen.filter(({ reference }) => reference.recorded);
  const having = recorded.filter(({ shape }) => shape.types.has(path));
  const known = having.flatMap(({ reference }) => reference.version ?? []).sort();
  const first = known[0] ?? '';
  const last = known.at(-1) ?? '';
  const range = first === last ? first : `${first} to ${last}`;
  const example = seen.some(({ reference, shape }) => !reference.recorded && shape.types.has(path));
  return [
    `${String(having.length)} of ${String(recorded.length)} recorded${range === '' ? '' : ` (${range})`}`,
    ...(example ? ['an example'] : []),
  ].join('; ');
}
