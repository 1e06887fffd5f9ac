import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of this process, whatever a test says later: what one file makes for all must not lie in a folder that goes with a test. */
const ROOT = tmpdir();

/** A temporary folder that is gone after `dispose`. */
export function temporaryFolder(): { readonly path: string; readonly dispose: () => void } {
  const path = mkdtempSync(join(ROOT, 'unbroken-test-'));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}
