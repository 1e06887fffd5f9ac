import { counted } from '../../base/counted.ts';
import { createHash } from 'node:crypto';
import { ANSWER_KINDS, countOf, qualifierOf, tallyOf } from '../../domain/answer.ts';
import type { CheckMeta, Verdict } from '../../domain/check.ts';
import { wasPut } from '../../domain/observation.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../domain/requirement.ts';
import { answerWords } from '../answerColumns.ts';
import { oneLine } from '../cleanText.ts';
import { overallSentence } from '../overall.ts';
import type { PackContents } from '../packContents.ts';

/** The version of NIST's schema that the document follows. @see https://pages.nist.gov/OSCAL/ */
const OSCAL_VERSION = '1.0.6';
const NAMESPACE = 'https://unbroken.example/ns/oscal';

/**
 * A run as OSCAL assessment results: an observation for each verdict that applies, a finding for each check. The same
 * contents give the same ids. A check is satisfied only where every verdict to which it applies is Compliant without a
 * limitation; one that is NotApplicable only as far as could be read is observed too.
 */
export function oscalOf(contents: PackContents): object {
  const { record, runId } = contents;
  const id = (...parts: readonly string[]): string => uuid(contents.recordSha256, ...parts);
  const applying = record.verdicts.filter(
    (verdict) => verdict.status !== 'NotApplicable' || qualifierOf(verdict) !== undefined,
  );
  const put = contents.observations.filter(wasPut);
  const starts = put.map(({ startedAt }) => startedAt).sort();
  const ends = put.map(({ endedAt }) => endedAt).sort();
  const plan = id('plan');
  const tool = id('tool');
  const subjects = new Map(applying.map((verdict) => [verdict.subject, verdict]));
  const observations = applying.map((verdict) => observationOf(verdict, record.asOf, tool, id));
  const findings = record.checks.map((check) =>
    findingOf(
      check,
      applying.filter((verdict) => verdict.check === check.id),
      id,
    ),
  );
  return {
    'assessment-results': {
      uuid: id('results'),
      metadata: {
        title: text(`Encryption evidence: ${contents.scopeText}`),
        'last-modified': record.asOf,
        version: text(runId),
        'oscal-version': OSCAL_VERSION,
        props: [
          prop('record-sha256', contents.recordSha256),
          prop('code-version', record.codeVersion),
          prop('state', record.state),
        ],
      },
      'import-ap': {
        href: `#${plan}`,
        remarks: 'The catalogue of checks and the baseline stand for the assessment plan.',
      },
      results: [
        {
          uuid: id('result'),
          title: text(`Run ${runId}`),
          description: overallSentence({ record }),
          start: starts[0] ?? record.asOf,
          end: ends.at(-1) ?? record.asOf,
          props: record.summary
            .filter(({ subscriptionId }) => subscriptionId === '*')
            .flatMap((row) =>
              ANSWER_KINDS.map((kind) =>
                prop(
                  [row.requirement, kind.status, ...(kind.qualifier === undefined ? [] : [kind.qualifier])].join('-'),
                  String(countOf(row, kind)),
                ),
              ),
            ),
          'local-definitions': {
            components: [
              {
                uuid: tool,
                type: 'software',
                title: `Unbroken ${record.codeVersion}`,
                description: 'Proves, disk by disk, that Azure VM encryption holds through backup, restore and DR.',
                status: { state: 'operational' },
              },
            ],
            ...some(
              'inventory-items',
              [...subjects.values()].map((verdict) => inventoryItem(verdict, id)),
            ),
          },
          'reviewed-controls': reviewedControls(record.checks),
          ...some('observations', observations),
          ...some('findings', findings),
          ...some('remarks', remarks(contents)),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: text(`Baseline ${record.baseline.name}, version ${record.baseline.version}`),
            description: REQUIREMENTS.map((name) => `${name}: ${REQUIREMENT_TEXT[name].question}`).join('\n'),
            rlinks: [
              {
                href: 'baseline.json',
                'media-type': 'application/json',
                hashes: [{ algorithm: 'SHA-256', value: record.baseline.sha256 }],
              },
            ],
          },
        ],
      },
    },
  };
}

type Id = (...names: readonly string[]) => string;

