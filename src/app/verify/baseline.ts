import type { Baseline } from '../../domain/baseline.ts';
import { counted } from '../../base/counted.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import type { Differences } from './step.ts';

/** No pack can prove whose rules these are: they are named, with what they accept. */
export function describeBaseline({ baseline, sha256 }: LoadedBaseline, differences: Differences): void {
  const { name, version } = baseline;
  differences.trust(
    `That the organisation set the baseline ${name}, version ${version} (SHA-256 ${sha256}): it accepts ${acceptedBy(baseline)}.`,
  );
}

/** Protection levels, exemptions and attestations that a baseline accepts, as a clause. */
function acceptedBy({ atRest, rules, exemptions, attestations, acknowledgedGaps }: Baseline): string {
  const elsewhere = rules.length === 0 ? '' : ` with ${counted(rules.length, 'rule')} for parts of the estate`;
  const list = [
    counted(exemptions.length, 'exemption'),
    counted(attestations.length, 'attestation'),
    ...(acknowledgedGaps.length === 0 ? [] : [counted(acknowledgedGaps.length, 'acknowledged gap')]),
  ].join(', ');
  return `${atRest.acceptedMethods.join(', ')}${elsewhere}; it has ${list}`;
}

/** A name and version stand for one text: rules that were changed need a new version. */
export function sameBaseline(own: Named, before: Named, differences: Differences): void {
  if (own.name === before.name && own.version === before.version && own.sha256 !== before.sha256)
    differences.add(
      `The baseline ${own.name}, version ${own.version}, has the SHA-256 ${own.sha256}; in the previous pack it has ${before.sha256} under the same name and version.`,
    );
}

interface Named {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}
