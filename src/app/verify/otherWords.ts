import type { CheckMeta, Evidence } from '../../domain/check.ts';
import type { CrossCheck } from '../../domain/crossCheck.ts';
import type { RequirementCell, RunRecord } from '../../domain/record.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { Grow, Sequence } from '../../domain/sequence.ts';

/**
 * The record as computed, in the words of the one that was told: reasons, details, remedies and what is said of a check, and nothing
 * else. Where they are the same then, another version said the same otherwise. A list of another length stays as it was computed.
 */
export function inWordsOf(computed: RunRecord, told: RunRecord, grow: Grow): RunRecord {
  const { incompleteBecause, callerAccess, crossCheck } = computed;
  return {
    ...computed,
    incompleteBecause: sameLength(incompleteBecause, told.incompleteBecause)
      ? told.incompleteBecause
      : incompleteBecause,
    ...(callerAccess === undefined ? {} : { callerAccess: { ...callerAccess, ...becauseOf(told.callerAccess) } }),
    ...(crossCheck === undefined ? {} : { crossCheck: crossCheckInWords(crossCheck, told.crossCheck) }),
    checks: paired(computed.checks, told.checks, checkInWords),
    gaps: paired(computed.gaps, told.gaps, (own, { because }) => ({ ...own, because })),
    notAssessed: paired(computed.notAssessed, told.notAssessed, (own, { because }) => ({ ...own, because })),
    verdicts: grown(computed.verdicts, told.verdicts, grow, (own, { because, remediation, evidence }) => ({
      ...own,
      because,
      remediation,
      evidence: evidenceInWords(own.evidence, evidence),
    })),
    chains: grown(computed.chains, told.chains, grow, (own, { requirements }) => ({
      ...own,
      requirements: Object.fromEntries(
        REQUIREMENTS.map((id): [string, RequirementCell] => [
          id,
          { ...own.requirements[id], ...becauseOf(requirements[id]) },
        ]),
      ) as typeof own.requirements,
    })),
  };
}

function checkInWords(
  { id, version, answers, subject, severity, rollsUp, learnMore }: CheckMeta,
  { title, remediation, limits, attestable, controls }: CheckMeta,
): CheckMeta {
  const words = {
    title,
    remediation,
    limits,
    controls,
    ...(attestable === undefined ? {} : { attestable }),
  };
  return { id, version, answers, subject, severity, rollsUp, learnMore, ...words };
}

/**
 * Details under the names that were told. A number, a flag and a value of one word stay as computed where both have them under one name;
 * sentences, and what one of the two alone names, are words.
 */
function evidenceInWords(own: Evidence, told: Evidence): Evidence {
  const names = new Set([...Object.keys(own).filter((name) => Object.hasOwn(told, name)), ...Object.keys(told)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [mine, theirs] = [own[name], told[name]];
      return [name, mine === undefined || (isSentence(mine) && isSentence(theirs)) ? (theirs ?? null) : mine];
    }),
  );
}

function isSentence(value: Evidence[string] | undefined): boolean {
  return typeof value === 'string' && value.includes(' ');
}

function crossCheckInWords(own: CrossCheck, told: CrossCheck | undefined): CrossCheck {
  return {
    ...own,
    subjects: paired(own.subjects, told?.subjects ?? [], (subject, theirs) => ({ ...subject, ...becauseOf(theirs) })),
  };
}

function becauseOf(told: { readonly because: string } | undefined): { readonly because?: string } {
  return told === undefined ? {} : { because: told.because };
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
