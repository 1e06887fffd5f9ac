import type { Baseline } from '../../domain/baseline.ts';
import { DEFAULT_BASELINE } from '../../domain/baseline.ts';
import { counted } from '../../base/counted.ts';
import { firstOf, named, quotation } from '../../base/quotation.ts';
import { ACCEPTED_METHODS, RULE_GROUPS } from '../../domain/rules.ts';
import { selectorText, type SelectedRules } from '../../domain/selector.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import type { Differences } from './step.ts';

/** No pack can prove whose rules these are: they are named, with what they accept and where they differ from the default. */
export function describeBaseline({ baseline, sha256 }: LoadedBaseline, differences: Differences): void {
  differences.trust(
    `That the organisation set the baseline with the SHA-256 ${sha256}, ${namedBaseline(baseline)}: it accepts ${acceptedBy(baseline)}.`,
  );
  const others = settingsOf(baseline);
  differences.trust(
    `That the organisation set the rest of that baseline, which ${others.length === 0 ? 'asks what the default baseline of this version asks' : `differs from the default baseline of this version: ${others.join('; ')}`}.`,
  );
}

function namedBaseline({ name, version }: Pick<Baseline, 'name' | 'version'>): string {
  return `which calls itself ${quotation(name)}, version ${quotation(version)}`;
}

/** Rules that are named of those that say the same; the others are counted. */
const NAMED = 3;

/** Every method that is accepted anywhere, with where; and how many exemptions and attestations there are. */
function acceptedBy({ atRest, rules, exemptions, attestations, acknowledgedGaps }: Baseline): string {
  const everywhere = ACCEPTED_METHODS.filter((method) => atRest.acceptedMethods.includes(method));
  const inParts = ACCEPTED_METHODS.filter((method) => !everywhere.includes(method)).flatMap((method) => {
    const by = rules.filter(({ set }) => set.atRest?.acceptedMethods?.includes(method) === true);
    return by.length === 0 ? [] : [`${method} ${rulesNamed(by)}`];
  });
  const list = [
    counted(exemptions.length, 'exemption'),
    counted(attestations.length, 'attestation'),
    ...(acknowledgedGaps.length === 0 ? [] : [counted(acknowledgedGaps.length, 'acknowledged gap')]),
  ].join(', ');
  const methods = [`${everywhere.join(', ')} everywhere`, ...inParts].join('; ');
  return `${methods}; it has ${counted(rules.length, 'rule')} for parts of the estate, ${list}`;
}

/** By which rules, and for what part of the estate. */
function rulesNamed(rules: readonly SelectedRules[]): string {
  const told = rules.map(({ id, level, where }) => {
    const by = level === undefined ? '' : ` (level ${quotation(level)})`;
    return `by rule ${quotation(id)}${by} for ${quotation(selectorText(where))}`;
  });
  return firstOf(told, NAMED);
}

/** What is asked otherwise than by default, a clause for each setting: everywhere, and by rules. */
function settingsOf(baseline: Baseline): readonly string[] {
  const { absence, population } = baseline;
  const usual = DEFAULT_BASELINE;
  return [
    ...(absence === usual.absence ? [] : [`absence is ${absence}`]),
    ...(population.maximumShrinkPercent === usual.population.maximumShrinkPercent
      ? []
      : [`population.maximumShrinkPercent is ${String(population.maximumShrinkPercent)}`]),
    ...RULE_GROUPS.flatMap((group) =>
      Object.entries(usual[group]).flatMap(([name, byDefault]) => {
        if (name === 'acceptedMethods') return [];
        const everywhere = valueIn(baseline[group], name);
        const other = shown(everywhere) === shown(byDefault) ? [] : [shown(everywhere)];
        const by = baseline.rules.filter(({ set }) => valueIn(set[group] ?? {}, name) !== undefined);
        const parts = by.map(({ id, set }) => `${shown(valueIn(set[group] ?? {}, name))} by rule ${quotation(id)}`);
        const told = [...other, ...(parts.length === 0 ? [] : [firstOf(parts, NAMED)])];
        return told.length === 0 ? [] : [`${group}.${name} is ${told.join(', and ')}`];
      }),
    ),
  ];
}

function valueIn(settings: object, name: string): unknown {
  return (settings as Readonly<Record<string, unknown>>)[name];
}

/** Lists are counted: ids of disks and principals. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A name and version stand for one text: rules that were changed need a new version. */
export function sameBaseline(own: Named, before: Named, differences: Differences): void {
  if (own.name === before.name && own.version === before.version && own.sha256 !== before.sha256)
    differences.add(
      `The baseline, ${namedBaseline(own)}, has the SHA-256 ${named(own.sha256)}; in the previous pack it has ${named(before.sha256)} under the same name and version.`,
    );
}

interface Named {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}
