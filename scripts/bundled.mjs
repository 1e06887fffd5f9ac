import { currentBuffer } from './currentBuffer.mjs';
import { lateClient } from './lateClient.mjs';
import { oneByte } from './oneByte.mjs';

/** How every program of ours is bundled for esbuild: those that are handed out, and those that are measured in their place. */
export const BUNDLED = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // Names stay as they are, for stack traces: marking each function with its name as it is made costs a twentieth of a run.
  minifyWhitespace: true,
  minifySyntax: true,

  legalComments: 'none',
  loader: { '.kql': 'text' },
  plugins: [currentBuffer, lateClient, oneByte],
  logLevel: 'warning',
};
