import { REQUIREMENTS } from '../domain/requirement.ts';
import { RUN_STAGES } from '../app/run/stageAnswer.ts';

export const GUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';

const COUNT = { type: 'integer', minimum: 0 } as const;
const MOMENT = { type: 'string', format: 'date-time' } as const;
const REQUIREMENT = { enum: REQUIREMENTS } as const;
const COUNTS = {
  type: 'object',
  additionalProperties: false,
  required: ['Compliant', 'NonCompliant', 'Unknown', 'NotApplicable', 'Exempt'],
  properties: { Compliant: COUNT, NonCompliant: COUNT, Unknown: COUNT, NotApplicable: COUNT, Exempt: COUNT },
} as const;

/** Of `counts`: those that a gap elsewhere limits, and those that a person has attested; left out where there is none. */
const QUALIFIED = {
  limited: {
    type: 'object',
    additionalProperties: false,
    required: ['Compliant', 'NotApplicable'],
    properties: { Compliant: COUNT, NotApplicable: COUNT },
    description: 'How many of `counts` are limited: true as far as could be read, with a gap elsewhere.',
  },
  attested: { ...COUNT, description: 'How many of `counts.Unknown` are attested.' },
} as const;

/** Disks by overall answer. */
export const TALLY = {
  type: 'object',
  additionalProperties: false,
  required: ['counts'],
  description: 'Disks by overall answer.',
  properties: { counts: COUNTS, ...QUALIFIED },
} as const;

export const EXCERPT_SCHEMAS = {
  Excerpt: {
    type: 'object',
    additionalProperties: false,
    description: 'What the response covers if that is not the whole run. All counts are for this part.',
    properties: {
      subscriptions: { type: 'array', items: { type: 'string', pattern: GUID } },
      requirements: { type: 'array', items: REQUIREMENT },
      subjects: { type: 'array', items: { type: 'string' } },
      notFound: {
        type: 'array',
        description: 'Subjects for which the run found no disk.',
        items: { type: 'string' },
      },
    },
  },
} as const;

export const AS_OF_SCHEMAS = {
  Standing: {
    type: 'object',
    additionalProperties: false,
    required: ['moment', 'run', 'requirements', 'open', 'findings'],
    properties: {
      moment: MOMENT,
      run: { $ref: '#/components/schemas/Run' },
      verdicts: {
        ...COUNTS,
        description: 'For the run, over all checks; omitted for callers limited to subscriptions.',
      },
      requirements: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['requirement', 'disks', 'counts'],
          properties: { requirement: REQUIREMENT, disks: COUNT, counts: COUNTS, ...QUALIFIED },
        },
      },
      open: {
        type: 'object',
        additionalProperties: false,
        required: ['findings', 'bySeverity', 'notTold'],
        properties: {
          findings: { ...COUNT, description: 'Currently open, including exempt ones.' },
          bySeverity: {
            type: 'object',
            additionalProperties: false,
            required: ['High', 'Medium', 'Low'],
            properties: { High: COUNT, Medium: COUNT, Low: COUNT },
          },
          notTold: {
            ...COUNT,
            description: 'Findings that have since closed and come back; history does not show whether they were open.',
          },
        },
      },
      findings: {
        type: 'array',
        description: 'One page, worst first, as history describes them now.',
        items: { $ref: '#/components/schemas/Finding' },
      },
      next: { type: 'string', description: 'URL of the next page; absent on the last.' },
    },
  },
  Finding: {
    type: 'object',
    additionalProperties: false,
    required: ['check', 'title', 'severity', 'subjectKind', 'subject', 'subjectName', 'subscriptionId', 'firstSeen'],
    properties: {
      check: { type: 'string' },
      title: { type: 'string', description: 'The compliant state.' },
      severity: { enum: ['High', 'Medium', 'Low'] },
      subjectKind: { type: 'string' },
      subject: { type: 'string', description: 'Resource id in lower case.' },
      subjectName: { type: 'string' },
      subscriptionId: { type: 'string', description: 'Empty for resources outside any resource group.' },
      firstSeen: MOMENT,
      closedAt: { ...MOMENT, description: 'When it closed, if it has closed since.' },
    },
  },
} as const;

/** A run while it is done. */
export const PROGRESS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  description: 'Progress of a run that is under way; absent if not known.',
  required: ['stage', 'tries'],
  properties: {
    stage: { enum: [...RUN_STAGES, 'fail'], description: '`fail`: the people concerned are being notified.' },
    tries: { ...COUNT, description: 'Which attempt at the stage this is, from 1.' },
    because: {
      type: 'string',
      description:
        'What it is waiting for, or why the previous attempt failed; omitted for callers limited to subscriptions.',
    },
    slices: { ...COUNT, description: 'Collection slices finished; each takes some minutes.' },
    answered: { ...COUNT, description: 'Requests answered by Azure so far.' },
    requests: {
      type: 'object',
      additionalProperties: false,
      required: ['answered', 'planned'],
      description: 'Requests to Azure Resource Manager; updated after each collection slice, once they are planned.',
      properties: { answered: COUNT, planned: COUNT },
    },
    endsAbout: { ...MOMENT, description: 'When the run is expected to end, estimated from progress so far.' },
    waitingUntil: { ...MOMENT, description: 'Nothing happens before.' },
  },
} as const;
