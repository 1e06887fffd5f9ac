/** The element before which links must stand. Text in a sheet is escaped, so these characters are this element. */
const AFTER_LINKS = '<pageMargins';

/** A text cell as exceljs streams it: typed as the result of a formula, though it has none. */
const FORMULA_TEXT = / t="str"><v>([^<]*)<\/v>/g;
const INLINE_TEXT = ' t="inlineStr"><is><t xml:space="preserve">$1</t></is>';

/**
 * A sheet's XML with plain text in its cells, white space kept, and the links in their place.
 * Works on bytes as Latin-1: all that it looks for is ASCII, and every other byte passes through as it is.
 * @param extras asked for when the last row has come: the whole `hyperlinks` element in pieces, or none, and the `drawing` element, or an
 * empty string; it is the last that our sheets have.
 */
export async function* finishSheet(
  chunks: AsyncIterable<Buffer>,
  name: string,
  extras: () => { readonly links: Iterable<string>; readonly drawing: string },
): AsyncGenerator<Uint8Array> {
  let rest = '';
  for await (const chunk of chunks) {
    const xml = rest + chunk.toString('latin1');
    // Nothing that is looked for reaches beyond the end of a row.
    const whole = xml.lastIndexOf('</row>') + 1;
    yield plainText(xml.slice(0, whole));
    rest = xml.slice(whole);
  }
  const at = rest.indexOf(AFTER_LINKS);
  if (at < 0) throw new Error(`${name} has no page margins before which its links could stand.`);
  yield plainText(rest.slice(0, at));
  const { links, drawing } = extras();
  yield* bytesOf(links);
  yield Buffer.from(rest.slice(at).replace('</worksheet>', `${drawing}</worksheet>`), 'latin1');
}

function plainText(xml: string): Buffer {
  return Buffer.from(xml.replace(FORMULA_TEXT, INLINE_TEXT), 'latin1');
}

/** Characters of a piece of bytes. */
const PIECE = 64 * 1024;

/** Texts as bytes, some at a time. */
export function* bytesOf(texts: Iterable<string>): Generator<Buffer> {
  let waiting: string[] = [];
  let length = 0;
  for (const text of texts) {
    waiting.push(text);
    length += text.length;
    if (length < PIECE) continue;
    yield Buffer.from(waiting.join(''));
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield Buffer.from(waiting.join(''));
}
