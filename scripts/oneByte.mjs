// V8 keeps a program's text for as long as it runs: one byte a character where all are ASCII, two otherwise. esbuild escapes those
// in strings, but not those in regular expressions. checkBundle.mjs names a file that is missing here.
import { readFile } from 'node:fs/promises';

const WIDE = /[\\/](validator[\\/]lib[\\/]\w+\.js|powershell-utils[\\/]index\.js|renderings[\\/]csv\.ts)$/;

/** For esbuild. */
export const oneByte = {
  name: 'one-byte',
  setup(build) {
    build.onLoad({ filter: WIDE }, async ({ path }) => ({
      // Spaces of other kinds may stand between words of the program itself.
      contents: (await readFile(path, 'utf8')).replace(/[^\0-\x7f\s]/g, escaped),
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    }));
  },
};

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
