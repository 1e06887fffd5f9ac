import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { COLUMNS, type Column, type ColumnType } from './tables.ts';

/**
 * Microsoft's own KQL parser, and the only file that touches it: everything after works on `KqlNode`.
 * @see https://www.npmjs.com/package/@kusto/language-service-next
 */

/** One node or token of the syntax tree, without Bridge.NET's wrappers. */
export interface KqlNode {
  /** Microsoft's class name, e.g. `FilterOperator`; `Token` for a token and `List` for a list without its commas. */
  readonly kind: string;
  /** A token's text; empty for other nodes. */
  readonly text: string;
  /** Offset in the query. */
  readonly start: number;
  /** The scalar type that analysis gave, if any. */
  readonly type: ColumnType | undefined;
  /** The columns of a tabular expression or operator. */
  readonly columns: readonly Column[] | undefined;
  /** Value of a string, number or boolean literal. */
  readonly literal: string | number | boolean | undefined;
  readonly children: readonly KqlNode[];
}

interface Diagnostic {
  readonly code: string;
  readonly start: number;
  readonly length: number;
  readonly message: string;
}

export interface Parsed {
  readonly root: KqlNode;
  readonly diagnostics: readonly Diagnostic[];
  readonly columns: readonly Column[];
}

interface BridgeList<Item> {
  readonly Count: number;
  readonly getItem: (index: number) => Item;
}
interface BridgeType {
  readonly Name: string | null;
  readonly Columns?: BridgeList<{ readonly Name: string; readonly Type: BridgeType }> | null;
}
interface BridgeNode {
  readonly constructor: { readonly $$name: string };
  readonly ChildCount: number;
  readonly GetChild: (index: number) => BridgeNode | null;
  readonly IsToken?: boolean;
  readonly Text?: string;
  readonly TextStart: number;
  readonly LiteralValue?: unknown;
  readonly ResultType?: BridgeType | null;
}
interface BridgeDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Start: number;
  readonly Length: number;
  readonly Message: string;
}
interface BridgeGlobals {
  readonly WithDatabase: (database: object) => BridgeGlobals;
}
interface BridgeCode {
  readonly Syntax: BridgeNode;
  readonly ResultType: BridgeType | null;
  readonly GetDiagnostics: () => BridgeList<BridgeDiagnostic>;
}
interface KustoLanguage {
  readonly KustoCode: { readonly ParseAndAnalyze: (text: string, globals: BridgeGlobals) => BridgeCode };
  readonly GlobalState: { readonly Default: BridgeGlobals };
  readonly Symbols: {
    readonly ScalarTypes: Readonly<Record<string, object>>;
    readonly ColumnSymbol: new (name: string, type: object) => object;
    readonly TableSymbol: { readonly $ctor4: new (name: string, columns: readonly object[]) => object };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly object[]) => object };
  };
}

const SYMBOL_OF: Readonly<Record<ColumnType, string>> = {
  string: 'String',
  long: 'Long',
  int: 'Int',
  real: 'Real',
  bool: 'Bool',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  dynamic: 'Dynamic',
  unknown: 'Unknown',
};

/** What a parse depends on beside the query and its tables: the parser's version, the columns, and how this file reads the tree. */
export function parserIdentity(): string {
  const version: unknown = createRequire(import.meta.url)('@kusto/language-service-next/package.json');
  return JSON.stringify([version, COLUMNS, readFileSync(new URL(import.meta.url), 'utf8')]);
}

let language: KustoLanguage | undefined;
const globalsByTables = new Map<string, BridgeGlobals>();

/** Takes about 300 ms at the first call. */
function load(): KustoLanguage {
  if (language !== undefined) return language;
  const require = createRequire(import.meta.url);
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
    const path = require.resolve(`@kusto/language-service-next/${file}`);
    runInThisContext(readFileSync(path, 'utf8'), { filename: path });
  }
  language = (globalThis as unknown as { readonly Kusto: { readonly Language: KustoLanguage } }).Kusto.Language;
  return language;
}

/** Tables are declared in the spelling of the query: Resource Graph takes any case, Kusto only one. */
function globalsFor(kusto: KustoLanguage, tables: readonly string[], columns: readonly Column[]): BridgeGlobals {
  const key = [...tables, ...columns.map(({ name, type }) => `${name}:${type}`)].join(',');
  const known = globalsByTables.get(key);
  if (known !== undefined) return known;
  const { ColumnSymbol, DatabaseSymbol, ScalarTypes, TableSymbol } = kusto.Symbols;
  const symbols = tables.map((table) => {
    // The schema-string constructor silently drops the column `properties`: columns are declared one by one.
    const symbols = columns.map(({ name, type }) => new ColumnSymbol(name, ScalarTypes[SYMBOL_OF[type]] ?? {}));
    return new TableSymbol.$ctor4(table, symbols);
  });
  const globals = kusto.GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor('Database', symbols));
  globalsByTables.set(key, globals);
  return globals;
}

/** Parses and analyses a query against the tables, named as the query spells them; by default they are Resource Graph's. */
export function parseKql(text: string, tables: readonly string[], columns: readonly Column[] = COLUMNS): Parsed {
  const kusto = load();
  const code = kusto.KustoCode.ParseAndAnalyze(text, globalsFor(kusto, tables, columns));
  return {
    root: toNode(code.Syntax),
    diagnostics: items(code.GetDiagnostics())
      .filter(({ Severity }) => Severity === 'Error')
      .map(({ Code, Start, Length, Message }) => ({ code: Code, start: Start, length: Length, message: Message })),
    columns: columnsOf(code.ResultType) ?? [],
  };
}

function items<Item>(list: BridgeList<Item>): Item[] {
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

function columnsOf(type: BridgeType | null | undefined): Column[] | undefined {
  const columns = type?.Columns;
  return columns ? items(columns).map(({ Name, Type }) => ({ name: Name, type: columnType(Type.Name) })) : undefined;
}

function columnType(name: string | null): ColumnType {
  return name !== null && Object.hasOwn(SYMBOL_OF, name) ? (name as ColumnType) : 'unknown';
}

const PREFIX = 'Kusto.Language.Syntax.';

function toNode(node: BridgeNode): KqlNode {
  const name = node.constructor.$$name;
  const isList = name.startsWith(`${PREFIX}SyntaxList`);
  const isToken = node.IsToken === true;
  const children: KqlNode[] = [];
  for (let index = 0; index < node.ChildCount; index++) {
    const child = node.GetChild(index);
    if (child === null) continue;
    // A separated element is its element and a comma.
    const inner = isList && child.constructor.$$name.includes('SeparatedElement') ? child.GetChild(0) : child;
    if (inner !== null) children.push(toNode(inner));
  }
  const columns = columnsOf(node.ResultType);
  return {
    kind: isToken ? 'Token' : isList ? 'List' : name.slice(PREFIX.length),
    text: isToken ? (node.Text ?? '') : '',
    start: node.TextStart,
    type: columns !== undefined || !node.ResultType ? undefined : columnType(node.ResultType.Name),
    columns,
    literal: name.endsWith('LiteralExpression') ? literalOf(node.LiteralValue) : undefined,
    children,
  };
}

function literalOf(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // Bridge.NET wraps a 64-bit integer in an object whose text is the number.
  const number =
    value === null || value === undefined ? Number.NaN : Number((value as { toString: () => string }).toString());
  return Number.isNaN(number) ? undefined : number;
}
