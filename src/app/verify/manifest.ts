import { named } from '../../base/quotation.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import type { PackContext } from '../../pack/context.ts';
import { FORMAT, isLineFile, mediaTypeOf } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { describeBaseline } from './baseline.ts';
import { otherRules } from './conclusion.ts';
import { checkFormOfWords } from './formOfWords.ts';
import { checkSettings } from './settings.ts';
import { Differences, type Step } from './step.ts';

/** Expected of a run whose row lacks the hash: no manifest matches it. */
export const NO_HASH = '';

function shown(value: unknown): string {
  return typeof value === 'string' ? named(value) : String(value);
}

/** The manifest says the same of the run as the run's own files do, and it is the one that was announced. */
export function checkManifest(
  pack: Pack,
  record: RecordHead,
  baseline: LoadedBaseline,
  context: PackContext,
  expected: string | undefined,
): Step {
  const differences = new Differences();
  const { manifest, sha256, canonical } = pack;
  const same = (field: string, told: unknown, found: unknown): void => {
    if (told !== found)
      differences.add(`manifest.json: ${field} is ${shown(told)}; the pack's own files say ${shown(found)}.`);
  };
  if (!canonical) differences.add('manifest.json is not in canonical form (RFC 8785): it was rewritten.');
  if (manifest.schemaVersion < FORMAT && otherRules(record).length === 0)
    differences.add(
      `manifest.json is in version ${String(manifest.schemaVersion)} of the format, which stores no answers of Azure, but its checks are current: Unbroken never made such a pack.`,
    );
  same('asOf', manifest.asOf, record.asOf);
  same('codeVersion', manifest.codeVersion, record.codeVersion);
  same('baseline.name', manifest.baseline.name, record.baseline.name);
  same('baseline.version', manifest.baseline.version, record.baseline.version);
  same('baseline.sha256', manifest.baseline.sha256, baseline.sha256);
  same('runId', manifest.runId, context.runId);
  same('previousManifestSha256', manifest.previousManifestSha256, context.previous?.manifestSha256 ?? null);
  checkFormOfWords(record, manifest.runId, differences);
  checkSettings(pack, context, differences);
  describeBaseline(baseline, differences);
  for (const part of manifest.parts) {
    same(`mediaType of ${part.name}`, part.mediaType, mediaTypeOf(part.name));
    const counted = isLineFile(part.name);
    if (counted !== (part.rows !== undefined))
      differences.add(
        `manifest.json: ${part.name} ${counted ? 'lacks its number of rows' : 'has rows, but is not a list'}.`,
      );
  }
  if (expected === undefined)
    differences.trust(
      `That this is the manifest that was announced: compare its SHA-256 ${sha256} with the mail of the run or the history of runs, or give it with --expect.`,
    );
  else if (expected === NO_HASH)
    differences.add(
      `manifest.json has the SHA-256 ${sha256}, and the history has no hash of this run to compare it with.`,
    );
  else if (expected.toLowerCase() !== sha256)
    differences.add(`manifest.json has the SHA-256 ${sha256}, not the ${expected.toLowerCase()} that was expected.`);
  return differences.step(
    'manifest',
    `The manifest agrees with the files it lists${expected === undefined ? '' : ', and is the one that was expected'}.`,
  );
}
