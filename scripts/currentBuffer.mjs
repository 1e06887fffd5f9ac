// exceljs writes through archiver 5, whose archiver-utils 2 makes buffers by the constructor that Node has deprecated (DEP0005). Later
// ones do not, but cannot take exceljs's streams: they expect `pipe` to return its target, which exceljs's does not.
import { readFile } from 'node:fs/promises';

const NOW = {
  'new Buffer(size)': 'Buffer.alloc(size)',
  'new Buffer(0)': 'Buffer.alloc(0)',
  'new Buffer(source)': 'Buffer.from(source)',
};

/** For esbuild. @throws where the package no longer holds what is replaced: this file has no use then */
export const currentBuffer = {
  name: 'current-buffer',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/]archiver-utils[\\/]index\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      if (!contents.includes('new Buffer(')) return undefined;
      for (const [before, now] of Object.entries(NOW)) {
        if (!contents.includes(before))
          throw new Error(`${path} has no "${before}" any more: see scripts/currentBuffer.mjs.`);
        contents = contents.replaceAll(before, now);
      }
      return { contents };
    });
  },
};
