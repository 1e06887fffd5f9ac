import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { RequestError } from '../app/runRequest.ts';
import { SettingsError } from '../app/settings.ts';

/** Turns what was thrown into one clear answer; a surprise is logged whole and told in one sentence. */
export function failureAnswer(error: unknown, context: InvocationContext): HttpResponseInit {
  if (error instanceof RequestError) return problem(400, 'BadRequest', error.message);
  context.error(error);
  if (error instanceof SettingsError) return problem(500, 'SettingMissing', error.message);
  return problem(500, 'InternalError', 'The request failed; the log of this invocation says why.');
}

export function problem(status: number, code: string, message: string): HttpResponseInit {
  return { status, jsonBody: { error: { code, message } } };
}
