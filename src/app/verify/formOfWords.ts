import { named, quotation } from '../../base/quotation.ts';
import type { CheckMeta } from '../../domain/check.ts';
import type { Scope } from '../../domain/record.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import { RUN_ID } from '../runRequest.ts';
import type { Differences } from './step.ts';

/** How builds are named: a version and the commit; `source` if nothing was built. */
const VERSION =
  /^(?:source|\d{1,4}\.\d{1,4}\.\d{1,4}(?:-(?:alpha|beta|rc|dev|next)(?:\.\d{1,4})?)?(?:\+[0-9a-f]{3,40}(?:\.changed)?)?)$/;
/** How the checks of all versions are named. */
const CHECK = /^[A-Z]{2,4}-\d{2}$/;
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagement */
const MANAGEMENT_GROUP = /^[A-Za-z0-9][\w.()-]{0,89}$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a run states about itself appears on the Cover and cannot be checked against evidence: it must have the form that a
 * run gives it, so that no sentence, and no look-alike of another name, can take its place.
 */
export function checkFormOfWords(
  { codeVersion, scope, checks }: Pick<RecordHead, 'codeVersion' | 'scope' | 'checks'>,
  runId: string,
  to: Differences,
): void {
  if (!RUN_ID.test(runId)) to.add(`${quotation(runId)} is not the id of a run.`);
  checkChecks(checks, to);
  if (!VERSION.test(codeVersion)) to.add(`${quotation(codeVersion)} is not a version of Unbroken.`);
  for (const [what, form, names] of formsOf(scope))
    for (const name of names)
      if (!form.test(name)) to.add(`The scope names ${quotation(name)}, which is not a ${what}.`);
}

/** They decide by which rules the pack was made, and what is said about that. */
function checkChecks(checks: readonly Pick<CheckMeta, 'id' | 'version'>[], to: Differences): void {
  if (checks.length === 0) to.add('The record names no checks, so it was not made by Unbroken.');
  const seen = new Set<string>();
  for (const { id, version } of checks) {
    if (!CHECK.test(id) || !Number.isSafeInteger(version) || version < 1)
      to.add(`${quotation(id)}, version ${named(String(version))}, is not a check of any version of Unbroken.`);
    if (seen.has(id)) to.add(`The record names the check ${named(id)} twice.`);
    seen.add(id);
  }
}

function formsOf({
  tenantId,
  managementGroups,
  subscriptions,
}: Scope): readonly (readonly [string, RegExp, readonly string[]])[] {
  return [
    ['tenant ID', GUID, tenantId === undefined ? [] : [tenantId]],
    ['management group name', MANAGEMENT_GROUP, managementGroups],
    ['subscription ID', GUID, subscriptions],
  ];
}
