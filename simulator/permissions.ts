import type { Principal } from './principal.ts';

/** The action of a Resource Graph query. @see https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftresourcegraph */
export const QUERY_ACTION = 'microsoft.resourcegraph/resources/read';

/** Whether the caller's role holds an action. A caller without a list of actions holds every one. */
export function allows({ actions }: Principal, action: string): boolean {
  if (actions === undefined) return true;
  return actions.some((pattern) => expression(pattern).test(action));
}

/** What a GET of an ARM path needs, in lower case: `<type>/read`. */
export function readAction(path: string): string {
  const key = path.toLowerCase();
  const at = key.lastIndexOf('/providers/');
  if (at === -1) return `microsoft.resources/${types(key.split('/').slice(1))}/read`;
  const [namespace = '', ...rest] = key.slice(at + '/providers/'.length).split('/');
  return `${namespace}/${types(rest)}/read`;
}

/** What must be held for rows of the types that a query keeps; any type at all when it does not say. */
export function rowActions(wanted: readonly string[] | undefined): readonly string[] {
  return wanted === undefined ? ['*/read'] : wanted.map((type) => `${type.toLowerCase()}/read`);
}

function types(segments: readonly string[]): string {
  return segments.filter((_, index) => index % 2 === 0).join('/');
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const made = new RegExp(`^${parts.join('.*')}$`, 'i');
  expressions.set(pattern, made);
  return made;
}
