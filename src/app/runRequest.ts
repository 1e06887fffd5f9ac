import { isAddress } from '../base/mailAddress.ts';
import { sha256Of } from '../base/io/sha256.ts';
import * as z from 'zod';
import { armId, subscriptionOf } from '../domain/armId.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import { NONE_NAMED, requestBody } from './requestBody.ts';
import type { Settings } from './settings.ts';

/** What a run was asked for: kept with its row, and what the CLI passes in the same process. Plain JSON. */
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
  /** What is handed out of the run: these requirements (in the order of R1–R7) only. The run itself is whole. */
  readonly requirements?: readonly RequirementId[] | undefined;
  /** What is handed out of the run: these disks and machines (lower-cased ids, sorted) only. */
  readonly subjects?: readonly string[] | undefined;
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
export function fingerprintOf({ scope, recipients, requirements, subjects }: RunRequest): string {
  return sha256Of(JSON.stringify({ scope, recipients, requirements, subjects }));
}

/** Of a run's id. */
export const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

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
  const parsed = requestBody.safeParse(json);
  if (!parsed.success) throw new RequestError(faultOf(parsed.error.issues[0]));
  const { scope, recipients } = parsed.data;
  const asked = scope?.managementGroups !== undefined || scope?.subscriptions !== undefined;
  // An empty scope would be every subscription that the identity sees.
  if (asked && (scope.managementGroups ?? []).length + (scope.subscriptions ?? []).length === 0)
    throw new RequestError(`scope: ${NONE_NAMED}.`);
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
    ...selectionOf(parsed.data),
  };
}

/** The first fault in one sentence. */
function faultOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.map(String).join('.');
  return issue?.code === 'unrecognized_keys'
    ? `${path}: ${issue.keys.join(', ')} is not a field of a request; allowed are scope.managementGroups, scope.subscriptions, requirements, subjects and recipients.`
    : `${path}: ${issue?.message ?? 'is not a request'}.`;
}

/** @throws RequestError for a resource outside of the subscriptions that the same request names. */
function selectionOf({
  requirements,
  subjects,
  scope,
}: z.infer<typeof requestBody>): Pick<RunRequest, 'requirements' | 'subjects'> {
  const inScope = new Set(scope?.subscriptions?.map((id) => id.toLowerCase()));
  const outside =
    scope?.subscriptions === undefined || scope.managementGroups !== undefined
      ? -1
      : (subjects ?? []).findIndex((id) => !inScope.has(subscriptionOf(id)));
  if (outside >= 0)
    throw new RequestError(
      `subjects.${String(outside)}: is in subscription ${subscriptionOf(subjects?.[outside] ?? '')}, which scope.subscriptions does not name; add it there.`,
    );
  return {
    ...(requirements === undefined ? {} : { requirements: REQUIREMENTS.filter((id) => requirements.includes(id)) }),
    ...(subjects === undefined ? {} : { subjects: [...new Set(subjects.map(armId))].sort() }),
  };
}

/** The hour of the schedule's occurrence: a timer that fires twice within it asks for one run. */
export function scheduledHour(now: string): string {
  return `weekly-${now.slice(0, 13)}`;
}

/** The weekly run. */
export function weeklyRequest(settings: Settings, runId: string, now: string): RunRequest {
  return {
    runId,
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

const requestSchema = z.object({
  runId: z.string().regex(RUN_ID),
  trigger: z.enum(['timer', 'http', 'cli', 'demo']),
  requestedAt: z.iso.datetime(),
  scope: z.object({
    tenantId: z.string().optional(),
    managementGroups: z.array(z.string()),
    subscriptions: z.array(z.string()),
  }),
  recipients: z.array(z.string()),
  requirements: z.array(z.enum(REQUIREMENTS)).optional(),
  subjects: z.array(z.string()).optional(),
});

function jsonOf(message: unknown): unknown {
  if (typeof message !== 'string') return message;
  try {
    return JSON.parse(message);
  } catch (cause) {
    throw new RequestError('The stored request is no longer valid JSON. Request a new run with POST /api/evidence.', {
      cause,
    });
  }
}

/** Reads a request (an object, or its JSON text). @throws RequestError */
export function readRequest(kept: unknown): RunRequest {
  const json = jsonOf(kept);
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new RequestError(
      `The stored request cannot be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}. Request a new run with POST /api/evidence.`,
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
  const stranger = recipients.find((recipient) => !mayReceive(recipient, mail));
  if (stranger !== undefined)
    throw new RequestError(
      `recipients: ${stranger} is neither in UNBROKEN_MAIL_TO nor in a domain of UNBROKEN_MAIL_DOMAINS; add it there first.`,
    );
  return recipients;
}

/** Whether the settings let evidence go to this address. */
export function mayReceive(
  recipient: string,
  { to, allowedDomains }: Pick<NonNullable<Settings['mail']>, 'to' | 'allowedDomains'>,
): boolean {
  if (!isAddress(recipient)) return false;
  const address = recipient.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return to.some((known) => known.toLowerCase() === address) || allowedDomains.includes(domain);
}
