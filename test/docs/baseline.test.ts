import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

const SCHEMA = JSON.parse(read('baseline.schema.json')) as Schema;
/** The settings that stand at the top, in levels and in rules: explained once. */
const SETTINGS = Object.keys((Object(SCHEMA.properties?.['levels']?.additionalProperties) as Schema).properties ?? {});

/** Every field of the schema with whether it must be there, `rules[].id` for those of a list's entries; selectors have their own table. */
function fields(schema: Schema, path = ''): readonly (readonly [string, boolean])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (path !== '' && SETTINGS.includes(name)) return [];
    const full = `${path}${name}`;
    const own = [full, schema.required?.includes(name) ?? false] as const;
    if (name === 'where') return [own];
    const within = field.properties === undefined ? fields(field.items ?? {}, `${full}[].`) : fields(field, `${full}.`);
    return field.properties === undefined ? [own, ...within] : within;
  });
}

/** First and second column of the table below a heading. */
function rows(heading: string): ReadonlyMap<string, string> {
  const section = (read('docs/baseline.md').split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0] ?? '';
  return new Map(
    [...section.matchAll(/^\| `([^`]+)` +\| (.*?) +\| .{3,}\|$/gm)].map(([, name = '', second = '']) => [name, second]),
  );
}

test('docs/baseline.md explains every field of the schema, and no other', () => {
  const documented = [...rows('Every field').keys()];
  expect(documented.length).toBeGreaterThan(40);
  expect([...documented].sort()).toEqual(
    fields(SCHEMA)
      .map(([name]) => name)
      .sort(),
  );
});

test('and says which are required, and what holds without the others', () => {
  const documented = rows('Every field');
  for (const [name, required] of fields(SCHEMA)) {
    const said = documented.get(name);
    const nested = name.includes('[].');
    const shipped = name
      .split('.')
      .reduce<unknown>((value, key) => (Object(value) as Readonly<Record<string, unknown>>)[key], DEFAULT_BASELINE);
    if (required && (nested || name === 'name' || name === 'version')) expect(said, name).toBe('required');
    else if (name === 'frameworks') expect(said).toBe('all');
    else if (name === 'levels') expect(said).toBe('`{}`');
    else if (nested || shipped === undefined) expect(said, name).toBe('–');
    else expect(said, name).toBe(`\`${JSON.stringify(shipped)}\``);
  }
});

test('every condition of a selector is explained', () => {
  const where = SCHEMA.properties?.['rules']?.items?.properties?.['where']?.properties ?? {};
  const page = read('docs/baseline.md');
  expect(Object.keys(where).length).toBeGreaterThan(4);
  for (const name of Object.keys(where)) expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\| .{10,}\\|$`, 'm'));
});

test('every accepted method and framework is named as the schema spells it', () => {
  const page = read('docs/baseline.md');
  const methods = (SCHEMA.properties?.['atRest']?.properties?.['acceptedMethods']?.items ?? {}) as {
    readonly enum: readonly string[];
  };
  expect(methods.enum.length).toBeGreaterThan(3);
  for (const method of methods.enum) expect(page).toContain(`\`${method}\``);
});
