import type { KqlFault } from '../kql/index.ts';

/** An answer before it goes out; a text body is sent as it is. */
export interface GraphResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly [property: string]: unknown;
}

/** What the first line of every error names. */
export interface Support {
  readonly timestamp: string;
  readonly correlationId: string;
}

/** @see https://github.com/Azure/azure-powershell/issues/13762 for a whole body as the service sends it */
export function graphError(
  status: number,
  code: string,
  details: readonly ErrorDetail[],
  { timestamp, correlationId }: Support,
): GraphResponse {
  const message = `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${correlationId}.`;
  return { status, body: { error: { code, message, details } } };
}

export function badRequest(code: string, message: string, support: Support): GraphResponse {
  return graphError(400, 'BadRequest', [{ code, message }], support);
}

/** Names what is wrong, with the line (from 1) and the character in it (from 0). */
export function invalidQuery(faults: readonly KqlFault[], support: Support): GraphResponse {
  const refused: ErrorDetail = {
    code: 'InvalidQuery',
    message:
      'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
  };
  const details = faults.map(({ code, message, line, character, token }): ErrorDetail => ({
    code,
    message,
    line,
    characterPositionInLine: character,
    token,
  }));
  return graphError(400, 'BadRequest', [refused, ...details], support);
}

/** @see https://github.com/microsoft/ARI/issues/199 for the words of the service */
export function payloadTooLarge(size: number, limit: number, support: Support): GraphResponse {
  return badRequest(
    'ResponsePayloadTooLarge',
    `Response payload size is ${size}, and has exceeded the limit of ${limit}. Please consider querying less data at a time and make paginated call if needed.`,
    support,
  );
}

/** @see https://github.com/Azure/azure-cli-extensions/issues/3325 for the words of the service */
export function throttled(support: Support): GraphResponse {
  return graphError(
    429,
    'RateLimiting',
    [
      {
        code: 'RateLimiting',
        message:
          'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
      },
    ],
    support,
  );
}

/** @see https://github.com/Azure/azure-sdk-for-java/issues/29924 for the words of the service */
export function accessDenied(support: Support): GraphResponse {
  return graphError(
    403,
    'AccessDenied',
    [
      {
        code: 'AccessDenied',
        message: 'Access is denied to the requested resource. The user might not have enough permission.',
      },
    ],
    support,
  );
}
