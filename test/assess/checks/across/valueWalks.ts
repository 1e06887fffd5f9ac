import { describe, expect, test } from 'vitest';
import type { CheckId, Status } from '../../../../src/domain/check.ts';
import { cleanEstate } from '../../cleanEstate.ts';
import type { baselineWith, Draft } from '../../estateOf.ts';

/** No verdict: the question does not arise. */
type Answer = Status | 'none';

/** Every value that Azure's clients know of an open enum, and what a check makes of each. */
export interface Walk {
  readonly of: string;
  readonly known: Readonly<Record<string, string>>;
  readonly check: CheckId;
  readonly subject: string;
  /** The estate to start from; the clean one when left out. */
  readonly from?: () => Draft;
  readonly baseline?: ReturnType<typeof baselineWith>;
  readonly given: (draft: Draft, value: string) => unknown;
  readonly answers: Readonly<Partial<Record<Answer, readonly string[]>>>;
  /** Of a value that nobody lists, if it is not Unknown. */
  readonly unlisted?: Answer;
}

const NOBODY_LISTS = 'OfTomorrow';

/** A client that learns a new value fails here until somebody says what it means; a value that nobody lists is Unknown. */
export function everyValue(walks: readonly Walk[]): void {
  describe.each(walks.map((walk) => [`${walk.of} (${walk.check})`, walk] as const))('%s', (_, walk) => {
    const listed = Object.entries(walk.answers).flatMap(([answer, values]) =>
      values.map((value) => [value, answer] as const),
    );
    test('every value that the client knows has an answer', () => {
      expect(listed.map(([value]) => value).sort()).toEqual(Object.values(walk.known).sort());
    });
    test.each(listed)('%s → %s', (value, answer) => {
      expect(answered(walk, value)).toBe(answer);
      expect(answered(walk, value.toLowerCase())).toBe(answer);
    });
    test('a value that nobody lists', () => {
      expect(answered(walk, NOBODY_LISTS)).toBe(walk.unlisted ?? 'Unknown');
    });
  });
}

function answered({ from = cleanEstate, given, check, subject, baseline }: Walk, value: string): Answer {
  const draft = from();
  given(draft, value);
  const { verdicts } = draft.assess(baseline);
  return verdicts.find((verdict) => verdict.check === check && verdict.subject === subject)?.status ?? 'none';
}
