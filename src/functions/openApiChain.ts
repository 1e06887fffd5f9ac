import { BASELINE, json, problem } from './openApiParts.ts';
import { GUID } from './openApiSchemas.ts';

const inPath = (name: string, description: string, pattern: string, maxLength: number) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string', pattern, maxLength },
});

/** The live chain's address. */
export const chainPath = <Refusals extends object>(refusals: Refusals) => ({
  '/disks/{subscriptionId}/{resourceGroup}/{name}/chain': {
    get: {
      operationId: 'readChain',
      summary: 'One disk’s chain, read from Azure now',
      description:
        'The same checks as in a run, on what fewer than ten requests to Azure can read about one disk within a minute. `notRead` and `gaps` list what was not read; the checks that need it are Unknown. This is not evidence: nothing is stored.',
      parameters: [
        inPath('subscriptionId', 'GUID of the disk’s subscription.', GUID, 36),
        inPath('resourceGroup', 'Name of the disk’s resource group.', '^[^/?#]{1,90}$', 90),
        inPath('name', 'Name of the disk.', '^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$', 80),
      ],
      responses: {
        200: {
          ...json('The chain.', 'Chain'),
          headers: { 'Cache-Control': { description: 'Always `no-store`.', schema: { const: 'no-store' } } },
        },
        400: problem('A part of the path is invalid; the detail names it.'),
        404: problem('Azure shows no such disk: it does not exist, or is not visible.'),
        503: {
          ...problem('Azure is throttling for more than a few seconds, or not responding.'),
          headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'string' } } },
        },
        ...refusals,
      },
    },
  },
});

const LIMITATIONS = {
  type: 'array',
  minItems: 1,
  items: { type: 'string' },
  description:
    'Sources and subscriptions that were not read but might hold a row about it: the answer is “limited”. Omitted if there are none.',
} as const;
const ATTESTED = {
  const: true,
  description: 'Every Unknown behind it is attested by a person; the status stays Unknown. Otherwise omitted.',
} as const;

export const CHAIN_SCHEMAS = {
  Status: { enum: ['Compliant', 'NonCompliant', 'Unknown', 'Exempt', 'NotApplicable'] },
  Chain: {
    type: 'object',
    additionalProperties: false,
    required: [
      ...['disk', 'name', 'asOf', 'codeVersion', 'baseline', 'requests', 'overall', 'role', 'method'],
      ...['requirements', 'checks', 'doubts', 'links', 'gaps', 'notRead'],
    ],
    properties: {
      disk: { type: 'string', description: 'Its resource id.' },
      name: { type: 'string' },
      asOf: { type: 'string', format: 'date-time', description: 'When Azure was queried.' },
      codeVersion: { type: 'string' },
      baseline: BASELINE,
      requests: {
        type: 'object',
        additionalProperties: false,
        required: ['sent', 'limit'],
        description: 'Requests to Resource Graph and Azure Resource Manager, including retries.',
        properties: { sent: { type: 'integer', minimum: 1 }, limit: { type: 'integer' } },
      },
      overall: { $ref: '#/components/schemas/Status' },
      limitations: LIMITATIONS,
      attested: ATTESTED,
      role: { enum: ['source', 'restored', 'replica', 'testFailover', 'failedOver', 'unattached'] },
      copyOf: { type: 'string', description: 'Resource id of the disk it is a copy of.' },
      virtualMachine: { type: 'string' },
      method: { type: 'string', description: 'Encryption method in force, in words.' },
      requirements: {
        type: 'array',
        minItems: 7,
        maxItems: 7,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['id', 'question', 'status', 'because', 'behind'],
          properties: {
            id: { enum: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] },
            question: { type: 'string' },
            status: { $ref: '#/components/schemas/Status' },
            because: { type: 'string' },
            behind: {
              type: 'array',
              items: { type: 'string' },
              description: 'Check and subject, weakest first.',
            },
            limitations: LIMITATIONS,
            attested: ATTESTED,
          },
        },
      },
      checks: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: [
            ...['check', 'title', 'answers', 'subject', 'subjectKind'],
            ...['status', 'because', 'severity', 'learnMore'],
          ],
          properties: {
            check: { type: 'string' },
            title: { type: 'string' },
            answers: { type: 'array', items: { type: 'string' } },
            subject: { type: 'string' },
            subjectKind: { type: 'string' },
            status: { $ref: '#/components/schemas/Status' },
            because: { type: 'string' },
            severity: { type: 'string' },
            remediation: { type: 'string' },
            exemption: { type: 'string' },
            limitations: LIMITATIONS,
            attestation: { type: 'string', description: 'The attestation in the baseline that covers an Unknown.' },
            learnMore: { type: 'string', format: 'uri' },
          },
        },
      },
      doubts: {
        type: 'array',
        description: 'Checks that could not be fully evaluated.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['check', 'because'],
          properties: { check: { type: 'string' }, because: { type: 'string' } },
        },
      },
      links: {
        type: 'array',
        description: 'What the disk is linked to.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['kind', 'resources'],
          properties: { kind: { type: 'string' }, resources: { type: 'array', items: { type: 'string' } } },
        },
      },
      gaps: {
        type: 'array',
        description: 'What could not be read along the chain.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['source', 'because'],
          properties: { source: { type: 'string' }, resource: { type: 'string' }, because: { type: 'string' } },
        },
      },
      notRead: {
        type: 'array',
        items: { type: 'string' },
        description: 'What the live answer leaves out by design, or had no requests left for.',
      },
      portal: { type: 'string', format: 'uri' },
    },
  },
} as const;
