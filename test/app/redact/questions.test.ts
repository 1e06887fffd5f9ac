import { describe, expect, test } from 'vitest';
import { AZURE_WORDS } from '../../../src/app/redact/azureWords.ts';
import { ByKind } from '../../../src/app/redact/byKind.ts';
import { Pseudonyms } from '../../../src/app/redact/pseudonyms.ts';
import { redactedQuestion } from '../../../src/app/redact/questions.ts';
import { FAULTY, GONE, isOwnFailure, withCodes, type Failure } from '../../../src/collect/requests/failure.ts';
import type { KeptQuestion } from '../../../src/collect/keptAnswers/keptQuestions.ts';
import type { KeptAnswer } from '../../../src/domain/keptAnswer.ts';
import type { Observation } from '../../../src/domain/observation.ts';

const by = new ByKind(new Pseudonyms(Buffer.alloc(32, 7)));
const CANARY_ROW = {
  subscriptionId: 'canary',
  count_: 'canary',
  canaryColumn: 3,
  id: '/subscriptions/canary/canaries/canary',
  name: 'canary',
  properties: { displayName: 'canary', canary: ['canary'] },
};
const CANARY_PATH = '/subscriptions/canary/resourceGroups/canary canary/providers/Canary.Canary/canaries/canary';

function asked(observation: Partial<Observation>, answer: KeptAnswer): KeptQuestion {
  return {
    observation: {
      ...{ source: 'disks', kind: 'arm', request: `GET ${CANARY_PATH}?canary=canary`, subscriptions: [], pages: 1 },
      ...{ rows: 1, requestIds: ['canary'], startedAt: '2026-11-16T06:00:00.000Z', retries: 0, failure: undefined },
      ...{ endedAt: '2026-11-16T06:00:01.000Z' },
      ...observation,
    },
    answer,
  };
}

const unread: Failure = withCodes({ because: '', status: 403 }, [
  'AuthorizationFailed',
  'CanaryIsNotKnown',
  'canary.canary_c',
]);

const QUESTIONS: Readonly<Record<string, KeptQuestion>> = {
  'a count': asked(
    { source: 'count', kind: 'resourceGraph', request: 'canary | where canary', subscriptions: ['canary'] },
    { pages: [{ body: [CANARY_ROW, 'canary', ['canary'], null, 7] }], total: 3 },
  ),
  'rows beside the scope': asked(
    { source: 'subscriptions', kind: 'resourceGraph', subscriptions: ['canary'] },
    { pages: [{ rows: [0, 1], beside: [CANARY_ROW, 'canary'] }] },
  ),
  'what is below a management group': asked(
    { source: 'subscriptions' },
    {
      asked: 'GET /providers/Microsoft.Management/managementGroups/canary%20canary/descendants?api-version=2020-05-01',
      pages: [{ body: { value: [CANARY_ROW], nextLink: 'https://canary', canary: 'canary' } }],
    },
  ),
  'a missing subscription': asked(
    { source: 'subscriptions' },
    { asked: 'GET /subscriptions/canary?api-version=2022-12-01', pages: [{ body: CANARY_ROW }] },
  ),
  'a resource that was read again': asked({}, { asked: `GET ${CANARY_PATH}`, pages: [{ body: CANARY_ROW }] }),
  'a list that is none': asked({}, { asked: `GET ${CANARY_PATH}`, pages: [{ body: 'canary' }, { body: ['canary'] }] }),
  'a refusal': asked({ pages: 0, failure: unread.because }, { asked: 'GET /canary', pages: [], failure: unread }),
  'no answer': asked(
    { pages: 0, request: `GET ${CANARY_PATH}`, failure: 'the connection failed (CANARY)' },
    { asked: `GET ${CANARY_PATH}`, pages: [], failure: withCodes({ because: '' }, ['CANARY']) },
  ),
};

describe('a question and its answer under pseudonyms', () => {
  test.each(Object.entries(QUESTIONS))('%s: no canary is left', (_what, question) => {
    expect(JSON.stringify(question)).toMatch(/canary/i);
    const copy = redactedQuestion(question, by);
    expect(JSON.stringify(copy)).not.toMatch(/canary/i);
    expect(copy.answer.pages).toHaveLength(question.answer.pages.length);
    expect(copy.observation.failure).toBe(copy.answer.failure?.because);
    if (copy.answer.failure !== undefined) expect(isOwnFailure(copy.answer.failure as Failure)).toBe(true);
  });

  test('what is asked about a group is asked about its pseudonym', () => {
    const { answer } = redactedQuestion(QUESTIONS['what is below a management group'] as KeptQuestion, by);
    expect(answer.asked).toBe(
      `GET /providers/Microsoft.Management/managementGroups/${encodeURIComponent(by.name('canary canary'))}/descendants?api-version=2020-05-01`,
    );
  });
});

test('every failure of ours stays as it is, and every code that proves an absence is known', () => {
  for (const failure of Object.values(FAULTY)) {
    const { answer } = redactedQuestion(asked({}, { asked: 'GET /x', pages: [], failure }), by);
    expect(answer.failure).toMatchObject({ because: failure.because, kind: failure.kind });
  }
  expect([...GONE].filter((code) => !AZURE_WORDS.has(code.toLowerCase()))).toEqual([]);
  expect(isOwnFailure(withCodes({ because: '' }, ['no code']))).toBe(true);
});
