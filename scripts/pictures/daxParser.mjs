// The part of DAX that our counts and shares use, as a tree. What it does not know is an error, never a guess.
const TOKEN =
  /\s+|(?<string>"(?:[^"]|"")*")|(?<column>(?:'[^']*'|[A-Za-z_]\w*)\[[^\]]+\])|(?<measure>\[[^\]]+\])|(?<table>'[^']*')|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w.]*)|(?<sign><=|>=|<>|&&|\|\||[-+*/&=<>(),])/gy;

/** From the loosest to the tightest. */
const LEVELS = [['||'], ['&&'], ['=', '<>', '<', '<=', '>', '>='], ['&'], ['+', '-'], ['*', '/']];

function tokensOf(code) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < code.length) {
    const match = TOKEN.exec(code);
    if (match === null) throw new Error(`Not understood in DAX: ${code.slice(0, 60)}`);
    const [kind, text] = Object.entries(match.groups).find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined) tokens.push({ kind, text });
  }
  return tokens;
}

/** @throws Error where the expression uses more of the language than this knows */
export function parseDax(code) {
  const tokens = tokensOf(code);
  let at = 0;
  const is = (text) => tokens[at]?.text === text;
  const take = (text) => {
    if (!is(text)) throw new Error(`DAX: ${text} expected, found ${tokens[at]?.text ?? 'the end'}.`);
    at += 1;
  };

  function block() {
    const variables = [];
    while (is('VAR')) {
      at += 1;
      const name = tokens[at++].text;
      take('=');
      variables.push([name, block()]);
    }
    if (variables.length === 0) return level(0);
    take('RETURN');
    return { kind: 'block', variables, result: block() };
  }

  function level(depth) {
    if (depth === LEVELS.length) return primary();
    let left = level(depth + 1);
    while (tokens[at]?.kind === 'sign' && LEVELS[depth].includes(tokens[at].text)) {
      const sign = tokens[at++].text;
      left = { kind: 'sign', sign, left, right: level(depth + 1) };
    }
    return left;
  }

  function primary() {
    if (is('(')) {
      take('(');
      const inner = block();
      take(')');
      return inner;
    }
    const token = tokens[at++];
    if (token?.kind === 'number') return { kind: 'value', value: Number(token.text) };
    if (token?.kind === 'string') return { kind: 'value', value: token.text.slice(1, -1).replaceAll('""', '"') };
    if (token?.kind === 'measure') return { kind: 'measure', name: token.text.slice(1, -1) };
    if (token?.kind === 'column') return { kind: 'column', name: token.text.replace(/^'([^']*)'\[/, '$1[') };
    if (token?.kind === 'table') return { kind: 'name', name: token.text.slice(1, -1) };
    if (token?.text === 'NOT') return { kind: 'call', name: 'NOT', parts: [primary()] };
    if (token?.kind === 'name') return is('(') ? call(token.text) : { kind: 'name', name: token.text };
    throw new Error(`DAX: ${token?.text ?? 'the end'} was not expected.`);
  }

  function call(name) {
    const parts = [];
    take('(');
    while (!is(')')) {
      parts.push(block());
      if (!is(')')) take(',');
    }
    take(')');
    return { kind: 'call', name, parts };
  }

  const tree = block();
  if (at < tokens.length) throw new Error(`DAX: ${tokens[at].text} was not expected.`);
  return tree;
}
