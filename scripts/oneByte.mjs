// V8 keeps a program's text for as long as it runs: one byte a character where all are ASCII, two otherwise. esbuild escapes those
// in strings, but not those in regular expressions.
import { readFile } from 'node:fs/promises';

const LOADERS = { ts: 'ts', mts: 'ts', cts: 'ts', js: 'js', mjs: 'js', cjs: 'js' };

/** For esbuild, after every other plugin that loads JavaScript. */
export const oneByte = {
  name: 'one-byte',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      // What a raw template holds must stay as it is.
      if (!/[^\0-\x7f]/.test(text) || /String\.raw`[^`]*[^\0-\x7f]/.test(text)) return undefined;
      // Spaces of other kinds may stand between words of the program itself.
      return { contents: text.replace(/[^\0-\x7f\s]/g, escaped), loader: LOADERS[path.split('.').at(-1)] };
    });
  },
};

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
