import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SharedTexts } from '../../src/collect/sharedTexts.ts';

test('shared texts are the same value, and equal texts are one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const texts = new SharedTexts();
      expect(texts.in(structuredClone(value))).toEqual(value);
    }),
  );
});
