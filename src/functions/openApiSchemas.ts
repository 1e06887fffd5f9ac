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
    description: 'Of `counts`, the answers that hold as far as could be read: a gap elsewhere limits them.',
  },
  attested: { ...COUNT, description: 'Of `counts.Unknown`, the answers that a person has attested.' },
} as const;

/** Disks by their overall answer. */
export const TALLY = {
  type: 'object',
  additionalProperties: false,
  required: ['counts'],
  description: 'Disks by their overall answer.',
  properties: { counts: COUNTS, ...QUALIFIED },
} as const;

export const EXCERPT_SCHEMAS = {
  Excerpt: {
    type: 'object',
    additionalProperties: false,
    description: 'What the answer covers, where that is not the whole run. Every count is of this part.',
    properties: {
      subscriptions: { type: 'array', items: { type: 'string', pattern: GUID } },
      requirements: { type: 'array', items: REQUIREMENT },
      subjects: { type: 'array', items: { type: 'string' } },
      notFound: {
        type: 'array',
        description: 'Subjects of which the run found no disk: nothing is said of them.',
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
        description: 'Of the run, over all checks; left out for a caller limited to subscriptions.',
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
          findings: { ...COUNT, description: 'Open at the moment, exempted ones among them.' },
          bySeverity: {
            type: 'object',
            additionalProperties: false,
            required: ['High', 'Medium', 'Low'],
            properties: { High: COUNT, Medium: COUNT, Low: COUNT },
          },
          notTold: {
            ...COUNT,
            description:
              'Findings that closed and came back since, of which history does not tell whether they were open.',
          },
        },
      },
      findings: {
        type: 'array',
        description: 'One page, the worst first, described as history knows them now.',
        items: { $ref: '#/components/schemas/Finding' },
      },
      next: { type: 'string', description: 'Address of the next page; absent on the last.' },
    },
  },
  Finding: {
    type: 'object',
    additionalProperties: false,
    required: ['check', 'title', 'severity', 'subjectKind', 'subject', 'subjectName', 'subscriptionId', 'firstSeen'],
    properties: {
      check: { type: 'string' },
      title: { type: 'string', description: 'The state that should hold.' },
      severity: { enum: ['High', 'Medium', 'Low'] },
      subjectKind: { type: 'string' },
      subject: { type: 'string', description: 'Resource id in lower case.' },
      subjectName: { type: 'string' },
      subscriptionId: { type: 'string', description: 'Empty for what lies in none.' },
      firstSeen: MOMENT,
      closedAt: { ...MOMENT, description: 'When it closed, if it has since.' },
    },
  },
} as const;

/** A run while it is done. */
export const PROGRESS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  description: 'How far a run is that is under way; absent where that is not known.',
  required: ['stage', 'tries'],
  properties: {
    stage: { enum: [...RUN_STAGES, 'fail'], description: '`fail`: those whom it concerns are being told.' },
    tries: { ...COUNT, description: 'Which try of the stage this is, from 1.' },
    because: {
      type: 'string',
      description: 'What is waited for, or why the try before failed; left out for a caller limited to subscriptions.',
    },
    slices: { ...COUNT, description: 'Slices of collecting that ended; each takes some minutes.' },
    answered: { ...COUNT, description: 'Questions that Azure answered so far.' },
    requests: {
      type: 'object',
      additionalProperties: false,
      required: ['answered', 'planned'],
      description: 'Requests to Azure Resource Manager; told after each slice of collecting, once they are planned.',
      properties: { answered: COUNT, planned: COUNT },
    },
    endsAbout: { ...MOMENT, description: 'When the run will have ended, estimated from how it went so far.' },
    waitingUntil: { ...MOMENT, description: 'Nothing happens before.' },
  },
} as const;
