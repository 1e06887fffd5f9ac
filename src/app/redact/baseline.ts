import { DEFAULT_BASELINE } from '../../domain/baseline.ts';
import { RULE_GROUPS } from '../../domain/rules.ts';
import { readJsonc } from '../baseline/jsonc.ts';
import { defaultBaseline, parseBaseline, type LoadedBaseline } from '../baselineFile.ts';
import type { ByKind } from './byKind.ts';
import { keepNamed, placesOf, type Kind } from './fields.ts';

/** What no rule sets for a part of the estate. */
const OF_THE_RUN = 'backup.maximumCarriedDays';

/** Whom a rule approves of is named by an id; everything else that a rule can be set to is a word of ours or a number. */
const RULES: Readonly<Record<string, Kind>> = Object.fromEntries(
  RULE_GROUPS.flatMap((group) =>
    Object.keys(DEFAULT_BASELINE[group])
      .filter((setting) => `${group}.${setting}` !== OF_THE_RUN)
      .map((setting): [string, Kind] => [`${group}.${setting}`, setting.startsWith('approved') ? 'id' : 'own']),
  ),
);

const SELECTOR: Readonly<Record<string, Kind>> = {
  managementGroup: 'name',
  subscription: 'id',
  resourceGroup: 'name',
  'tags.*': 'name',
  sku: 'word',
  os: 'own',
};

/** What each field of a baseline file is. A field that is not here is left out of the copy. */
export const BASELINE_FIELDS: Readonly<Record<string, Kind>> = {
  name: 'label',
  version: 'label',
  expectedSubscriptions: 'id',
  vaultSubscriptions: 'id',
  absence: 'own',
  'population.maximumShrinkPercent': 'number',
  frameworks: 'own',
  ...RULES,
  [OF_THE_RUN]: 'number',
  ...below('levels.*', RULES),
  'rules[].id': 'label',
  'rules[].level': 'label',
  ...below('rules[].where', SELECTOR),
  ...below('rules[]', RULES),
  'exemptions[].id': 'label',
  'exemptions[].check': 'own',
  'exemptions[].subject': 'id',
  ...below('exemptions[].where', SELECTOR),
  'exemptions[].category': 'own',
  'exemptions[].justification': 'text',
  'exemptions[].approvedBy': 'label',
  'exemptions[].expiresOn': 'time',
  'exemptions[].ticket': 'label',
  'attestations[].id': 'label',
  'attestations[].check': 'own',
  'attestations[].subject': 'id',
  ...below('attestations[].where', SELECTOR),
  'attestations[].statement': 'text',
  'attestations[].evidence.reference': 'text',
  'attestations[].evidence.sha256': 'hash',
  'attestations[].attestedBy': 'label',
  'attestations[].attestedOn': 'time',
  'attestations[].expiresOn': 'time',
  'acknowledgedGaps[].id': 'label',
  'acknowledgedGaps[].source': 'own',
  'acknowledgedGaps[].subscription': 'id',
  'acknowledgedGaps[].reason': 'text',
  'acknowledgedGaps[].expiresOn': 'time',
};

function below(path: string, fields: Readonly<Record<string, Kind>>): Readonly<Record<string, Kind>> {
  return Object.fromEntries(Object.entries(fields).map(([name, kind]) => [`${path}.${name}`, kind]));
}

const PLACES = placesOf(BASELINE_FIELDS);

/** The baseline with every name of the organisation's replaced; that of the product as it is. */
export function redactedBaseline({ text }: LoadedBaseline, by: ByKind): LoadedBaseline {
  const own = defaultBaseline();
  if (text === own.text) return own;
  const copy = keepNamed(readJsonc(text), PLACES, by);
  return parseBaseline(`${JSON.stringify(copy, null, 2)}\n`, 'The redacted baseline');
}
