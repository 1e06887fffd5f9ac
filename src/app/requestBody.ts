import * as z from 'zod';
import { MAIL_ADDRESS } from '../base/mailAddress.ts';
import { REQUIREMENTS } from '../domain/requirement.ts';

/** What a field that names nothing is told. */
export const NONE_NAMED = 'names nothing; name one, or leave the field out';

const guid = z.guid({ error: 'must be a subscription GUID' });
const email = z.string().max(320).regex(MAIL_ADDRESS, { error: 'must be an e-mail address' });

const MOST_SUBJECTS = 100;

/** Azure takes resource ids in any case; JSON Schema has no flag that says so. */
function anyCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute */
const SUBJECT = new RegExp(
  [
    '^',
    anyCase('subscriptions'),
    '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
    anyCase('resourceGroups'),
    '[\\p{L}\\p{N}_.()-]{1,90}',
    anyCase('providers'),
    `${anyCase('Microsoft')}\\.${anyCase('Compute')}`,
    `(${anyCase('disks')}|${anyCase('virtualMachines')})`,
    '[\\w.-]{1,80}$',
  ].join('/'),
  'u',
);
const subject = z.string().regex(SUBJECT, {
  error:
    'must be the resource id of a managed disk or a virtual machine: /subscriptions/<GUID>/resourceGroups/<name>/providers/Microsoft.Compute/disks/<name>',
});
const requirement = z.enum(REQUIREMENTS, { error: `must be one of ${REQUIREMENTS.join(', ')}` });

/** The body of `POST /api/evidence`. */
export const requestBody = z.strictObject({
  scope: z
    .strictObject({
      managementGroups: z
        .array(z.string().regex(/^[\w.()-]{1,90}$/, { error: 'must be a management group name' }))
        .optional(),
      subscriptions: z.array(guid).optional(),
    })
    .optional()
    .describe('Default: the configured scope. An empty scope is rejected.'),
  requirements: z
    .array(requirement)
    .min(1, { error: NONE_NAMED })
    .optional()
    .describe(
      'Return only these requirements: the run and its record are complete; answers and workbook are an excerpt that says so.',
    ),
  subjects: z
    .array(subject)
    .min(1, { error: NONE_NAMED })
    .max(MOST_SUBJECTS, { error: `names more than ${MOST_SUBJECTS} resources; ask for a run of the scope instead` })
    .optional()
    .describe(
      'Return only these managed disks and virtual machines (their disks) with their copies, as an excerpt. Resource ids, within the scope.',
    ),
  recipients: z
    .array(email)
    .max(50, { error: 'names more than 50 recipients' })
    .optional()
    .describe('Configured addresses, or addresses in configured domains. Default: the configured addresses.'),
});
