import { badSkipToken, type ArmResponse } from './errors.ts';

export interface PageRequest {
  /** As it was asked, for the link to the next page. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly baseUrl: string;
  /** Entries on a page. */
  readonly size: number;
  /** The last page says `"nextLink": null`. */
  readonly endsWithNull?: boolean;
}

const TOKEN = '$skipToken';

/** One page of a list, with a `nextLink` while there is more. */
export function page(entries: Iterable<unknown>, request: PageRequest): ArmResponse {
  const token = parameter(request.query, TOKEN);
  const start = token === undefined ? 0 : decode(token);
  if (start === undefined) return badSkipToken(token ?? '');
  const value: unknown[] = [];
  let index = 0;
  let more = false;
  for (const entry of entries) {
    if (index >= start + request.size) {
      more = true;
      break;
    }
    if (index >= start) value.push(entry);
    index += 1;
  }
  const next = more ? { nextLink: nextLink(request, start + request.size) } : {};
  return { status: 200, body: { value, ...(request.endsWithNull === true ? { nextLink: null } : {}), ...next } };
}

/** A query parameter by its name in any case: clients differ in `$skipToken` and `$skiptoken`. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

function nextLink(request: PageRequest, start: number): string {
  const query = new URLSearchParams([...request.query].filter(([key]) => key.toLowerCase() !== TOKEN.toLowerCase()));
  query.set(TOKEN, Buffer.from(`after:${String(start)}`).toString('base64url'));
  return `${request.baseUrl}${request.path}?${query.toString()}`;
}

function decode(token: string): number | undefined {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match === null ? undefined : Number(match[1]);
}
