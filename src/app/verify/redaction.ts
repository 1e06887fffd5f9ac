import { named } from '../../base/quotation.ts';
import { AlreadyGiven } from '../redact/alreadyGiven.ts';
import { ByKind } from '../redact/byKind.ts';
import { keepNamed } from '../redact/fields.ts';
import { PLACES } from '../redact/questions.ts';
import { knownRowsOf } from '../packEvidence.ts';
import type { PackContext } from '../../pack/context.ts';
import type { Pack } from '../../pack/readPack.ts';
import { sameJson } from '../../domain/sameJson.ts';
import type { Differences } from './step.ts';

const RUN = /^run-x[a-z2-7]{7}-redacted$/;

/**
 * A redacted copy proves less, since other names would draw other samples; so a pack that calls itself one must be one: its
 * rows hold nothing that redaction would remove, its run has the name that a copy gets, and it has neither a signature nor
 * excerpts.
 */
export async function checkRedaction(pack: Pack, context: PackContext, differences: Differences): Promise<void> {
  const { redacted, runId } = pack.manifest;
  if (redacted !== true) {
    if (RUN.test(runId))
      differences.add(`Run ${named(runId)} is that of a redacted copy, but manifest.json does not say so.`);
    return;
  }
  if (!RUN.test(runId))
    differences.add(`The pack is marked as a redacted copy, but its run id ${named(runId)} is not a pseudonym.`);
  if (context.signed || context.excerpts !== undefined)
    differences.add(
      'The pack is marked as a redacted copy; such a copy is neither signed nor has excerpts, but this one is signed or has some.',
    );
  const by = new ByKind(new AlreadyGiven());
  for await (const { source, raw } of knownRowsOf(pack))
    if (!sameJson(raw, keepNamed(raw, PLACES[source], by)))
      differences.add(
        `The pack is marked as a redacted copy, but a row of raw/${source}.jsonl.gz holds something that redaction removes.`,
      );
}
