import { text } from 'node:stream/consumers';
import { BOUNDS } from '../../pack/bounds.ts';
import { readEntry, zipEntries, type ZipEntry } from '../../pack/zip/reader.ts';

/** A cell as it stands in the file: its address, what kind of value it holds, and the value as text. */
export interface ReadCell {
  /** `B7`. */
  readonly at: string;
  /** `n` number or date, `s` text, `b` boolean, `e` error, `f` a formula (the sheet Reverse sample alone holds some). */
  readonly kind: 'n' | 's' | 'b' | 'e' | 'f';
  readonly value: string;
}

export interface ReadSheet {
  readonly name: string;
  /** Its file in the package. */
  readonly entry: string;
  /** Rows with at least one value, in order; cells without a value are left out. */
  readonly rows: () => AsyncGenerator<{ readonly row: number; readonly cells: readonly ReadCell[] }>;
}

/** A file that this reader cannot read as a workbook. */
class CellReadError extends Error {
  override readonly name = 'CellReadError';
}

/**
 * Reads a workbook's sheets in their order, row by row, from the zip and its XML alone: it shares nothing with the writer.
 * @throws CellReadError, or ZipError
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/ (Part 1, 18.3.1.4 cells)
 */
export async function readCells(path: string): Promise<readonly ReadSheet[]> {
  const entries = new Map((await zipEntries(path)).map((entry) => [entry.name, entry]));
  const relations = attributesOf(await textOf(path, entries, 'xl/_rels/workbook.xml.rels'), 'Relationship');
  const targets = new Map(relations.map((relation) => [relation.get('Id'), relation.get('Target') ?? '']));
  const shared = entries.has('xl/sharedStrings.xml')
    ? Array.from(elementsIn(await textOf(path, entries, 'xl/sharedStrings.xml'), 'si'), ({ content }) =>
        runsOf(content),
      )
    : [];
  return attributesOf(await textOf(path, entries, 'xl/workbook.xml'), 'sheet').map((sheet) => {
    const name = unescapeXml(sheet.get('name') ?? '');
    const target = (targets.get(sheet.get('r:id')) ?? '').replace(/^\/?(xl\/)?/, 'xl/');
    const entry = entries.get(target);
    if (entry === undefined) throw new CellReadError(`The workbook names a sheet ${name} that is not in it.`);
    return { name, entry: target, rows: () => rowsOf(path, entry, shared) };
  });
}

async function* rowsOf(
  path: string,
  entry: ZipEntry,
  shared: readonly string[],
): AsyncGenerator<{ readonly row: number; readonly cells: readonly ReadCell[] }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let waiting: string[] = [];
  let [length, last] = [0, ''];
  const inOne = (): string => {
    const text = waiting.join('');
    [waiting, length] = [[text], text.length];
    return text;
  };
  for await (const chunk of readEntry(path, entry)) {
    const text = decoder.decode(chunk, { stream: true });
    waiting.push(text);
    length += text.length;
    // Joined and looked through only where a row may end, however long it is.
    const mayEnd = (last + text).includes(ROW_END);
    last = text.slice(-ROW_END.length);
    if (mayEnd) {
      const rest = inOne();
      let from = 0;
      for (const { attributes, content, end } of elementsIn(rest, 'row')) {
        from = end;
        const cells = cellsOf(content, shared);
        const row = Number(/\br="(\d+)"/.exec(attributes)?.[1] ?? 0);
        if (cells.length > 0) yield { row, cells };
      }
      waiting = [rest.slice(from)];
      length -= from;
    }
    if (length > BOUNDS.sheetRow)
      throw new CellReadError(`A row of ${entry.name} does not end within ${String(BOUNDS.sheetRow)} characters.`);
  }
  waiting.push(decoder.decode());
  if (!inOne().includes('</worksheet>')) throw new CellReadError(`${entry.name} of the workbook is cut short.`);
}

const ROW_END = '</row>';

interface Element {
  readonly attributes: string;
  /** Between its tags; empty where it has one tag only. */
  readonly content: string;
  readonly isEmpty: boolean;
  /** Behind it. */
  readonly end: number;
}

