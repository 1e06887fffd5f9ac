import type { CheckMeta, Evidence } from '../../domain/check.ts';
import type { CrossCheck } from '../../domain/crossCheck.ts';
import type { RequirementCell, RunRecord } from '../../domain/record.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { Grow, Sequence } from '../../domain/sequence.ts';
import { sameSet } from './setInText.ts';

/**
 * The computed record, with reasons, details, remedies and descriptions of checks – and nothing else – worded as in the
 * pack's record. If the two are the same then, another version said the same in other words. A list of a different length
 * stays as computed, and so does a text with other numbers or verdicts in it.
 */
export function inWordsOf(computed: RunRecord, told: RunRecord, grow: Grow): RunRecord {
  const { incompleteBecause, callerAccess, crossCheck } = computed;
  return {
    ...computed,
    incompleteBecause: paired(incompleteBecause, told.incompleteBecause, inWords),
    ...(callerAccess === undefined ? {} : { callerAccess: withBecause(callerAccess, told.callerAccess) }),
    ...(crossCheck === undefined ? {} : { crossCheck: crossCheckInWords(crossCheck, told.crossCheck) }),
    checks: paired(computed.checks, told.checks, checkInWords),
    gaps: paired(computed.gaps, told.gaps, withBecause),
    notAssessed: paired(computed.notAssessed, told.notAssessed, withBecause),
    verdicts: grown(computed.verdicts, told.verdicts, grow, (own, theirs) => ({
      ...withBecause(own, theirs),
      remediation: inWords(own.remediation, theirs.remediation),
      evidence: evidenceInWords(own.evidence, theirs.evidence),
    })),
    chains: grown(computed.chains, told.chains, grow, (own, { requirements }) => ({
      ...own,
      requirements: Object.fromEntries(
        REQUIREMENTS.map((id): [string, RequirementCell] => [id, withBecause(own.requirements[id], requirements[id])]),
      ) as typeof own.requirements,
    })),
  };
}

function checkInWords(own: CheckMeta, told: CheckMeta): CheckMeta {
  const { attestable, ...rest } = own;
  return {
    ...rest,
    title: inWords(own.title, told.title),
    remediation: inWords(own.remediation, told.remediation),
    limits: inWords(own.limits, told.limits),
    controls: sameSet(own.controls.join(' '), told.controls.join(' ')) ? told.controls : own.controls,
    ...(told.attestable === undefined ? {} : { attestable: inWords(attestable ?? '', told.attestable) }),
  };
}

/**
 * Takes sentences as the pack has them; numbers, flags and values of one word stay as computed. Names of details may differ
 * too: those that only one of the two has count as wording if all of them are sentences with the same numbers and verdicts
 * in the same order.
 */
function evidenceInWords(own: Evidence, told: Evidence): Evidence {
  const [lost, added] = [namesBeside(own, told), namesBeside(told, own)];
  const areWords =
    lost.every((name) => isSentence(own[name])) &&
    added.every((name) => isSentence(told[name])) &&
    sameSet(lost.map((name) => String(own[name])).join('\n'), added.map((name) => String(told[name])).join('\n'));
  const names = areWords ? Object.keys(told) : Object.keys(own);
  return Object.fromEntries(
    names.map((name) => {
      const [mine, theirs] = [valueOf(own, name), valueOf(told, name)];
      if (isSentence(mine) && isSentence(theirs)) return [name, inWords(mine, theirs)];
      return [name, mine ?? (Object.hasOwn(own, name) ? null : (theirs ?? null))];
    }),
  );
}

function namesBeside(one: Evidence, other: Evidence): readonly string[] {
  return Object.keys(one).filter((name) => !Object.hasOwn(other, name));
}

function valueOf(evidence: Evidence, name: string): Evidence[string] | undefined {
  return Object.hasOwn(evidence, name) ? evidence[name] : undefined;
}

function isSentence(value: Evidence[string] | undefined): value is string {
  return typeof value === 'string' && value.includes(' ');
}

/** The pack's text, unless it has other numbers or verdicts in it. */
function inWords(own: string, told: string): string {
  return sameSet(own, told) ? told : own;
}

function crossCheckInWords(own: CrossCheck, told: CrossCheck | undefined): CrossCheck {
  return {
    ...own,
    subjects: paired(own.subjects, told?.subjects ?? [], withBecause),
  };
}

function withBecause<Entry extends { readonly because: string }>(
  own: Entry,
  told: { readonly because: string } | undefined,
): Entry {
  return told === undefined ? own : { ...own, because: inWords(own.because, told.because) };
}

function paired<Entry>(own: readonly Entry[], told: readonly Entry[], worded: Worded<Entry>): readonly Entry[] {
  return sameLength(own, told) ? own.map((entry, at) => worded(entry, told[at] as Entry)) : own;
}

function grown<Entry>(own: Sequence<Entry>, told: Sequence<Entry>, grow: Grow, worded: Worded<Entry>): Sequence<Entry> {
  if (!sameLength(own, told)) return own;
  const growing = grow<Entry>();
  const theirs = told[Symbol.iterator]();
  for (const entry of own) growing.add(worded(entry, theirs.next().value as Entry));
  return growing.whole();
}

type Worded<Entry> = (own: Entry, told: Entry) => Entry;

function sameLength(own: { readonly length: number }, told: { readonly length: number }): boolean {
  return own.length === told.length;
}