function observationOf(verdict: Verdict, asOf: string, tool: string, id: Id): object {
  const evidence = Object.entries(verdict.evidence).map(([name, value]) => ({
    description: text(`${name} = ${String(value)}`),
  }));
  return {
    uuid: id('observation', verdict.check, verdict.subject),
    title: text(`${verdict.check} ${verdict.subjectName}`),
    description: text(verdict.because),
    props: [
      prop('check', verdict.check),
      prop('check-version', String(verdict.checkVersion)),
      prop('status', verdict.status),
      prop('severity', verdict.severity),
      ...(verdict.exemption === undefined ? [] : [prop('exemption', verdict.exemption)]),
      ...verdict.gaps.map((gap) => prop('gap', gap)),
      ...(verdict.limitations ?? []).map((limitation) => prop('limitation', limitation)),
      ...(verdict.attestation === undefined ? [] : [prop('attestation', verdict.attestation)]),
    ],
    methods: ['TEST'],
    types: [verdict.status === 'NonCompliant' ? 'finding' : 'control-objective'],
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': tool }] }],
    subjects: [
      { 'subject-uuid': id('subject', verdict.subject), type: 'inventory-item', title: text(verdict.subjectName) },
    ],
    ...some('relevant-evidence', evidence),
    collected: asOf,
    ...(verdict.remediation === '' ? {} : { remarks: text(verdict.remediation) }),
  };
}

function findingOf(check: CheckMeta, verdicts: readonly Verdict[], id: Id): object {
  const tally = tallyOf(verdicts);
  const satisfied = countOf(tally, { status: 'Compliant' }) === verdicts.length;
  const counts = `${counted(verdicts.length, 'subject')}: ${answerWords(tally).join(', ')}.`;
  return {
    uuid: id('finding', check.id),
    title: text(`${check.id} ${check.title}`),
    description: verdicts.length === 0 ? 'Nothing in scope is subject to it.' : counts,
    target: {
      type: 'objective-id',
      'target-id': check.id,
      title: text(check.title),
      props: [prop('severity', check.severity), ...check.answers.map((name) => prop('requirement', name))],
      status: {
        state: satisfied ? 'satisfied' : 'not-satisfied',
        reason: verdicts.length === 0 ? 'other' : satisfied ? 'pass' : tally.counts.NonCompliant > 0 ? 'fail' : 'other',
        ...(satisfied ? {} : { remarks: text(check.remediation) }),
      },
    },
    ...some(
      'related-observations',
      verdicts.map((verdict) => ({ 'observation-uuid': id('observation', verdict.check, verdict.subject) })),
    ),
  };
}

function inventoryItem({ subject, subjectName, subjectKind, subscriptionId }: Verdict, id: Id): object {
  return {
    uuid: id('subject', subject),
    description: text(subjectName),
    props: [
      prop('resource-id', subject),
      prop('kind', subjectKind),
      ...(subscriptionId === '' ? [] : [prop('subscription-id', subscriptionId)]),
    ],
  };
}

/** Framework by framework; OSCAL's ids are tokens, so what a token cannot hold becomes `_`. */
function reviewedControls(checks: readonly CheckMeta[]): object {
  const controls = [...new Set(checks.flatMap((check) => check.controls))].sort();
  return {
    description: 'Controls that the checks support; none of them is fulfilled by these checks alone.',
    'control-selections': [
      controls.length === 0
        ? { description: 'The checks name no control.' }
        : { 'include-controls': controls.map((control) => ({ 'control-id': token(control) })) },
    ],
    'control-objective-selections': [{ 'include-objectives': checks.map(({ id }) => ({ 'objective-id': id })) }],
  };
}

function remarks({ record }: PackContents): string {
  return record.incompleteBecause.map(oneLine).join('\n');
}

function prop(name: string, value: string): object {
  return { name: token(name), ns: NAMESPACE, value: text(value) };
}

/** Empty lists and texts are left out: the schema asks for at least one entry. */
function some(name: string, value: readonly object[] | string): object {
  return value.length === 0 ? {} : { [name]: value };
}

/** OSCAL's strings are of one line, not empty, without blanks at their ends. */
function text(value: string): string {
  const line = oneLine(value);
  return line === '' ? '-' : line;
}

function token(value: string): string {
  const clean = value.replace(/[^\p{L}\p{N}.\-_]/gu, '_');
  return /^[\p{L}_]/u.test(clean) ? clean : `_${clean}`;
}

/** A UUID of version 5 (RFC 9562 §5.5) over the record's hash and the name, so that one record has one document. */
function uuid(...names: readonly string[]): string {
  const bytes = createHash('sha1').update(names.join('\n')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
