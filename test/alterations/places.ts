/** A place in one row of Azure's JSON. */
export interface Place {
  /** Names joined by `.`; `[]` for any element of a list, `*` for any name that people or ids make. */
  readonly path: string;
  readonly pointer: readonly (string | number)[];
  readonly value: unknown;
}

/** Blocks whose names are not Azure's: tags, and identities by their id. */
const FREE_NAMES = /(^|\.)(tags|userassignedidentities)$/i;

/** Every named value in a row, blocks and lists before what is inside them. */
export function placesOf(row: unknown, path = '', pointer: readonly (string | number)[] = []): readonly Place[] {
  if (Array.isArray(row)) return row.flatMap((element, at) => inside(element, `${path}[]`, [...pointer, at]));
  if (typeof row !== 'object' || row === null) return [];
  return Object.entries(row).flatMap(([name, value]) => {
    const step = FREE_NAMES.test(path) ? '*' : name;
    const way = path === '' ? step : `${path}.${step}`;
    const at = [...pointer, name];
    return [{ path: way, pointer: at, value: value as unknown }, ...placesOf(value, way, at)];
  });
}

/** Elements that are plain values are places of their own: one of a list of words may be unlisted. */
function inside(element: unknown, path: string, pointer: readonly (string | number)[]): readonly Place[] {
  if (typeof element === 'object' && element !== null) return placesOf(element, path, pointer);
  return [{ path, pointer, value: element }];
}

export const ALTERATIONS = ['dropped', 'null', 'blank', 'renamed', 'unlisted'] as const;
export type Alteration = (typeof ALTERATIONS)[number];

/** No value that Azure has starts with a tilde. */
const UNLISTED = '~Unlisted';

/**
 * The row with one place altered; undefined where that alteration does not fit the value.
 * @param isWord whether the place holds a word of Azure's own, for which another can stand that nobody lists
 */
export function altered(row: unknown, place: Place, how: Alteration, isWord: boolean): unknown {
  const { value, pointer } = place;
  const inList = typeof pointer.at(-1) === 'number';
  if (how === 'unlisted') {
    if (!isWord || typeof value === 'object' || value === undefined) return undefined;
    return put(row, pointer, () => UNLISTED);
  }
  if (inList) return undefined;
  if (how === 'dropped') return put(row, pointer, () => undefined);
  if (how === 'renamed') return put(row, pointer, (old) => old, '~');
  if (how === 'null') return value === null ? undefined : put(row, pointer, () => null);
  const blank = blankOf(value);
  return blank === undefined ? undefined : put(row, pointer, () => blank);
}

function blankOf(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? undefined : '';
  if (Array.isArray(value)) return value.length === 0 ? undefined : [];
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? undefined : {};
  return undefined;
}

function put(
  row: unknown,
  [first, ...rest]: readonly (string | number)[],
  change: (old: unknown) => unknown,
  suffix = '',
): unknown {
  if (first === undefined) return change(row);
  if (Array.isArray(row))
    return row.map((element: unknown, at): unknown => (at === first ? put(element, rest, change, suffix) : element));
  return Object.fromEntries(
    Object.entries(row as object).flatMap(([name, value]): [string, unknown][] => {
      if (name !== first) return [[name, value]];
      const next = put(value, rest, change, suffix);
      if (next === undefined) return [];
      return [[rest.length === 0 ? `${name}${suffix}` : name, next]];
    }),
  );
}
