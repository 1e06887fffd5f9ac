import { tiesIn } from '../../assess/judging/rules/ties.ts';
import type { SelectedRules } from '../../domain/selector.ts';
import { EVERY } from '../../domain/acknowledgedGap.ts';
import type { Fault } from './faults.ts';
import type { BaselineFile } from './schema.ts';

/** Faults between the parts of a baseline, each part of which is right in itself. */
export function crossFaults(file: BaselineFile, rules: readonly SelectedRules[]): readonly Fault[] {
  const { exemptions = [], attestations = [], acknowledgedGaps = [], levels = {} } = file;
  return [
    ...repeatedIds('rules', file.rules ?? []),
    ...repeatedIds('exemptions', exemptions),
    ...repeatedIds('attestations', attestations),
    ...repeatedIds('acknowledgedGaps', acknowledgedGaps),
    ...(file.rules ?? []).flatMap((rule, at) => ruleFaults(rule, at, levels, rules[at])),
    ...exemptions.flatMap((entry, at) => targetFaults(entry, ['exemptions', at])),
    ...attestations.flatMap((entry, at) => targetFaults(entry, ['attestations', at])),
    ...attestations.flatMap(periodFaults),
    ...acknowledgedGaps.flatMap(blanketFaults),
    ...ties(rules),
  ];
}

function repeatedIds(
  list: 'rules' | 'exemptions' | 'attestations' | 'acknowledgedGaps',
  entries: readonly { readonly id: string }[],
): readonly Fault[] {
  return entries.flatMap(({ id }, at) => {
    const first = entries.findIndex((entry) => entry.id === id);
    if (first === at) return [];
    return [
      {
        path: [list, at, 'id'],
        found: JSON.stringify(id),
        allowed: `which is already the id of ${list}[${String(first)}]: give each a unique id`,
      },
    ];
  });
}

function ruleFaults(
  { where, level }: NonNullable<BaselineFile['rules']>[number],
  at: number,
  levels: NonNullable<BaselineFile['levels']>,
  rule: SelectedRules | undefined,
): readonly Fault[] {
  const faults: Fault[] = [...selectorFaults(where, ['rules', at, 'where'])];
  if (level !== undefined && !Object.hasOwn(levels, level)) {
    const names = Object.keys(levels);
    faults.push({
      path: ['rules', at, 'level'],
      found: JSON.stringify(level),
      allowed:
        names.length === 0
          ? 'this baseline has no levels: define it under $.levels'
          : `must be one of the levels of this baseline: ${names.map((name) => JSON.stringify(name)).join(', ')}`,
    });
  } else if (Object.values(rule?.set ?? {}).every((group) => Object.keys(group).length === 0))
    faults.push({
      path: ['rules', at],
      found: 'a rule that sets nothing',
      allowed: 'name a level, or at least one setting such as "backup": { "required": true }',
    });
  return faults;
}

function targetFaults(
  { subject, where }: { readonly subject?: string | undefined; readonly where?: object | undefined },
  path: readonly (string | number)[],
): readonly Fault[] {
  if (subject !== undefined && where !== undefined)
    return [{ path, found: 'both subject and where', allowed: 'name the one subject, or a selector, not both' }];
  if (subject === undefined && where === undefined)
    return [{ path, found: 'neither subject nor where', allowed: 'name the one subject, or a selector' }];
  return where === undefined ? [] : selectorFaults(where, [...path, 'where']);
}

function periodFaults(
  { attestedOn, expiresOn }: NonNullable<BaselineFile['attestations']>[number],
  at: number,
): readonly Fault[] {
  if (attestedOn <= expiresOn) return [];
  return [
    {
      path: ['attestations', at, 'expiresOn'],
      found: JSON.stringify(expiresOn),
      allowed: `which is before attestedOn (${attestedOn}): name the last day on which it may be relied on`,
    },
  ];
}

/** Whatever is unread anywhere: it would silence the alert for gaps that nobody knows of. */
function blanketFaults(
  { source, subscription }: NonNullable<BaselineFile['acknowledgedGaps']>[number],
  at: number,
): readonly Fault[] {
  if (source !== EVERY || subscription !== EVERY) return [];
  return [
    {
      path: ['acknowledgedGaps', at],
      found: 'every source in every subscription',
      allowed: 'name the source, or the subscription',
    },
  ];
}

function selectorFaults(where: object, path: Fault['path']): readonly Fault[] {
  if (Object.values(where).some((value) => typeof value !== 'object' || Object.keys(value as object).length > 0))
    return [];
  return [
    {
      path,
      found: 'a selector without a condition',
      allowed: 'name at least one of managementGroup, subscription, resourceGroup, tags, sku, os',
    },
  ];
}

function ties(rules: readonly SelectedRules[]): readonly Fault[] {
  return tiesIn(rules).map(({ between: [first, second], fields }) => ({
    path: ['rules', second, 'where'],
    found: `a tie with ${JSON.stringify(rules[first]?.id)} over ${fields.join(', ')}`,
    allowed: `both can match the same resource and neither is narrower: make one narrower, let both say the same, or add a rule whose selector has the conditions of both`,
  }));
}
