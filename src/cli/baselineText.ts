import { counted } from '../base/counted.ts';
import type { BaselineCheck } from '../app/baseline/checkBaseline.ts';
import { EXIT } from './exitCodes.ts';

type Rule = BaselineCheck['rules'][number];
type Exemption = BaselineCheck['exemptions'][number];
type Attestation = BaselineCheck['attestations'][number];
type AcknowledgedGap = BaselineCheck['acknowledgedGaps'][number];

const KINDS = {
  disk: 'disk',
  virtualMachine: 'VM',
  snapshot: 'snapshot',
  recoveryServicesVault: 'Recovery Services vault',
  keyVault: 'key vault',
  diskEncryptionSet: 'disk encryption set',
  cacheAccount: 'cache account',
  stagingAccount: 'staging account',
} as const;

const STATES = {
  inForce: 'in force',
  expired: 'ENDED',
  matchesNothing: 'MATCHES NOTHING',
  notNeeded: 'not needed: nothing that it covers is a finding',
} as const;

const ATTESTATION_STATES = {
  inForce: 'in force',
  expired: 'ENDED',
  notYet: 'not yet in force',
  notAttestable: 'NO EFFECT: this check has nothing to attest (docs/checks.md lists what you can attest)',
  otherReason:
    'NO EFFECT: the verdicts are Unknown for a reason that cannot be attested (docs/checks.md lists what you can attest)',
  matchesNothing: 'MATCHES NOTHING',
  notNeeded: 'not needed: nothing that it covers is Unknown',
} as const;

const ACKNOWLEDGED_STATES = {
  inForce: 'in force: silences the overdue alert and changes nothing else',
  expired: 'ENDED',
  matchesNothing: 'MATCHES NO GAP',
} as const;

/** A baseline in words. What needs attention stands in capitals. */
export function baselineAsText(check: BaselineCheck): string {
  const lines = [
    `${check.file}: ${check.name}, version ${check.version}`,
    `SHA-256 ${check.sha256}`,
    '',
    'Everywhere:',
  ];
  for (const { words, own } of check.everywhere) lines.push(`  ${own ? '*' : ' '} ${words}`);
  lines.push('  (* where it differs from the built-in default)', '');
  lines.push(check.rules.length === 0 ? 'No rules for part of the estate.' : 'For part of the estate:');
  for (const rule of check.rules) lines.push(...ruleLines(rule));
  lines.push('', check.exemptions.length === 0 ? 'No exemptions.' : 'Exemptions:');
  for (const exemption of check.exemptions) lines.push(...exemptionLines(exemption));
  lines.push('', check.attestations.length === 0 ? 'No attestations.' : 'Attestations:');
  for (const attestation of check.attestations) lines.push(...attestationLines(attestation));
  lines.push('', check.acknowledgedGaps.length === 0 ? 'No acknowledged gaps.' : 'Acknowledged gaps:');
  for (const gap of check.acknowledgedGaps) lines.push(...acknowledgedLines(gap));
  lines.push('', ...againstLines(check));
  return `${lines.join('\n')}\n`;
}

function ruleLines({ id, where, level, sets, reach }: Rule): readonly string[] {
  return [
    `  ${id}: ${where}${level === undefined ? '' : ` (level ${level})`}`,
    ...sets.map(({ words }) => `      ${words}`),
    ...(reach === undefined ? [] : [`    ${reachText(reach)}`]),
  ];
}

function reachText({ hits, decides, unsure }: NonNullable<Rule['reach']>): string {
  const total = Object.values(hits).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(KINDS).flatMap(([kind, noun]) => {
    const count = hits[kind as keyof typeof KINDS];
    return count === 0 ? [] : [counted(count, noun)];
  });
  const open = unsure === 0 ? '' : `; CANNOT BE DETERMINED for ${counted(unsure, 'resource')}`;
  if (total === 0) return `→ MATCHES NOTHING${open}`;
  const lost = total - decides;
  const won =
    lost === 0 ? '' : `; for ${lost === total ? 'all' : String(lost)} of them narrower rules decide all that it sets`;
  return `→ matches ${parts.join(', ')}${won}${open}`;
}

function exemptionLines({ id, check, about, category, expiresOn, state, covers }: Exemption): readonly string[] {
  const now = state === undefined ? '' : ` → ${STATES[state]}`;
  const many = covers === undefined || covers === 0 ? '' : `, exempts ${counted(covers, 'finding')}`;
  return [`  ${id}: ${check} of ${about}`, `      ${category}, last day ${expiresOn}${now}${many}`];
}

function attestationLines(attestation: Attestation): readonly string[] {
  const { id, check, about, attestedBy, attestedOn, expiresOn, state, covers } = attestation;
  const now = state === undefined ? '' : ` → ${ATTESTATION_STATES[state]}`;
  const many = covers === undefined || covers === 0 ? '' : `, answers ${counted(covers, 'Unknown verdict')}`;
  return [
    `  ${id}: ${check} of ${about}`,
    `      by ${attestedBy}, from ${attestedOn} until ${expiresOn}${now}${many}`,
  ];
}

function acknowledgedLines({ id, about, expiresOn, state, gaps }: AcknowledgedGap): readonly string[] {
  const now = state === undefined ? '' : ` → ${ACKNOWLEDGED_STATES[state]}`;
  const many = gaps === undefined || gaps === 0 ? '' : ` (${counted(gaps, 'gap')})`;
  return [`  ${id}: ${about}`, `      last day ${expiresOn}${now}${many}`];
}

function againstLines({ against }: BaselineCheck): readonly string[] {
  if (against === undefined)
    return ['The baseline is valid. Try it on an estate: --pack <an evidence pack>, or --live.'];
  const { estate, asOf, disks, disksUnderNone, nonCompliant, unknown, exempt, before, gaps, unsureBecause } = against;
  const verdicts = (counts: NonNullable<typeof before>): string =>
    `${counted(counts.nonCompliant, 'finding')}, ${counted(counts.exempt, 'exempt verdict')}, ${counted(counts.unknown, 'unknown one')}`;
  return [
    `Tried on ${estate}, as of ${asOf}: ${counted(disks, 'disk')}, ${disksUnderNone.toLocaleString('en-GB')} of them under no rule, only under the top-level settings.`,
    `Under this baseline: ${verdicts({ nonCompliant, exempt, unknown })}.`,
    ...(before === undefined ? [] : [`As the pack was judged: ${verdicts(before)}.`]),
    ...(gaps === 0 ? [] : [`The estate has ${counted(gaps, 'gap')}: resources that were not read may match too.`]),
    ...unsureBecause.slice(0, 5).map((because) => `  not determined: ${because}`),
  ];
}

/** 1 for what matches nothing or has ended, 2 for what cannot be told. */
export function baselineExitCode({ rules, exemptions, attestations, acknowledgedGaps }: BaselineCheck): number {
  const reached = rules.flatMap(({ reach }) => (reach === undefined ? [] : [reach]));
  if (reached.some(({ unsure }) => unsure > 0)) return EXIT.gaps;
  const idle = reached.some(({ hits }) => Object.values(hits).every((count) => count === 0));
  const stale =
    exemptions.some(({ state }) => state === 'expired' || state === 'matchesNothing') ||
    attestations.some(
      ({ state }) =>
        state === 'expired' || state === 'matchesNothing' || state === 'notAttestable' || state === 'otherReason',
    ) ||
    acknowledgedGaps.some(({ state }) => state === 'expired' || state === 'matchesNothing');
  return idle || stale ? EXIT.findings : EXIT.clean;
}
