/** Text that is no JSON, even with comments allowed. */
class JsoncError extends Error {
  override readonly name = 'JsoncError';
}

/** Deeper than any baseline, and far from the end of the stack. */
const DEPTH_AT_MOST = 100;

/** White space and comments; strings, numbers, words, punctuation (RFC 8259). */
const TOKEN =
  /(?<gap>[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|"(?:[^"\\\r\n\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

/**
 * JSON with what editors allow in a `.jsonc`: comments and a comma behind the last entry. A name that stands twice in one
 * object is an error, since `JSON.parse` would silently take the second.
 * @throws JsoncError with line and column
 */
export function readJsonc(text: string): unknown {
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #token = '';
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  value(depth: number): unknown {
    if (depth > DEPTH_AT_MOST) throw this.#error(`is nested deeper than ${String(DEPTH_AT_MOST)} levels`);
    const token = this.#token;
    if (token === '{') return this.#object(depth);
    if (token === '[') return this.#array(depth);
    if (token === '' || '}],:'.includes(token)) throw this.#expected('a value');
    const value = this.#scalar(token);
    this.#advance();
    return value;
  }

  end(): void {
    if (this.#token !== '') throw this.#expected('the end of the text');
  }

  #object(depth: number): unknown {
    const entries = new Map<string, unknown>();
    this.#advance();
    while (this.#token !== '}') {
      const token = this.#token;
      if (!token.startsWith('"')) throw this.#expected('a name in double quotes, or }');
      const name = String(this.#scalar(token));
      if (entries.has(name)) throw this.#error(`${token} appears twice in one object`);
      this.#advance();
      if (this.#token !== ':') throw this.#expected('a colon');
      this.#advance();
      entries.set(name, this.value(depth + 1));
      this.#comma('}');
    }
    this.#advance();
    return Object.fromEntries(entries);
  }

  #array(depth: number): unknown {
    const values: unknown[] = [];
    this.#advance();
    while (this.#token !== ']') {
      values.push(this.value(depth + 1));
      this.#comma(']');
    }
    this.#advance();
    return values;
  }

  #comma(end: string): void {
    if (this.#token === ',') this.#advance();
    else if (this.#token !== end) throw this.#expected(`a comma or ${end}`);
  }

  /** Only control characters within a string can still be wrong. */
  #scalar(token: string): unknown {
    try {
      return JSON.parse(token);
    } catch {
      throw this.#error('the text holds a control character; write it as \\uXXXX');
    }
  }

  /** To the next token that says something; an empty one at the end. */
  #advance(): void {
    for (;;) {
      this.#at = this.#next;
      if (this.#at === this.#text.length) {
        this.#token = '';
        return;
      }
      TOKEN.lastIndex = this.#at;
      const match = TOKEN.exec(this.#text);
      if (match === null) throw this.#error(`${this.#here()} is not valid JSON`);
      this.#next = TOKEN.lastIndex;
      this.#token = match[0];
      if (match.groups?.['gap'] === undefined) return;
    }
  }

  #expected(what: string): JsoncError {
    const found = this.#token === '' ? 'the end of the text' : this.#here();
    return this.#error(`${found} stands where ${what} is expected`);
  }

  #here(): string {
    const rest = /^[^\n]{0,20}/.exec(this.#text.slice(this.#at))?.[0].trimEnd() ?? '';
    return rest === '' ? 'a character' : rest;
  }

  #error(what: string): JsoncError {
    const lines = this.#text.slice(0, this.#at).split('\n');
    const column = (lines.at(-1) ?? '').length + 1;
    return new JsoncError(`line ${String(lines.length)}, column ${String(column)}: ${what}`);
  }
}
