import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODEL_FOLDER, readModel, readProjectFiles, sourceOf, type Json } from '../../powerbi/project.ts';
import { ensureInstalled } from './install.ts';
import { ModelServer } from './modelServer.ts';
import { parsePowerQuery } from './powerQuery.ts';
import { FabricSchemas } from './schemas.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const model = readModel();

beforeAll(() => ensureInstalled(), 300_000);

describe("Microsoft's loader", () => {
  let server: ModelServer;
  let loaded: Readonly<Record<string, number>>;

  beforeAll(async () => {
    server = new ModelServer();
    await server.start();
    loaded = (await server.operate('connection', 'ConnectFolder', { folderPath: MODEL_FOLDER })) as typeof loaded;
  });
  afterAll(() => server.stop());

  test('reads the whole model', () => {
    expect(loaded).toMatchObject({
      tablesLoaded: model.tables.length,
      measuresLoaded: model.measures.length,
      relationshipsLoaded: model.relationships.length,
    });
  });

  test('sees the tables and columns that the files say', async () => {
    const tables = (await server.operate('column', 'List', { filter: { maxResults: 1000 } })) as readonly {
      readonly tableName: string;
      readonly columns: readonly { readonly name: string; readonly dataType: string; readonly summarizeBy: string }[];
    }[];
    const seen = tables.flatMap(({ tableName, columns }) =>
      columns.map(({ name, dataType }) => `${tableName}[${name}] ${dataType.toLowerCase()}`),
    );
    const said = model.columns.map(
      ({ table, name, object }) => `${table}[${name}] ${object.properties.get('dataType')?.toLowerCase() ?? ''}`,
    );
    expect(seen.sort()).toEqual([...said].sort());
  });

  test('sees the measures with the expressions, formats and folders that the files say', async () => {
    const references = model.measures.map(({ name }) => ({ name }));
    const answer = (await server.operate('measure', 'List', { filter: { maxResults: 1000 } })) as readonly {
      readonly measures: readonly {
        readonly name: string;
        readonly formatString?: string;
        readonly displayFolder?: string;
      }[];
    }[];
    const seen = answer.flatMap(({ measures }) => measures);
    expect(seen).toHaveLength(references.length);
    for (const { name, properties } of model.measures) {
      const measure = seen.find((one) => one.name === name);
      expect(measure?.formatString, name).toBe(properties.get('formatString'));
      expect(measure?.displayFolder, name).toBe(properties.get('displayFolder'));
    }
  });

  test('sees the relationships that the files say, all of them many to one and active', async () => {
    const seen = (await server.operate('relationship', 'List')) as readonly {
      readonly fromTable: string;
      readonly fromColumn: string;
      readonly toTable: string;
      readonly toColumn: string;
      readonly isActive: boolean;
      readonly fromCardinality: string;
      readonly toCardinality: string;
      readonly crossFilteringBehavior: string;
    }[];
    expect(seen.every((one) => one.isActive && one.fromCardinality === 'Many' && one.toCardinality === 'One')).toBe(
      true,
    );
    expect(
      seen
        .map((one) => [one.fromTable, one.fromColumn, one.toTable, one.toColumn, one.crossFilteringBehavior].join('.'))
        .sort(),
    ).toEqual(
      model.relationships
        .map(({ from, to, bothDirections }) =>
          [...from, ...to, bothDirections ? 'BothDirections' : 'OneDirection'].join('.'),
        )
        .sort(),
    );
  });

  test('finds nothing wrong with any column, measure or partition', async () => {
    const columns = model.columns.map(({ table, name }) => ({ tableName: table, name }));
    const measures = model.measures.map(({ name }) => ({ name }));
    const partitions = model.tables.map(({ name }) => ({ tableName: name }));
    for (const [kind, references] of [
      ['column', columns] as const,
      ['measure', measures] as const,
      ['partition', partitions] as const,
    ]) {
      const found = (await server.operate(kind, 'Get', { references })) as readonly {
        readonly data: { readonly errorMessage: string };
      }[];
      expect(found).toHaveLength(references.length);
      for (const { data } of found) expect(data.errorMessage).toBe('');
    }
  });

  test('writes the model back exactly as the files are (else run: node test/native/powerbi/format.ts)', async () => {
    const folder = temporaryFolder().path;
    try {
      await server.operate('database', 'ExportToTmdlFolder', { tmdlFolderPath: folder });
      const written = filesIn(folder);
      const committed = filesIn(join(MODEL_FOLDER, 'definition'));
      expect([...written.keys()]).toEqual([...committed.keys()]);
      for (const [file, text] of committed) expect(text, file).toBe(written.get(file));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function filesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [
        file.slice(folder.length + 1).replaceAll('\\', '/'),
        readFileSync(file, 'utf8').replaceAll('\r\n', '\n'),
      ]),
  );
}

describe("Microsoft's JSON schemas", () => {
  const files = readProjectFiles().filter(({ path }) => !path.includes('StaticResources/'));
  let schemas: FabricSchemas;
  beforeAll(() => {
    schemas = new FabricSchemas();
  });

  test.each(files.map(({ path, json }) => [path, json] as const))('%s is valid', (_path, json) => {
    expect(schemas.errorsOf(json)).toEqual([]);
  });

  test('refuse a file with a property that they do not know, and a file without a schema', () => {
    const page = files.find(({ path }) => path.endsWith('/page.json'))?.json as Readonly<Record<string, Json>>;
    expect(schemas.errorsOf({ ...page, colour: 'red' })).toHaveLength(1);
    expect(schemas.errorsOf({ ...page, width: 'wide' })).not.toEqual([]);
    expect(schemas.errorsOf({ name: 'x' })).toHaveLength(1);
    const visual = files.find(({ path }) => path.endsWith('/visual.json'))?.json as Readonly<Record<string, Json>>;
    expect(schemas.errorsOf({ ...visual, visual: { visualType: 'card', querry: {} } })).not.toEqual([]);
  });
});

/** Functions of the M library that our queries use: https://learn.microsoft.com/powerquery-m/power-query-m-function-reference */
const LIBRARY = new Set([
  '#datetime',
  '#table',
  'AzureStorage.Tables',
  'Date.AddMonths',
  'Date.From',
  'DateTime.From',
  'DateTimeZone.FromText',
  'DateTimeZone.RemoveZone',
  'DateTimeZone.ToUtc',
  'DateTimeZone.UtcNow',
  'Duration.TotalSeconds',
  'Int64.Type',
  'List.Combine',
  'List.Contains',
  'List.PositionOf',
  'List.Select',
  'List.Transform',
  'Number.ToText',
  'Table.AddColumn',
  'Table.Distinct',
  'Table.ExpandRecordColumn',
  'Table.IsEmpty',
  'Table.SelectColumns',
  'Table.SelectRows',
  'Table.TransformColumnTypes',
  'Table.TransformColumns',
  'Text.EndsWith',
  'Text.Lower',
  'Text.PadStart',
  'Text.Split',
  'Text.Trim',
]);

describe("Microsoft's Power Query parser", () => {
  const queries = [
    ...model.expressions.map(({ name, expression }) => [name, expression] as const),
    ...model.tables
      .filter((table) => sourceOf(table).kind === 'm')
      .map((table) => [table.name, sourceOf(table).code] as const),
  ];
  const shared = new Set(model.expressions.map(({ name }) => name));

  test.each(queries)('%s parses, and uses only the library and shared queries', async (_name, code) => {
    const { free } = await parsePowerQuery(code);
    expect([...free].filter((name) => !LIBRARY.has(name) && !shared.has(name))).toEqual([]);
  });

  test.each(queries.filter(([, code]) => code.includes('Entities("')))(
    '%s reads only fields that it has',
    async (_name, code) => {
      const { fields } = await parsePowerQuery(code);
      const columns = new Set([...code.matchAll(/"(\w+)"/g)].map(([, name]) => name));
      expect(
        [...fields].filter((field) => !columns.has(field) && field !== 'PartitionKey' && field !== 'RowKey'),
      ).toEqual([]);
    },
  );

  test('one query reaches the storage account, the others go through it', () => {
    expect(queries.filter(([, code]) => code.includes('AzureStorage.')).map(([name]) => name)).toEqual([
      'HistoryTables',
    ]);
  });

  test('says what is wrong with code that is not M', async () => {
    await expect(parsePowerQuery('let Rows = in Rows')).rejects.toThrow(/in/);
  });
});
