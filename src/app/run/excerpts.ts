import { counted } from '../../base/counted.ts';
import { by } from '../../base/order.ts';
import { machinesOf, narrowRecord } from '../../assess/narrow.ts';
import { subscriptionOf } from '../../domain/armId.ts';
import type { Coverage, RunRecord, Scope } from '../../domain/record.ts';
import { mapped } from '../../domain/sequence.ts';
import type { Selection } from '../../domain/selection.ts';
import { scopeText } from '../../history/keys.ts';
import { excerptFor, type ExcerptPlan } from '../../pack/excerptFile.ts';
import type { PackContents, RunContents, ShownObservation } from '../../report/packContents.ts';
import type { RunRequest } from '../runRequest.ts';
import type { RunDependencies } from './dependencies.ts';
import { narrowFacts } from './excerptFacts.ts';

/**
 * The excerpts that a run's pack holds, each once: for recipients of mail and callers of HTTP who are limited to some
 * subscriptions that the run looked at, and for the one who asked about some requirements or resources only.
 */
export function excerptsOf(
  { mail, callerScopes = [] }: Pick<RunDependencies, 'mail' | 'callerScopes'>,
  request: RunRequest,
  coverage: readonly Coverage[],
): readonly ExcerptPlan[] {
  const covered = new Set(coverage.map(({ subscriptionId }) => subscriptionId));
  const limits = [
    undefined,
    ...request.recipients.map((recipient) => mail?.scopes?.get(recipient.toLowerCase())),
    ...callerScopes.filter((scope) => scope.some((id) => covered.has(id))),
  ];
  const byName = new Map<string, ExcerptPlan>();
  for (const subscriptions of limits) {
    const excerpt = excerptFor(subscriptions, request);
    if (excerpt !== undefined) byName.set(excerpt.name, excerpt);
  }
  return [...byName.values()].sort(by(({ name }) => name));
}

/** What mail and workbook say of a selection. */
export function narrowRun<C extends RunContents>(contents: C, selection: Selection): C {
  const { subscriptions, requirements, subjects } = selection;
  const { previous, record: whole } = contents;
  const record = narrowRecord(whole, selection);
  const inside = subscriptions === undefined ? undefined : new Set(subscriptions);
  const named =
    subjects === undefined
      ? undefined
      : new Set([
          ...subjects,
          ...mapped(record.verdicts, ({ subject }) => subject),
          ...mapped(record.chains, ({ disk }) => disk),
        ]);
  const asking =
    requirements === undefined
      ? undefined
      : new Set(
          whole.checks.filter(({ answers }) => answers.some((id) => requirements.includes(id))).map(({ id }) => id),
        );
  const found = new Set(record.chains.flatMap((chain) => [chain.disk, ...machinesOf(chain)]));
  return {
    ...contents,
    record,
    scopeText: `${wordsFor(whole, selection)} of: ${subscriptions === undefined ? contents.scopeText : outerText(whole.scope, subscriptions)}`,
    changes: contents.changes.filter(
      ({ subscriptionId, subject, check }) =>
        (inside?.has(subscriptionId) ?? true) && (named?.has(subject) ?? true) && (asking?.has(check) ?? true),
    ),
    // Its counts over everything are not those of these.
    previous: previous === undefined ? undefined : { ...previous, summary: undefined },
    excerpt: {
      // How many there are elsewhere is nothing for somebody who is limited to some subscriptions.
      disksOfRun: subscriptions === undefined ? whole.chains.length : undefined,
      notFound: (subjects ?? []).filter((id) => !found.has(id) && (inside?.has(subscriptionOf(id)) ?? true)),
    },
  };
}

/** The whole workbook's contents, of a selection. How much there is elsewhere shows in no count of rows or bytes. */
export function narrowPack(contents: PackContents, selection: Selection): PackContents {
  const inside = selection.subscriptions === undefined ? undefined : new Set(selection.subscriptions);
  const narrowed = narrowRun(contents, selection);
  const facts = narrowFacts(contents.facts, inside, selection.subjects === undefined ? undefined : narrowed.record);
  if (inside === undefined) return { ...narrowed, earlier: [], facts };
  const others = contents.record.coverage.map(({ subscriptionId }) => subscriptionId).filter((id) => !inside.has(id));
  return {
    ...narrowed,
    earlier: [],
    facts,
    parts: contents.parts.map((part) => ({ ...part, bytes: undefined, rows: undefined })),
    observations: contents.observations
      .filter(({ request, kind }) => kind !== 'arm' || !others.some((id) => request.toLowerCase().includes(id)))
      .map((observation) => narrowObservation(observation, inside)),
  };
}

/** A question to Resource Graph asks about many subscriptions at once, or about management groups. */
function narrowObservation(observation: ShownObservation, inside: ReadonlySet<string>): ShownObservation {
  const subscriptions = observation.subscriptions.filter((id) => inside.has(id));
  const isMine =
    observation.kind === 'arm' ||
    (subscriptions.length > 0 && subscriptions.length === observation.subscriptions.length);
  return { ...observation, subscriptions, ...(isMine ? {} : { pages: undefined, rows: undefined }) };
}

const NAMED = 3;

function wordsFor(record: RunRecord, { subscriptions, requirements, subjects }: Selection): string {
  const limits: string[] = [];
  if (requirements !== undefined) limits.push(requirements.join(', '));
  if (subjects !== undefined) limits.push(counted(subjects.length, 'named resource'));
  if (subscriptions !== undefined) {
    const inside = new Set(subscriptions);
    const names = record.coverage.filter(({ subscriptionId }) => inside.has(subscriptionId)).map(({ name }) => name);
    limits.push(
      names.length === 0
        ? 'no subscription'
        : names.length <= NAMED
          ? names.join(', ')
          : counted(names.length, 'subscription'),
    );
  }
  return limits.join('; ');
}

/** The run's scope without the ids of other subscriptions. */
function outerText(scope: Scope, subscriptions: readonly string[]): string {
  const others = scope.subscriptions.filter((id) => !subscriptions.includes(id)).length;
  if (others === 0) return scopeText(scope);
  const mine = scope.subscriptions.filter((id) => subscriptions.includes(id));
  const more = counted(others, 'other subscription');
  return mine.length === 0 && scope.managementGroups.length === 0
    ? more
    : `${scopeText({ ...scope, subscriptions: mine })}, ${more}`;
}