/** The elements of a name, one behind the other; what begins and does not end is left out. Looks at each character once or twice, whatever the text. */
function* elementsIn(xml: string, name: string): Generator<Element> {
  const [open, close] = [`<${name}`, `</${name}>`];
  for (let at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
    const after = at + open.length;
    if (!/[\s/>]/.test(xml.charAt(after))) {
      at = after;
      continue;
    }
    const tagEnd = xml.indexOf('>', after);
    if (tagEnd < 0) return;
    const isEmpty = xml.charAt(tagEnd - 1) === '/';
    const attributes = xml.slice(after, isEmpty ? tagEnd - 1 : tagEnd);
    if (attributes.length > LONGEST_TAG) throw new CellReadError(`A tag <${name}> of the workbook has no end.`);
    const contentEnd = isEmpty ? tagEnd + 1 : xml.indexOf(close, tagEnd);
    if (contentEnd < 0) return;
    at = isEmpty ? contentEnd : contentEnd + close.length;
    yield { attributes, content: isEmpty ? '' : xml.slice(tagEnd + 1, contentEnd), isEmpty, end: at };
  }
}

/** Characters of the attributes of one tag. */
const LONGEST_TAG = 8 << 10;

function cellsOf(xml: string, shared: readonly string[]): readonly ReadCell[] {
  const cells: ReadCell[] = [];
  for (const { attributes, content, isEmpty } of elementsIn(xml, 'c')) {
    if (isEmpty) continue;
    const at = /\br="([A-Z]+\d+)"/.exec(attributes)?.[1] ?? '';
    const cell = valueOf(/\bt="(\w+)"/.exec(attributes)?.[1], content, shared);
    if (cell !== undefined) cells.push({ at, ...cell });
  }
  return cells;
}

function valueOf(
  type: string | undefined,
  content: string,
  shared: readonly string[],
): Pick<ReadCell, 'kind' | 'value'> | undefined {
  const formula = firstIn(content, 'f');
  if (formula !== undefined) return { kind: 'f', value: unescapeXml(formula) };
  if (type === 'inlineStr') return { kind: 's', value: runsOf(content) };
  const value = firstIn(content, 'v');
  if (value === undefined) return undefined;
  if (type === 's') return { kind: 's', value: shared[Number(value)] ?? '' };
  if (type === 'str') return { kind: 's', value: unescapeXml(value) };
  return { kind: type === 'b' ? 'b' : type === 'e' ? 'e' : 'n', value };
}

function firstIn(xml: string, name: string): string | undefined {
  for (const { content } of elementsIn(xml, name)) return content;
  return undefined;
}

/** The text of a string, also of one in several runs. */
function runsOf(xml: string): string {
  return Array.from(elementsIn(xml, 't'), ({ content }) => unescapeXml(content)).join('');
}

function attributesOf(xml: string, element: string): readonly ReadonlyMap<string, string>[] {
  return Array.from(
    tagsIn(xml, element),
    (attributes) =>
      new Map(
        [...attributes.matchAll(/(?<![\w:])([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      ),
  );
}

/** The attributes of each tag that opens an element of the name. */
function* tagsIn(xml: string, name: string): Generator<string> {
  const open = `<${name}`;
  for (let at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
    const after = at + open.length;
    const end = xml.indexOf('>', after);
    if (end < 0) return;
    if (end - after > LONGEST_TAG) throw new CellReadError(`A tag <${name}> of the workbook has no end.`);
    at = end;
    if (/[\s/>]/.test(xml.charAt(after))) yield xml.slice(after, end);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    const code = hex === undefined ? Number(decimal ?? NaN) : Number.parseInt(hex, 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    if (name === undefined) return whole;
    return ENTITIES[name] ?? whole;
  });
}

async function textOf(path: string, entries: ReadonlyMap<string, ZipEntry>, name: string): Promise<string> {
  const entry = entries.get(name);
  if (entry === undefined) throw new CellReadError(`The workbook lacks ${name}: it is not a workbook, or was altered.`);
  if (entry.size > BOUNDS.whole)
    throw new CellReadError(`${name} of the workbook would unpack to over ${String(BOUNDS.whole)} bytes.`);
  return text(readEntry(path, entry));
}
