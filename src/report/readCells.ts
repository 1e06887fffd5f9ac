import { text } from 'node:stream/consumers';
import { readEntry, zipEntries, type ZipEntry } from '../pack/zip/reader.ts';

/** A cell as it stands in the file: its address, what kind of value it holds, and the value as text. */
export interface ReadCell {
  /** `B7`. */
  readonly at: string;
  /** `n` number or date, `s` text, `b` boolean, `e` error, `f` a formula (which this workbook never holds). */
  readonly kind: 'n' | 's' | 'b' | 'e' | 'f';
  readonly value: string;
}

export interface ReadSheet {
  readonly name: string;
  /** Its file in the package. */
  readonly part: string;
  /** Rows with at least one value, in order; cells without a value are left out. */
  readonly rows: () => AsyncGenerator<{ readonly row: number; readonly cells: readonly ReadCell[] }>;
}

/** A file that is no workbook this reader can read. */
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
    ? [...(await textOf(path, entries, 'xl/sharedStrings.xml')).matchAll(/<si>(.*?)<\/si>/gs)].map(([, xml]) =>
        runsOf(xml ?? ''),
      )
    : [];
  return attributesOf(await textOf(path, entries, 'xl/workbook.xml'), 'sheet').map((sheet) => {
    const name = unescapeXml(sheet.get('name') ?? '');
    const target = (targets.get(sheet.get('r:id')) ?? '').replace(/^\/?(xl\/)?/, 'xl/');
    const entry = entries.get(target);
    if (entry === undefined) throw new CellReadError(`The workbook names a sheet ${name} that is not in it.`);
    return { name, part: target, rows: () => rowsOf(path, entry, shared) };
  });
}

async function* rowsOf(
  path: string,
  entry: ZipEntry,
  shared: readonly string[],
): AsyncGenerator<{ readonly row: number; readonly cells: readonly ReadCell[] }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of readEntry(path, entry)) {
    rest += decoder.decode(chunk, { stream: true });
    let from = 0;
    for (const match of rest.matchAll(/<row\b[^>]*?(?:\/>|>(.*?)<\/row>)/gs)) {
      from = match.index + match[0].length;
      const cells = cellsOf(match[1] ?? '', shared);
      const row = Number(/\br="(\d+)"/.exec(match[0])?.[1] ?? 0);
      if (cells.length > 0) yield { row, cells };
    }
    rest = rest.slice(from);
  }
  rest += decoder.decode();
  if (!rest.includes('</worksheet>')) throw new CellReadError(`${entry.name} of the workbook is cut short.`);
}

function cellsOf(xml: string, shared: readonly string[]): readonly ReadCell[] {
  const cells: ReadCell[] = [];
  for (const [, attributes = '', content] of xml.matchAll(/<c\b([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
    if (content === undefined) continue;
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
  const formula = /<f\b[^>]*>(.*?)<\/f>/s.exec(content)?.[1];
  if (formula !== undefined) return { kind: 'f', value: unescapeXml(formula) };
  if (type === 'inlineStr') return { kind: 's', value: runsOf(content) };
  const value = /<v\b[^>]*>(.*?)<\/v>/s.exec(content)?.[1];
  if (value === undefined) return undefined;
  if (type === 's') return { kind: 's', value: shared[Number(value)] ?? '' };
  if (type === 'str') return { kind: 's', value: unescapeXml(value) };
  return { kind: type === 'b' ? 'b' : type === 'e' ? 'e' : 'n', value };
}

/** The text of a string, also of one in several runs. */
function runsOf(xml: string): string {
  return [...xml.matchAll(/<t\b[^>]*?(?:\/>|>(.*?)<\/t>)/gs)].map(([, text = '']) => unescapeXml(text)).join('');
}

function attributesOf(xml: string, element: string): readonly ReadonlyMap<string, string>[] {
  return [...xml.matchAll(new RegExp(`<${element}\\b([^>]*?)/?>`, 'g'))].map(
    ([, attributes = '']) =>
      new Map([...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ''] ?? whole;
  });
}

async function textOf(path: string, entries: ReadonlyMap<string, ZipEntry>, name: string): Promise<string> {
  const entry = entries.get(name);
  if (entry === undefined) throw new CellReadError(`The workbook lacks ${name}: it is no workbook, or was altered.`);
  return text(readEntry(path, entry));
}
