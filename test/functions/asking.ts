import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Application, unbroken } from '../../src/app/application.ts';
import { listEvidence } from '../../src/functions/listEvidence.ts';
import { readAsOf } from '../../src/functions/readAsOf.ts';
import { readEvidence } from '../../src/functions/readEvidence.ts';
import { readWorkbook } from '../../src/functions/readPart.ts';
import { requestEvidence } from '../../src/functions/requestEvidence.ts';
import { ask, INJECTIONS, withEngine, type Answer } from './api.ts';
import { MY_DISK as DISK, OTHER, type Api } from './stage.ts';

/** Asking for runs, over HTTP and by the timer. */
export function asking(api: Api): void {
  describe('asking', () => {
    test('202 with the address of the status, where the run can be seen queued', async () => {
      const asked = await ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}' });
      expect(asked.status).toBe(202);
      expect(asked.headers['location']).toBe(`/api/evidence/${String(asked.json['runId'])}`);
      const status = await ask('readEvidence', readEvidence, { params: { runId: String(asked.json['runId']) } });
      expect(status.json).toMatchObject({ state: 'Queued', finished: false });
      expect(status.headers['retry-after']).toBe('30');
    });

    test('the same Idempotency-Key asks for one run; with another body it is refused', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const first = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' });
      const again = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '' });
      expect(again.json['runId']).toBe(first.json['runId']);
      const body = JSON.stringify({ scope: { managementGroups: ['other'] } });
      const other = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body });
      expect(other).toMatchObject({ status: 422, json: { code: 'IdempotencyKeyReused' } });
      const bad = await ask('requestEvidence', requestEvidence, {
        method: 'POST',
        headers: { 'idempotency-key': 'two words' },
      });
      expect(bad).toMatchObject({ status: 400 });
    });

    test('a run that is asked for is started, once however often it is asked for; its status tells how far it is', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const post = (): Promise<Answer> =>
        ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' });
      const runId = String((await post()).json['runId']);
      const params = { runId };
      expect(api.engine.look(runId)).toMatchObject({ status: 'Pending' });
      // No turn yet: the engine has nothing to tell.
      expect((await ask('readEvidence', readEvidence, { params })).json).not.toHaveProperty('progress');
      while (api.engine.look(runId)?.customStatus === undefined) await api.engine.step();
      const { turns } = api.engine;
      await post();
      await Promise.all([post(), post()]);
      expect(api.engine.turns).toBe(turns);
      const status = await ask('readEvidence', readEvidence, { params });
      expect(status.json['progress']).toEqual({ stage: 'begin', tries: 1 });
    });

    test('a run whose instance was terminated, or ended without it, does not look as if somebody did it', async () => {
      const asked = await ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}' });
      const params = { runId: String(asked.json['runId']) };
      while (api.engine.look(params.runId)?.customStatus === undefined) await api.engine.step();
      const progress = async (): Promise<unknown> =>
        (await ask('readEvidence', readEvidence, { params })).json['progress'];
      expect(await progress()).toEqual({ stage: 'begin', tries: 1 });
      api.engine.terminate(params.runId);
      const because = expect.stringMatching(/^An operator terminated it; the daily timer/) as string;
      expect(await progress()).toEqual({ stage: 'begin', tries: 1, because });
    });

    test('an engine that does not answer keeps nobody from the status, and is told to whoever asks for a run', async () => {
      const asked = await ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}' });
      const params = { runId: String(asked.json['runId']) };
      withEngine({ binding: { ...api.engineApi.binding, rpcBaseUrl: 'http://127.0.0.1:1/durabletask/' } });
      const status = await ask('readEvidence', readEvidence, { params });
      expect(status).toMatchObject({ status: 200, json: { state: 'Queued', finished: false } });
      expect(status.json).not.toHaveProperty('progress');
      const refused = await ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}' });
      expect(refused).toMatchObject({ status: 500, json: { code: 'InternalError' } });
      withEngine(api.engineApi);
    });

    test('several at once with one key get one run', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () =>
          ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' }),
        ),
      );
      expect(new Set(answers.map(({ json }) => json['runId'])).size).toBe(1);
    });

    test.each(
      INJECTIONS.flatMap((text) =>
        ['subscriptions', 'managementGroups', 'recipients', 'other'].map((field) => [field, text]),
      ),
    )('%s: %j never becomes a question to Azure', async (field, text) => {
      const requestsBefore = api.bank.requests.log.length;
      const body = JSON.stringify(
        field === 'recipients'
          ? { recipients: [text] }
          : field === 'other'
            ? { [text]: 1 }
            : { scope: { [field]: [text] } },
      );
      const answer = await ask('requestEvidence', requestEvidence, { method: 'POST', body });
      expect(answer).toMatchObject({ status: 400, json: { code: 'BadRequest' } });
      expect(api.bank.requests.log.length).toBe(requestsBefore);
    });

    test.each(INJECTIONS)('%j is no run', async (runId) => {
      expect(await ask('readEvidence', readEvidence, { params: { runId } })).toMatchObject({ status: 404 });
      expect(await ask('readWorkbook', readWorkbook, { params: { runId } })).toMatchObject({ status: 404 });
      expect(await ask('listEvidence', listEvidence, { query: { after: runId } })).toMatchObject({ status: 404 });
      expect(await ask('listEvidence', listEvidence, { query: { top: runId } })).toMatchObject({ status: 400 });
      expect(await ask('listEvidence', listEvidence, { query: { asOf: runId } })).toMatchObject({ status: 400 });
      expect(await ask('readAsOf', readAsOf, { params: { date: runId } })).toMatchObject({ status: 400 });
    });

    test.each(INJECTIONS)('Idempotency-Key %j is refused, or only ever a hash', async (text) => {
      const requestsBefore = api.bank.requests.log.length;
      const sendable = /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
      const headers = { 'idempotency-key': sendable };
      const answer = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' });
      expect([202, 400]).toContain(answer.status);
      expect(api.bank.requests.log.length).toBe(requestsBefore);
    });
  });

  describe('asking about some requirements or resources', () => {
    test.each([
      ['requirements', { requirements: ['R8'] }, 'requirements.0: must be one of R1'],
      ['no subscription', { scope: { subscriptions: [] } }, 'scope: names nothing'],
      ['no requirement', { requirements: [] }, 'requirements: names nothing'],
      [
        'a resource of another kind',
        { subjects: [DISK.replace('disks', 'snapshots')] },
        'subjects.0: must be the resource id',
      ],
      ['no resource id', { subjects: [DISK, 'd'] }, 'subjects.1: must be the resource id'],
      ['an injection', { subjects: [`${DISK}' or 1 eq 1`] }, 'subjects.0: must be the resource id'],
      [
        'too many',
        { subjects: Array.from({ length: 101 }, (_, at) => `${DISK}${at}`) },
        'subjects: names more than 100',
      ],
      ['one outside', { subjects: [DISK], scope: { subscriptions: [OTHER] } }, 'scope.subscriptions does not name'],
      ['a field of no request', { subject: DISK }, 'subject is not a field of a request'],
    ])('%s: one sentence that names the field', async (_name, body, detail) => {
      const answer = await ask('requestEvidence', requestEvidence, { method: 'POST', body: JSON.stringify(body) });
      expect(answer).toMatchObject({ status: 400, json: { code: 'BadRequest' } });
      expect(answer.json['detail']).toContain(detail);
      expect(answer.json['detail']).not.toContain('\n');
    });
  });

  test('a second firing within the hour asks for the same weekly run, whose id does not follow from it', async () => {
    const application = unbroken(process.env);
    const [first, second] = [await application.askWeekly(), await application.askWeekly()];
    // Unless the hour ended in between.
    if (first.requestedAt.slice(0, 13) === second.requestedAt.slice(0, 13)) expect(second).toEqual(first);
    expect(first.runId).toMatch(/^weekly-\d{4}-\d{2}-\d{2}T\d{2}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const others = { ...process.env, UNBROKEN_TABLE_PREFIX: 'ApiOther' };
    expect((await new Application(others).askWeekly()).runId).not.toBe(first.runId);
  });
}
