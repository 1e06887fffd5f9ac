import { expect, test } from 'vitest';
import { openApi as document } from '../../src/functions/openApi.ts';
import { ANSWERED, ask, promised } from './api.ts';
import { asking } from './asking.ts';
import { asOf } from './asOf.ts';
import { liveChain } from './liveChain.ts';
import { reading } from './reading.ts';
import { signedIn } from './signedIn.ts';
import { openApi } from './stage.ts';

// One stage for all: what they do costs far less than to build it.
const api = openApi();
asking(api);
reading(api);
asOf();
liveChain(api);
signedIn(api);

test('every answer that the document promises was given in these tests, and held against it', async () => {
  await ask('readOpenApi', document);
  expect(promised().filter((pair) => !ANSWERED.has(pair) && !/ 500$/.test(pair))).toEqual([]);
});
