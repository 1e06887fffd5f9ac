import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { startTeamsWorkflow } from '../../simulator/services/teamsWorkflow.ts';
import { createWebhook, WebhookError } from '../../src/deliver/webhook.ts';
import { failureCard, testCard } from '../../src/report/card.ts';

type Workflow = Awaited<ReturnType<typeof startTeamsWorkflow>>;

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function workflow(...words: Parameters<typeof startTeamsWorkflow>): Promise<Workflow> {
  const started = await startTeamsWorkflow(...words);
  endings.push(() => started.close());
  return started;
}

async function faultOf(posting: Promise<unknown>): Promise<WebhookError> {
  const error: unknown = await posting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WebhookError);
  // Neither the path nor the signature of the address.
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret-signature|workflows/);
  return error as WebhookError;
}

test('a connection that was open already and is cut may have taken the card', async () => {
  const teams = await workflow((request) => (request === 2 ? 'cut' : undefined));
  const webhook = createWebhook(teams);
  await webhook.post(testCard());
  expect(await faultOf(webhook.post(testCard()))).toMatchObject({ kind: 'broken', outcome: 'unknown' });
});

test('a card is taken once', async () => {
  const teams = await workflow();
  expect(await createWebhook(teams).post(testCard())).toBe('HTTP 202');
  expect(teams.cards).toMatchObject([{ type: 'AdaptiveCard', version: '1.4' }]);
  const failure = { runId: 'r', scopeText: 'Contoso', because: 'x'.repeat(100_000), when: '2026-11-23T06:00:00.000Z' };
  await createWebhook(teams).post(failureCard(failure));
  expect(teams.cards).toHaveLength(2);
});

test('a burst of 429 is waited out', async () => {
  const teams = await workflow((request) =>
    request < 3 ? { status: 429, headers: { 'retry-after': '0' } } : undefined,
  );
  await createWebhook(teams).post(testCard());
  expect(teams.requests()).toBe(3);
  expect(teams.cards).toHaveLength(1);
});

test.each<[string, Parameters<typeof startTeamsWorkflow>[0], Partial<WebhookError>, number]>([
  [
    '429 that stays',
    () => ({ status: 429, headers: { 'retry-after': '0' } }),
    { kind: 'throttled', outcome: 'notSent' },
    3,
  ],
  ['500', () => ({ status: 500 }), { kind: 'broken', outcome: 'unknown' }, 1],
  ['410: the workflow was deleted', () => ({ status: 410 }), { kind: 'gone', outcome: 'notSent' }, 1],
  ['413', () => ({ status: 413 }), { kind: 'tooLarge', outcome: 'notSent' }, 1],
  ['400', () => ({ status: 400 }), { kind: 'refused', outcome: 'notSent' }, 1],
  [
    'a redirect',
    () => ({ status: 302, headers: { location: 'https://127.0.0.1:1/' } }),
    { kind: 'refused', outcome: 'notSent' },
    1,
  ],
  ['no answer', () => 'silence', { kind: 'timeout', outcome: 'unknown' }, 1],
  ['a cut connection', () => 'cut', { kind: 'broken', outcome: 'unknown' }, 1],
])('%s', async (_, meet, expected, requests) => {
  const teams = await workflow(meet);
  const fault = await faultOf(createWebhook({ ...teams, timeout: 500 }).post(testCard()));
  expect(fault).toMatchObject(expected);
  expect(fault.message).toContain(new URL(teams.url).host);
  expect(teams.requests()).toBe(requests);
  expect(teams.cards).toHaveLength(0);
});

test('nobody there, or somebody with another certificate: nothing was posted', async () => {
  const teams = await workflow();
  const { url } = teams;
  expect(await faultOf(createWebhook({ url }).post(testCard()))).toMatchObject({ kind: 'tls', outcome: 'notSent' });
  expect(teams.requests()).toBe(0);
  await teams.close();
  endings.splice(0);
  const gone = await faultOf(createWebhook(teams).post(testCard()));
  expect(gone).toMatchObject({ kind: 'unreachable', outcome: 'notSent' });
  expect(gone.message).toContain('UNBROKEN_WEBHOOK_URL');
});
