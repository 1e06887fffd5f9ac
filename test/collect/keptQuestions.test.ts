import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Unasked, type KeptQuestion } from '../../src/collect/keptAnswers/keptQuestions.ts';

function questionOf(request: string, number: number): KeptQuestion {
  return { observation: { request, retries: number }, answer: { pages: [] } } as unknown as KeptQuestion;
}

const requestOf = ({ observation }: KeptQuestion): string => observation.request;

test('each question is handed out once, the first of those with a key first, and what nobody asked for is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd')),
      fc.array(fc.constantFrom('a', 'b', 'c', 'e')),
      (kept, asked) => {
        const questions = kept.map(questionOf);
        const unasked = new Unasked(questions, requestOf);
        const left = [...questions];
        for (const key of asked) {
          const at = left.findIndex((one) => requestOf(one) === key);
          expect(unasked.has(key)).toBe(at >= 0);
          expect(unasked.take(key)).toBe(at < 0 ? undefined : left.splice(at, 1)[0]);
        }
        expect([...unasked.rest()]).toEqual(left);
      },
    ),
  );
});
