import { TextDecoder } from 'node:util';

/** Bytes that are no UTF-8 text. */
export class TextLinesError extends Error {
  override readonly name = 'TextLinesError';
}

/**
 * The lines of a text that comes in chunks. Lines end at line feeds only: readers that also break at U+2028 would cut a
 * name in two. The last line may lack its line end.
 * @throws TextLinesError
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decode(decoder, chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decode(decoder);
  if (rest !== '') yield rest;
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw new TextLinesError('It is not UTF-8 text: it was altered.', { cause });
  }
}
