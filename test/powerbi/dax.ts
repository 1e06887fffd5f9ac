/** What an expression names. A reader of words, not an engine: it finds misspelt names, never a wrong number. */
export interface DaxNames {
  /** `Table[Column]`. */
  readonly columns: ReadonlySet<string>;
  /** `[Name]` without a table: a measure, or a column made in the expression. */
  readonly bare: ReadonlySet<string>;
  /** Texts of the expression: names that ADDCOLUMNS and SELECTCOLUMNS give. */
  readonly texts: ReadonlySet<string>;
  /** Columns that come without a name: `[Value]` of a list, `[Date]` of CALENDAR. */
  readonly rowColumns: ReadonlySet<string>;
  readonly unknownFunctions: readonly string[];
  readonly unknownWords: readonly string[];
  readonly unusedVariables: readonly string[];
  readonly unbalanced: boolean;
}

/** Functions that our expressions use. A new one is added here after a look at its page: https://learn.microsoft.com/dax/ */
const FUNCTIONS = new Set(
  `ADDCOLUMNS ALL AVERAGEX CALCULATE CALENDAR COALESCE CONVERT COUNTROWS DATE DATEDIFF DISTINCT DISTINCTCOUNT FALSE
  FILTER FORMAT IF ISBLANK ISEMPTY ISFILTERED KEEPFILTERS LEFT LOOKUPVALUE LOWER MAX MAXX MIN MINX MONTH NATURALINNERJOIN
  PERCENTILEX.INC QUARTER REMOVEFILTERS ROUNDDOWN ROUNDUP SELECTCOLUMNS SELECTEDVALUE SUM SWITCH TOPN TREATAS TRUE
  UNION USERPRINCIPALNAME UTCNOW UTCTODAY VALUES WEEKDAY YEAR NOT IN`.split(/\s+/),
);
const KEYWORDS = new Set(['VAR', 'RETURN', 'IN', 'NOT', 'DESC', 'ASC', 'HOUR', 'DOUBLE']);
const TOKEN =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'(?:\[[^\]]*\])?|[A-Za-z_][\w.]*\[[^\]]*\]|\[[^\]]*\]|[A-Za-z_][\w.]*\s*\(|[A-Za-z_][\w.]*|[(){}]/g;

export function namesIn(code: string, tables: ReadonlySet<string>): DaxNames {
  const columns = new Set<string>();
  const bare = new Set<string>();
  const texts = new Set<string>();
  const words: string[] = [];
  const unknownFunctions: string[] = [];
  let open = '';
  const closedWrongly: string[] = [];
  const close = (bracket: string): void => {
    if (!open.endsWith(bracket)) closedWrongly.push(bracket);
    open = open.slice(0, -1);
  };
  for (const [token] of code.matchAll(TOKEN)) {
    if (token === '(' || token === '{') open += token;
    else if (token === ')') close('(');
    else if (token === '}') close('{');
    else if (token.startsWith('"')) texts.add(token.slice(1, -1));
    else if (token.startsWith('[')) bare.add(token.slice(1, -1));
    else if (token.endsWith(']')) columns.add(token.replace(/^'(.*)'\[/, '$1['));
    else if (token.endsWith('(')) {
      open += '(';
      const name = token.slice(0, -1).trim();
      if (!FUNCTIONS.has(name)) unknownFunctions.push(name);
    } else words.push(token.replace(/^'(.*)'$/, '$1'));
  }
  const variables = words.filter((_word, index) => words[index - 1] === 'VAR');
  return {
    columns,
    bare,
    texts,
    rowColumns: new Set([...(code.includes('{') ? ['Value'] : []), ...(code.includes('CALENDAR') ? ['Date'] : [])]),
    unknownFunctions,
    unknownWords: words.filter((word) => !KEYWORDS.has(word) && !variables.includes(word) && !tables.has(word)),
    unusedVariables: variables.filter((name) => words.filter((word) => word === name).length < 2),
    unbalanced: closedWrongly.length > 0 || open !== '',
  };
}
