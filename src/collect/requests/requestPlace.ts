/** What a GET counts against. */
export interface Place {
  /** Lower case; empty for what belongs to the tenant. */
  readonly subscription: string;
  /** Lower case. */
  readonly action: string;
}

/** What a GET of that address counts against. */
export function placeOf(url: string): Place {
  const path = (URL.canParse(url) ? new URL(url).pathname : url).toLowerCase();
  const subscription = /^\/subscriptions\/([^/]+)/.exec(path)?.[1] ?? '';
  const at = path.lastIndexOf('/providers/');
  const [namespace, rest] =
    at === -1
      ? ['microsoft.resources', path.split('/').slice(1)]
      : [path.slice(at).split('/')[2] ?? '', path.slice(at).split('/').slice(3)];
  return { subscription, action: `${namespace}/${rest.filter((_, index) => index % 2 === 0).join('/')}/read` };
}
