import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contoso } from '../../../simulator/estate/contoso/index.ts';
import { startSmtpCatcher, type SmtpCatcher } from '../../../simulator/services/smtpCatcher.ts';
import { runLocally } from '../../../src/app/localRun.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { openBank, settingsOf, type Bank } from './stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let smtp: SmtpCatcher;
let bank: Bank;

beforeAll(async () => {
  [smtp, bank] = await Promise.all([startSmtpCatcher(), openBank(1)]);
});

afterAll(async () => {
  await Promise.all([smtp.close(), bank.close()]);
  folder.dispose();
});

test('who audits one subscription gets its disks only; the others get everything; the pack holds both and verifies', async () => {
  const out = join(folder.path, 'out');
  const [mine = '', other = ''] = contoso(1).subscriptions.map(({ id }) => id.toLowerCase());
  const settings = readSettings(
    await settingsOf(bank, folder.path, {
      UNBROKEN_SMTP_URL: smtp.url,
      UNBROKEN_MAIL_TO: `auditor@contoso.example, external@auditors.example=${mine.toUpperCase()}`,
    }),
  );
  const outcome = await runLocally({
    settings,
    outFolder: out,
    sendMail: true,
    report: () => undefined,
    trigger: 'cli',
    asOf: bank.now,
  });
  expect(outcome.deliveries.map(({ ok }) => ok)).toEqual([true, true]);

  const names = (id: string): string[] =>
    outcome.record.chains.filter(({ subscriptionId }) => subscriptionId === id).map(({ name }) => name);
  const texts = new Map<string, string>(
    smtp.mails.map((mail) => {
      const [workbook] = mail.parsed.attachments;
      const cells = Object.values(unzipSync(workbook?.content ?? new Uint8Array())).map((bytes) =>
        Buffer.from(bytes).toString('utf8'),
      );
      return [mail.to[0] ?? '', `${mail.parsed.text ?? ''}\n${mail.parsed.html || ''}\n${cells.join('\n')}`];
    }),
  );
  const whole = texts.get('auditor@contoso.example') ?? '';
  const excerpt = texts.get('external@auditors.example') ?? '';
  expect(names(mine).length * names(other).length).toBeGreaterThan(0);
  for (const name of names(mine)) {
    expect(whole).toContain(name);
    expect(excerpt).toContain(name);
  }
  // Copies of the auditor's own disks may lie in another subscription, and own copies may be of disks there: these are named.
  const kin = outcome.record.chains.flatMap(({ disk, copyOf = '', subscriptionId }) =>
    subscriptionId === mine ? [copyOf] : copyOf.includes(`/subscriptions/${mine}/`) ? [disk] : [],
  );
  const strangers = outcome.record.chains.filter((row) => row.subscriptionId === other && !kin.includes(row.disk));
  expect(strangers.length).toBeGreaterThan(20);
  for (const { name } of strangers) {
    expect(whole).toContain(name);
    expect(excerpt).not.toContain(name);
  }
  const verified = await verifyPack({ pack: outcome.packLocation, earlier: [] });
  expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
  expect(verified.holds).toBe(true);
  expect(verified.steps.flatMap(({ notVerified }) => notVerified).join('\n')).toMatch(
    new RegExp(`1 excerpt \\(excerpts/UNBROKEN-excerpt-[0-9a-f]{12}\\.xlsx; subscriptions ${mine}\\)`),
  );
});
