import { LinesError } from '../base/linesError.ts';
import { plainCause, plainCode } from '../base/plainCode.ts';

/** History cannot be read or written. One sentence with the remedy; `cause` holds its status and code. */
export class HistoryError extends LinesError {
  override readonly name: string = 'HistoryError';
}

/** Another execution has taken the run over; this one must stop and write nothing more. */
export class LeaseLostError extends HistoryError {
  override readonly name = 'LeaseLostError';
}

/** The chain of manifests of a scope is serial: a second run may not follow the same one. */
export class ForkedChainError extends HistoryError {
  override readonly name = 'ForkedChainError';
}

interface ServiceFailure {
  readonly statusCode: number | undefined;
  readonly code: string | undefined;
}

/** What a RestError of the SDK carries; undefined for anything else. */
function serviceFailure(error: unknown): ServiceFailure | undefined {
  if (!(error instanceof Error) || error.name !== 'RestError') return undefined;
  const { statusCode, code, details } = error as { statusCode?: unknown; code?: unknown; details?: unknown };
  return {
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    code: plainCode(odataCode(details)) ?? plainCode(code),
  };
}

function odataCode(details: unknown): string | undefined {
  const body = details as { odataError?: { code?: unknown } } | null | undefined;
  return typeof body?.odataError?.code === 'string' ? body.odataError.code : undefined;
}

/** The row was changed, made or taken away by somebody else meanwhile: read again and decide again. */
export function isConflict(error: unknown): boolean {
  const failure = serviceFailure(error);
  if (failure?.statusCode === undefined) return false;
  return failure.statusCode === 412 || (failure.statusCode === 409 && failure.code !== 'TableBeingDeleted');
}

export function isNotFound(error: unknown): boolean {
  return serviceFailure(error)?.statusCode === 404;
}

/** Turns what the SDK threw into one sentence; anything that did not come from the service is passed on unchanged. */
export function historyError(error: unknown, where: string): unknown {
  const failure = serviceFailure(error);
  if (failure === undefined) return error;
  const { statusCode, code } = failure;
  if (statusCode === undefined)
    return new HistoryError(
      `Table Storage at ${where} cannot be reached (${code ?? 'no answer'}); check the account's name and that its firewall admits this host.`,
      { cause: plainCause(error) },
    );
  if (statusCode === 401 || statusCode === 403)
    return new HistoryError(
      `Table Storage at ${where} refused access (${statusCode} ${code ?? ''}); give the identity the role Storage Table Data Contributor, or correct the connection string.`,
      { cause: plainCause(error) },
    );
  return new HistoryError(
    `Table Storage at ${where} answered ${statusCode} ${code ?? ''}; run again, and if it persists look at the account's health.`,
    { cause: plainCause(error) },
  );
}
