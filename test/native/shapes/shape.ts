/** A document by its paths: names as written, `[]` for an entry of a list, `*` for a name that the customer chose. */
export interface Shape {
  /** JSON types seen at each path. */
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Bags whose names are the customer's, or ids. */
const OPEN_BAGS = new Set(['tags', 'userassignedidentities']);

export function shapeOf(document: unknown): Shape {
  const types = new Map<string, Set<string>>();
  const put = (path: string, type: string): void => {
    const known = types.get(path);
    if (known === undefined) types.set(path, new Set([type]));
    else known.add(type);
  };
  const walk = (value: unknown, path: string): void => {
    if (path !== '') put(path, typeOf(value));
    if (Array.isArray(value)) for (const entry of value) walk(entry, `${path}[]`);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        const shown = OPEN_BAGS.has(lastName(path).toLowerCase()) ? '*' : name;
        walk(inner, path === '' ? shown : `${path}.${shown}`);
      }
  };
  walk(document, '');
  return { types };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The path that holds this one; '' for the document itself. */
export function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
