import { errorText } from '../../base/errorText.ts';
import { audienceOf } from '../../collect/requests/connection.ts';
import type { Report } from '../../domain/progress.ts';
import { testCard } from '../../report/card.ts';
import { baselineOf, historyOf, packsOf, REAL_CLOCK } from '../compose.ts';
import { mailOf, timestamperOf, webhookOf } from '../composeDelivery.ts';
import { connect } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';
import { scheduleFault } from '../schedule.ts';
import { readSettings, type Settings } from '../settings.ts';
import { budgetOf } from '../timeBudget.ts';
import { examineReads } from './azure.ts';
import { examineClock } from './clock.ts';
import { examine, failed, ok, skipped, type Examination } from './examination.ts';
import { signInFault } from './signInFault.ts';

export interface DoctorOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One subscription is enough to try every permission; left out, the configured scope is read. */
  readonly subscription?: string | undefined;
  /** An address to send a test mail to; a test card goes to the webhook then, too. */
  readonly sendTest?: string | undefined;
  readonly report: Report;
  readonly clock?: Clock;
  /** As `process.versions.node`. */
  readonly nodeVersion: string;
}

/** The lowest in package.json's `engines`. */
const NODE_AT_LEAST = [22, 18] as const;
const SIGN_IN = 'Sign in (az login), or give the app a managed identity or AZURE_* settings.';

/** Everything a run needs, each tried as a run would use it. Nothing in Azure is changed. */
export async function* examineAll(options: DoctorOptions): AsyncGenerator<Examination> {
  const clock = options.clock ?? REAL_CLOCK;
  yield nodeExamination(options.nodeVersion);

  let settings: Settings;
  try {
    settings = readSettings(options.environment);
    yield ok('settings', 'all settings that are present are valid');
  } catch (error) {
    yield failed('settings', errorText(error), 'docs/settings.md lists them.');
    return;
  }
  yield schedule(options.environment['UNBROKEN_SCHEDULE']);
  yield await examine('baseline', 'Correct the file; unbroken baseline check FILE explains it.', async () => {
    const { baseline } = await baselineOf(settings);
    return `${baseline.name} ${baseline.version}`;
  });
  yield* azure(settings, options, clock);
  yield* storage(settings);
  yield await mail(settings, options, clock);
  yield await webhook(settings, options);
  yield await timestamp(settings);
}

async function* azure(settings: Settings, options: DoctorOptions, clock: Clock): AsyncGenerator<Examination> {
  const connection = connect(settings);
  const network = await examineClock(connection, clock);
  yield network;
  const signIn = await examine('credential', SIGN_IN, async () => {
    const token = await connection.credential.getToken(audienceOf(connection)).catch(signInFault);
    if (token === null) throw new Error('Could not get a token for Azure.');
    return 'a token for Azure Resource Manager was given';
  });
  yield signIn;
  if (signIn.state !== 'ok') {
    yield skipped('reads', 'nobody is signed in');
    return;
  }
  if (network.what === 'network') {
    yield skipped('reads', 'Azure cannot be reached');
    return;
  }
  const { managementGroups, subscriptions, tenantId } = settings;
  const { subscription } = options;
  const scope =
    subscription === undefined
      ? { tenantId, managementGroups, subscriptions }
      : { tenantId, managementGroups: [], subscriptions: [subscription] };
  try {
    yield* await examineReads({ connection, scope, clock, report: options.report, timeBudget: budgetOf(settings) });
  } catch (error) {
    yield failed('reads', errorText(error), SIGN_IN);
  }
}

async function* storage(settings: Settings): AsyncGenerator<Examination> {
  if (settings.storage === undefined) {
    yield skipped('tables', 'UNBROKEN_STORAGE is not set: no history');
    yield skipped('container', 'UNBROKEN_STORAGE is not set: packs go to a folder');
    return;
  }
  const remedy =
    'Give the identity the roles Storage Table Data Contributor and Storage Blob Data Contributor on the account, and let its firewall admit this host.';
  yield await examine('tables', remedy, async () => {
    await historyOf(settings, REAL_CLOCK).listRuns(1);
    return `${settings.tablePrefix}… are there and can be read`;
  });
  yield await examine('container', remedy, async () => {
    await packsOf(settings).exists('doctor/none');
    return 'can be read; writing is not tested, because nothing written there can be removed';
  });
}

async function mail(settings: Settings, { sendTest }: DoctorOptions, clock: Clock): Promise<Examination> {
  if (settings.mail === undefined)
    return sendTest === undefined
      ? skipped('mail', 'neither UNBROKEN_ACS_ENDPOINT nor UNBROKEN_SMTP_URL is set: no mail')
      : failed('mail', 'no mail service is configured', 'Set UNBROKEN_ACS_ENDPOINT or UNBROKEN_SMTP_URL.');
  const remedy = 'The message says which setting to correct; docs/settings.md lists them.';
  return examine('mail', remedy, async () => {
    const service = mailOf(settings);
    if (service === undefined) throw new Error('no mail service is configured');
    if (sendTest === undefined) return 'is configured; --send-test ADDRESS sends one';
    const text = 'This is a test by unbroken doctor. Nothing was assessed.';
    const domain = service.from.slice(service.from.lastIndexOf('@') + 1);
    const { response } = await service.transport.send({
      to: sendTest,
      subject: 'Unbroken: test mail',
      html: `<p>${text}</p>`,
      text,
      attachments: [],
      messageId: `<doctor.${clock.unique()}@${domain}>`,
    });
    return `the server accepted a mail to ${sendTest} (${response})`;
  });
}

async function webhook(settings: Settings, { sendTest }: DoctorOptions): Promise<Examination> {
  const poster = webhookOf(settings);
  if (poster === undefined) return skipped('webhook', 'UNBROKEN_WEBHOOK_URL is not set: nothing is posted');
  const remedy = 'Create a new workflow in Teams (docs/deploy.md) and put its URL into the secret.';
  return examine('webhook', remedy, async () => {
    if (sendTest === undefined) return 'is configured; --send-test ADDRESS also posts a card';
    return `took a card (${await poster.post(testCard())})`;
  });
}

/** Asks for a timestamp over a text of its own, as a run would over a manifest. */
async function timestamp(settings: Settings): Promise<Examination> {
  const authority = timestamperOf(settings);
  if (authority === undefined) return skipped('timestamp', 'UNBROKEN_TIMESTAMP_URL is not set: packs get no timestamp');
  const remedy =
    'Correct UNBROKEN_TIMESTAMP_URL, or allow this host to reach the authority; until then packs have no timestamp.';
  return examine('timestamp', remedy, async () => {
    await authority.stamp(new TextEncoder().encode('This is a test by unbroken doctor.'));
    return `${new URL(settings.timestampUrl ?? '').host} gave a timestamp`;
  });
}

function schedule(text: string | undefined): Examination {
  if (text === undefined || text.trim() === '')
    return skipped('schedule', 'UNBROKEN_SCHEDULE is not set: only the Functions app needs it, for the weekly run');
  const fault = scheduleFault(text);
  return fault === undefined
    ? ok('schedule', `${text.trim()} can be read by the weekly timer`)
    : failed('schedule', fault, 'Correct the setting; the host disables a timer whose schedule it cannot read.');
}

function nodeExamination(version: string): Examination {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needed, neededMinor] = NODE_AT_LEAST;
  return major > needed || (major === needed && minor >= neededMinor)
    ? ok('Node', version)
    : failed('Node', `${version} is too old`, `Use Node ${needed}.${neededMinor} or later.`);
}
