import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One object of a TMDL file: a table, column, measure, partition, relationship, role … */
export interface TmdlObject {
  readonly type: string;
  readonly name: string;
  /** The `///` lines above it. */
  readonly description: string;
  /** What follows `=`, without its indentation; empty when there is nothing. */
  readonly expression: string;
  /** `key: value`; a bare word is kept with the value `true`. */
  readonly properties: ReadonlyMap<string, string>;
  readonly children: readonly TmdlObject[];
}

const OBJECT =
  /^(table|column|measure|partition|relationship|role|tablePermission|columnPermission|expression|annotation|queryGroup|model|database|ref \w+) ?('(?:[^']|'')*'|[^\s=]*)(?: =(.*))?$/;

/**
 * Reads the part of TMDL that our files use, strictly: a line that it does not understand is an error.
 * @see https://learn.microsoft.com/analysis-services/tmdl/tmdl-overview
 */
function parseTmdl(text: string): readonly TmdlObject[] {
  const lines = text.split('\n');
  let at = 0;

  const depthOf = (line: string): number => /^\t*/.exec(line)?.[0].length ?? 0;
  const blank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

  /** The lines deeper than `depth`, with `depth + 1` tabs or more taken off. */
  const body = (depth: number): string => {
    const taken: string[] = [];
    for (; at < lines.length; at++) {
      const line = lines[at] ?? '';
      if (!blank(line) && depthOf(line) <= depth) break;
      taken.push(line);
    }
    while (blank(taken.at(-1)) && taken.length > 0) taken.pop();
    const shallowest = Math.min(...taken.filter((line) => !blank(line)).map(depthOf));
    return taken.map((line) => line.slice(shallowest)).join('\n');
  };

  const objects = (depth: number): readonly TmdlObject[] => {
    const found: TmdlObject[] = [];
    let description: string[] = [];
    for (; at < lines.length;) {
      const line = lines[at] ?? '';
      if (blank(line)) {
        at += 1;
        continue;
      }
      if (depthOf(line) < depth) break;
      if (depthOf(line) > depth) throw new Error(`Line ${at + 1} is indented too far: ${line}`);
      const content = line.trim();
      at += 1;
      if (content.startsWith('/// ')) {
        description.push(content.slice(4));
        continue;
      }
      const match = OBJECT.exec(content);
      if (match === null) throw new Error(`Line ${at} is no object that is known here: ${line}`);
      const [, type = '', name = '', inline] = match;
      const expression = inline === undefined ? '' : inline.trim() === '' ? body(depth + 1) : inline.trim();
      found.push({ type, name: unquote(name), description: description.join(' '), expression, ...inside(depth + 1) });
      description = [];
    }
    return found;
  };

  const inside = (depth: number): Pick<TmdlObject, 'properties' | 'children'> => {
    const properties = new Map<string, string>();
    const children: TmdlObject[] = [];
    for (; at < lines.length;) {
      const line = lines[at] ?? '';
      if (blank(line)) {
        at += 1;
        continue;
      }
      if (depthOf(line) !== depth) break;
      const content = line.trim();
      const property = /^(\w+)(?:: (.*)| =(.*))?$/.exec(content);
      if (content.startsWith('/// ') || OBJECT.test(content) || property === null) {
        children.push(...objects(depth));
        break;
      }
      at += 1;
      const [, key = '', value, assigned] = property;
      if (assigned !== undefined) properties.set(key, assigned.trim() === '' ? body(depth) : assigned.trim());
      else if (value !== undefined) properties.set(key, value);
      else {
        properties.set(key, 'true');
        // A property with parts of its own, such as dataAccessOptions.
        const next = lines[at];
        if (next !== undefined && !blank(next) && depthOf(next) > depth) body(depth);
      }
    }
    return { properties, children };
  };

  return objects(0);
}

/** `'As of'` → `As of`. */
export function unquote(name: string): string {
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}

/** Every object at the top of every `.tmdl` file below a folder. */
export function readTmdlFolder(folder: string): readonly TmdlObject[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tmdl'))
    .sort()
    .flatMap((file) => parseTmdl(readFileSync(join(folder, file), 'utf8')));
}
