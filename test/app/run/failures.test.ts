import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Application } from '../../../src/app/application.ts';
import { runLocally } from '../../../src/app/localRun.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../simulator/services/smtpCatcher.ts';
import { startTeamsWorkflow } from '../../../simulator/services/teamsWorkflow.ts';
import { openSmallBank, settingsOf, type Bank } from './stage.ts';
import { runThrough } from './stages/through.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let smtp: SmtpCatcher;
let bank: Bank;
let teams: Awaited<ReturnType<typeof startTeamsWorkflow>>;
/** What the channel answers instead of taking a card. */
let trouble: { readonly status: number; readonly headers?: Record<string, string> } | undefined;

beforeAll(async () => {
  azurite = await storageAccount();
  smtp = await startSmtpCatcher();
  bank = await openSmallBank(1);
  teams = await startTeamsWorkflow(() => trouble);
});
afterAll(async () => {
  await teams.close();
  await bank.close();
  await smtp.close();
  folder.dispose();
});

const silent = (): void => undefined;
const applicationWith = async (more: Record<string, string>): Promise<Application> =>
  new Application(await settingsOf(bank, folder.path, { UNBROKEN_STORAGE: azurite.connectionString, ...more }));

describe('a run that fails', () => {
  test('an identity that Azure refuses: the run is put down as failed and the recipients are told, once', async () => {
    const application = await applicationWith({
      UNBROKEN_SMTP_URL: smtp.url,
      UNBROKEN_WEBHOOK_URL: teams.url,
      UNBROKEN_ACCESS_TOKEN: 'expired',
      UNBROKEN_TABLE_PREFIX: 'Refused',
    });
    const request = await application.askOverHttp('');
    const before = smtp.mails.length;
    await expect(runThrough(application, request.runId)).rejects.toThrow(/sign|identity|token/i);
    // Whoever starts it again meets the same.
    await expect(runThrough(application, request.runId)).rejects.toThrow();
    const status = await application.evidence.status(request.runId);
    expect(status).toMatchObject({ state: 'Failed', finished: true });
    expect(status?.error).not.toContain('expired.');
    expect(smtp.mails.length).toBe(before + 1);
    expect(smtp.mails.at(-1)?.parsed.subject).toContain('[No evidence]');
    expect(teams.cards).toHaveLength(1);
    expect(JSON.stringify(teams.cards[0])).toContain('No evidence from this run');
    expect(await application.evidence.part(request.runId, 'workbook')).toMatchObject({ kind: 'none', state: 'Failed' });
  });

  test('mail server and channel down: the evidence stands, and the next execution only delivers it', async () => {
    trouble = { status: 429, headers: { 'retry-after': '0' } };
    const down = await applicationWith({
      UNBROKEN_SMTP_URL: 'smtp://127.0.0.1:1',
      UNBROKEN_WEBHOOK_URL: teams.url,
      UNBROKEN_TABLE_PREFIX: 'Mailless',
    });
    const request = await down.askOverHttp('');
    await runThrough(down, request.runId);
    expect(await down.evidence.status(request.runId)).toMatchObject({
      state: 'Recorded',
      error: expect.stringMatching(/auditor@.*webhook: .*429/) as string,
    });
    trouble = undefined;
    const up = await applicationWith({
      UNBROKEN_SMTP_URL: smtp.url,
      UNBROKEN_WEBHOOK_URL: teams.url,
      UNBROKEN_TABLE_PREFIX: 'Mailless',
    });
    const posted = teams.cards.length;
    const asked = bank.requests.resourceGraph;
    const before = smtp.mails.length;
    expect((await runThrough(up, request.runId)).deliveries.map(({ result }) => result)).toEqual(['sent', 'sent']);
    expect(bank.requests.resourceGraph).toBe(asked);
    expect(smtp.mails.length).toBe(before + 1);
    expect(teams.cards.length).toBe(posted + 1);
    expect(JSON.stringify(teams.cards.at(-1))).toContain('NonCompliant: INCOMPLETE');
    expect(smtp.mails.at(-1)?.parsed.attachments[0]?.filename).toMatch(/\.xlsx$/);
    expect(await up.evidence.status(request.runId)).toMatchObject({ state: 'Delivered' });
  });

  test('storage down: one clear error, nothing assessed, nothing left in the folder', async () => {
    const settings = readSettings(
      await settingsOf(bank, folder.path, {
        UNBROKEN_STORAGE:
          'DefaultEndpointsProtocol=http;AccountName=gone;AccountKey=Z29uZQ==;BlobEndpoint=http://127.0.0.1:1/gone;TableEndpoint=http://127.0.0.1:1/gone;',
      }),
    );
    const out = join(folder.path, 'storage-down');
    const asked = bank.requests.resourceGraph;
    await expect(
      runLocally({ settings, outFolder: out, sendMail: false, report: silent, trigger: 'cli', asOf: bank.now }),
    ).rejects.toThrow(/storage|127\.0\.0\.1:1/i);
    expect(bank.requests.resourceGraph).toBe(asked);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  test('a subscription that does not exist is named', async () => {
    const settings = readSettings({
      ...(await settingsOf(bank, folder.path)),
      UNBROKEN_MANAGEMENT_GROUPS: '',
      UNBROKEN_SUBSCRIPTIONS: '99999999-0000-0000-0000-000000000000',
    });
    const out = join(folder.path, 'no-such-subscription');
    await expect(
      runLocally({ settings, outFolder: out, sendMail: false, report: silent, trigger: 'cli', asOf: bank.now }),
    ).rejects.toThrow(/99999999-0000-0000-0000-000000000000/);
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  test('a certificate that nobody here vouches for is told with the flag that takes its authority; so is a file without one', async () => {
    const known = await settingsOf(bank, folder.path);
    const run = (ca: string | undefined): Promise<unknown> => {
      const settings = readSettings(
        Object.fromEntries(
          Object.entries({ ...known, UNBROKEN_CA_FILE: ca ?? '' }).filter(([, value]) => value !== ''),
        ),
      );
      const out = join(folder.path, 'untrusted');
      return runLocally({ settings, outFolder: out, sendMail: false, report: silent, trigger: 'cli', asOf: bank.now });
    };
    await expect(run(undefined)).rejects.toThrow(/is not trusted here: give its authority with --ca/);
    const text = join(folder.path, 'no-certificate.txt');
    writeFileSync(text, 'none');
    await expect(run(text)).rejects.toThrow(
      /no-certificate\.txt" .* holds no certificate; give one or several in PEM\.$/,
    );
  });

  test('a workbook above the limit is linked where callers sign in, not attached; a post that may be out is not repeated', async () => {
    trouble = { status: 500 };
    const application = await applicationWith({
      UNBROKEN_SMTP_URL: smtp.url,
      UNBROKEN_WEBHOOK_URL: teams.url,
      UNBROKEN_HTTP_AUTH: 'entra',
      WEBSITE_HOSTNAME: 'func.example',
      UNBROKEN_TABLE_PREFIX: 'Linked',
      UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB: '0.001',
    });
    const request = await application.askOverHttp('{"recipients": ["auditor@contoso.example"]}');
    const posts = teams.requests();
    const { deliveries } = await runThrough(application, request.runId);
    expect(deliveries.map(({ recipient, ok }) => [recipient, ok])).toEqual([
      ['auditor@contoso.example', true],
      ['webhook', false],
    ]);
    const mail = smtp.mails.at(-1)?.parsed;
    expect(mail?.attachments).toEqual([]);
    expect(mail?.html).toContain(`href="https://func.example/api/evidence/${request.runId}/workbook"`);
    // Storage is named, for those who have access there, and never linked: a browser cannot sign in to it.
    const kept = azurite.blobUrl.replace(/\/$/, '');
    expect(mail?.html).toContain(kept);
    expect(mail?.html).not.toContain(`href="${kept}`);
    // Whether the card of the 500 was posted nobody knows: it is told, not sent again, and the evidence stands.
    expect(await application.evidence.status(request.runId)).toMatchObject({ state: 'Recorded', complete: false });
    trouble = undefined;
    expect((await runThrough(application, request.runId)).deliveries).toContainEqual({
      recipient: 'webhook',
      ok: false,
      result: expect.stringContaining('delivery unknown') as string,
    });
    expect(teams.requests()).toBe(posts + 1);
  });

  test('a recipient who is nobody of ours is refused', async () => {
    const application = await applicationWith({ UNBROKEN_SMTP_URL: smtp.url });
    await expect(application.askOverHttp('{"recipients": ["thief@example.com"]}')).rejects.toThrow(
      /UNBROKEN_MAIL_DOMAINS/,
    );
  });
});
