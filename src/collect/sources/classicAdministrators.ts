import * as z from 'zod';
import type { ClassicAdministrator } from '../../domain/access.ts';
import { defineSource, kql } from '../defineSource.ts';
import { type Row } from '../rows/reading.ts';
import { ABOVE, COMMON } from './shared/columns.ts';

export const classicAdministrators = defineSource({
  id: 'classicAdministrators',
  title: 'classic administrators',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Authorization/classicAdministrators'],
    kql: kql`
// A row is a classic administrator of a subscription; retired by Azure, but still listed in places.
authorizationresources
| where type =~ 'microsoft.authorization/classicadministrators'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  read: toClassicAdministrator,
  live: { by: 'nothing', because: 'The classic administrators were not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.emailAddress': 'name',
    'properties.role': 'word',
  },
});

/** @see https://learn.microsoft.com/rest/api/authorization/classic-administrators/list */
function toClassicAdministrator({ resource, properties }: Row): ClassicAdministrator {
  return { ...resource, emailAddress: properties.text('emailAddress'), role: properties.text('role') };
}
