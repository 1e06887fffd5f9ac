import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Settings } from './settings.ts';

/** What asks for a run: the message on the queue, and what the CLI passes in the same process. Plain JSON. */
export interface RunRequest {
  /** Letters, digits, `-` and `.`; the same id is the same run, however often it is asked for. */
  readonly runId: string;
  readonly trigger: 'timer' | 'http' | 'cli' | 'demo';
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly scope: {
    readonly tenantId: string | undefined;
    readonly managementGroups: readonly string[];
    readonly subscriptions: readonly string[];
  };
  readonly recipients: readonly string[];
}

/** A request that cannot be taken. The message names the field and the remedy; answered as HTTP 400. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** A request that contradicts an earlier one; answered as HTTP 422. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** Equal for requests that ask for the same. */
export function fingerprintOf({ scope, recipients }: RunRequest): string {
  return createHash('sha256').update(JSON.stringify({ scope, recipients }), 'utf8').digest('hex');
}

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

const guid = z.guid({ error: 'must be a subscription GUID' });
const email = z.string().regex(/^[^\s@<>]+@[^\s@<>]+$/, { error: 'must be an e-mail address' });

const bodySchema = z.strictObject({
  scope: z
    .strictObject({
      managementGroups: z
        .array(z.string().regex(/^[\w.()-]{1,90}$/, { error: 'must be a management group name' }))
        .optional(),
      subscriptions: z.array(guid).optional(),
    })
    .optional(),
  recipients: z.array(email).max(50).optional(),
});

/** Turns the body of `POST /api/evidence` into a request; an empty body asks for the configured scope and recipients. */
export function requestFromBody(text: string, settings: Settings, runId: string, requestedAt: string): RunRequest {
  let json: unknown = {};
  if (text.trim() !== '')
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new RequestError(
        'The body is not JSON; send {} or {"scope": {"subscriptions": ["<GUID>"]}, "recipients": ["<address>"]}.',
        { cause },
      );
    }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success)
    throw new RequestError(
      parsed.error.issues
        .map((issue) => {
          const path = issue.path.length === 0 ? 'the body' : issue.path.map(String).join('.');
          return issue.code === 'unrecognized_keys'
            ? `${path}: ${issue.keys.join(', ')} is not a field of a request; allowed are scope.managementGroups, scope.subscriptions and recipients.`
            : `${path}: ${issue.message}.`;
        })
        .join('\n'),
    );
  const { scope, recipients } = parsed.data;
  const asked = scope?.managementGroups !== undefined || scope?.subscriptions !== undefined;
  return {
    runId,
    trigger: 'http',
    requestedAt,
    scope: {
      tenantId: settings.tenantId,
      managementGroups: asked ? (scope.managementGroups ?? []) : settings.managementGroups,
      subscriptions: asked
        ? [...new Set((scope.subscriptions ?? []).map((id) => id.toLowerCase()))].sort()
        : settings.subscriptions,
    },
    recipients: recipients === undefined ? (settings.mail?.to ?? []) : allowedRecipients(recipients, settings),
  };
}

/** The weekly run of the schedule's occurrence; a timer that fires twice within the hour asks for one run. */
export function weeklyRequest(settings: Settings, now: string): RunRequest {
  return {
    runId: `weekly-${now.slice(0, 13)}`,
    trigger: 'timer',
    requestedAt: now,
    scope: {
      tenantId: settings.tenantId,
      managementGroups: settings.managementGroups,
      subscriptions: settings.subscriptions,
    },
    recipients: settings.mail?.to ?? [],
  };
}

const messageSchema = z.object({
  runId: z.string().regex(RUN_ID),
  trigger: z.enum(['timer', 'http', 'cli', 'demo']),
  requestedAt: z.iso.datetime(),
  scope: z.object({
    tenantId: z.string().optional(),
    managementGroups: z.array(z.string()),
    subscriptions: z.array(z.string()),
  }),
  recipients: z.array(z.string()),
});

/** Reads a queue message (an object, or its JSON text). */
export function requestFromMessage(message: unknown): RunRequest {
  const json: unknown = typeof message === 'string' ? JSON.parse(message) : message;
  const parsed = messageSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new RequestError(
      `The queue message is not a run request: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}. Ask for a run with POST /api/evidence.`,
    );
  }
  const { scope, ...rest } = parsed.data;
  return { ...rest, scope: { ...scope, tenantId: scope.tenantId } };
}

/** Evidence goes to configured addresses and domains only: a function key must not be enough to mail it anywhere. */
function allowedRecipients(recipients: readonly string[], settings: Settings): readonly string[] {
  const mail = settings.mail;
  if (mail === undefined)
    throw new RequestError(
      'recipients: no mail is configured here; leave the field out, or set UNBROKEN_ACS_ENDPOINT or UNBROKEN_SMTP_URL.',
    );
  const known = new Set(mail.to.map((entry) => entry.toLowerCase()));
  for (const recipient of recipients) {
    const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
    if (!known.has(recipient.toLowerCase()) && !mail.allowedDomains.includes(domain))
      throw new RequestError(
        `recipients: ${recipient} is neither in UNBROKEN_MAIL_TO nor in a domain of UNBROKEN_MAIL_DOMAINS; add it there first.`,
      );
  }
  return recipients;
}
