import type { Scope } from '../../domain/record.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import type { Differences } from './step.ts';

/** As a build is called: a version, and the commit; `source` where nothing was built. */
const VERSION = /^(?:source|\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?)$/;
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagement */
const MANAGEMENT_GROUP = /^[A-Za-z0-9][\w.()-]{0,89}$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a run states of itself stands on the Cover, and no evidence shows it: it has the form that a run gives it, so that no sentence, and no
 * look-alike of another name, can stand in its place.
 */
export function checkFormOfWords(
  { codeVersion, scope }: Pick<RecordHead, 'codeVersion' | 'scope'>,
  to: Differences,
): void {
  if (!VERSION.test(codeVersion)) to.add(`"${codeVersion}" is not the version of a program.`);
  for (const [what, form, names] of formsOf(scope))
    for (const name of names) if (!form.test(name)) to.add(`The scope names "${name}", which is no ${what}.`);
}

function formsOf({
  tenantId,
  managementGroups,
  subscriptions,
}: Scope): readonly (readonly [string, RegExp, readonly string[]])[] {
  return [
    ['ID of a tenant', GUID, tenantId === undefined ? [] : [tenantId]],
    ['name of a management group', MANAGEMENT_GROUP, managementGroups],
    ['ID of a subscription', GUID, subscriptions],
  ];
}
