import { counted } from '../../base/counted.ts';
import { createHash } from 'node:crypto';
import { ANSWER_KINDS, answerText, countOf, qualifierOf, tallyOf, type Answer } from '../../domain/answer.ts';
import type { CheckMeta, Verdict } from '../../domain/check.ts';
import { wasPut } from '../../domain/observation.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../domain/requirement.ts';
import { mapped, where } from '../../domain/sequence.ts';
import { answerWords } from '../answerColumns.ts';
import { oneLine } from '../cleanText.ts';
import { overallSentence } from '../overall.ts';
import type { PackContents } from '../packContents.ts';
import { jsonPieces, Listed } from './jsonPieces.ts';

/** The version of NIST's schema that the document follows. @see https://pages.nist.gov/OSCAL/ */
const OSCAL_VERSION = '1.0.6';
const NAMESPACE = 'https://unbroken.example/ns/oscal';

/**
 * A run as OSCAL assessment results, as JSON in pieces: an observation for each verdict that applies, a finding for each check.
 * The same contents give the same ids. A check is satisfied only where every verdict to which it applies is Compliant without
 * a limitation; one that is NotApplicable only as far as could be read is observed too.
 */
export function* oscalOf(contents: PackContents): Generator<string> {
  yield* jsonPieces(documentOf(contents));
  yield '\n';
}

/** Its lists are made while they are written, in their order: findings name the observations that came before them. */
function documentOf(contents: PackContents): object {
  const { record, runId } = contents;
  const id = (...parts: readonly string[]): string => uuid(contents.recordSha256, ...parts);
  const applying = (): Iterable<Verdict> =>
    where(record.verdicts, (verdict) => verdict.status !== 'NotApplicable' || qualifierOf(verdict) !== undefined);
  const { start, end } = timesOf(contents);
  const plan = id('plan');
  const tool = id('tool');
  const observed = new Map(record.checks.map((check) => [check.id, new Observed()]));
  const observationsOf = function* (): Generator<object> {
    for (const verdict of applying()) {
      const name = id('observation', verdict.check, verdict.subject);
      observed.get(verdict.check)?.add(verdict, name);
      yield observationOf(verdict, { name, asOf: record.asOf, tool, id });
    }
  };
  const findings = mapped(record.checks, (check) => findingOf(check, observed.get(check.id) ?? new Observed(), id));
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
          start,
          end,
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
            'inventory-items': new Listed(inventoryOf(applying, id)),
          },
          'reviewed-controls': reviewedControls(record.checks),
          observations: new Listed(observationsOf()),
          findings: new Listed(findings),
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

/** When the first question was put, and when the last one ended. */
function timesOf({ record, observations }: PackContents): { readonly start: string; readonly end: string } {
  let [start, end]: (string | undefined)[] = [];
  for (const { startedAt, endedAt } of where(observations, wasPut)) {
    if (start === undefined || startedAt < start) start = startedAt;
    if (end === undefined || endedAt > end) end = endedAt;
  }
  return { start: start ?? record.asOf, end: end ?? record.asOf };
}

/** What was observed of one check: its answers, and the names of its observations at sixteen bytes each. */
class Observed {
  readonly answers: Answer[] = [];
  #names = Buffer.alloc(256);

  add(verdict: Verdict, name: string): void {
    const at = this.answers.length * 16;
    if (at === this.#names.length) this.#names = Buffer.concat([this.#names], at * 2);
    this.#names.write(name.replaceAll('-', ''), at, 'hex');
    this.answers.push(kept(verdict));
  }

  *names(): Generator<string> {
    for (let at = 0; at < this.answers.length * 16; at += 16) yield hyphened(this.#names.toString('hex', at, at + 16));
  }
}

const KEPT = new Map<string, Answer>();

/** The same object for all answers of a kind: what limits them is not counted. */
function kept(answer: Answer): Answer {
  const { status } = answer;
  const qualifier = qualifierOf(answer);
  const kind = answerText(status, qualifier);
  const known = KEPT.get(kind) ?? {
    status,
    ...(qualifier === 'limited' && { limitations: [kind] }),
    ...(qualifier === 'attested' && { attested: true as const }),
  };
  KEPT.set(kind, known);
  return known;
}

function observationOf(
  verdict: Verdict,
  { name, asOf, tool, id }: { readonly name: string; readonly asOf: string; readonly tool: string; readonly id: Id },
): object {
  const evidence = Object.entries(verdict.evidence).map(([name, value]) => ({
    description: text(`${name} = ${String(value)}`),
  }));
  return {
    uuid: name,
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

function findingOf(check: CheckMeta, observed: Observed, id: Id): object {
  const { answers } = observed;
  const tally = tallyOf(answers);
  const satisfied = countOf(tally, { status: 'Compliant' }) === answers.length;
  const counts = `${counted(answers.length, 'subject')}: ${answerWords(tally).join(', ')}.`;
  return {
    uuid: id('finding', check.id),
    title: text(`${check.id} ${check.title}`),
    description: answers.length === 0 ? 'Nothing in scope is subject to it.' : counts,
    target: {
      type: 'objective-id',
      'target-id': check.id,
      title: text(check.title),
      props: [prop('severity', check.severity), ...check.answers.map((name) => prop('requirement', name))],
      status: {
        state: satisfied ? 'satisfied' : 'not-satisfied',
        reason: answers.length === 0 ? 'other' : satisfied ? 'pass' : tally.counts.NonCompliant > 0 ? 'fail' : 'other',
        ...(satisfied ? {} : { remarks: text(check.remediation) }),
      },
    },
    'related-observations': new Listed(mapped(observed.names(), (name) => ({ 'observation-uuid': name }))),
  };
}

/** Each subject once, of the kind by which the last of its verdicts calls it: read twice, so that only kinds are held. */
function* inventoryOf(applying: () => Iterable<Verdict>, id: Id): Generator<object> {
  const kinds = new Map<string, Verdict['subjectKind']>();
  for (const { subject, subjectKind } of applying()) kinds.set(id('subject', subject), subjectKind);
  for (const verdict of applying()) {
    const name = id('subject', verdict.subject);
    const kind = kinds.get(name);
    kinds.delete(name);
    if (kind !== undefined) yield inventoryItem(name, { ...verdict, subjectKind: kind });
  }
}

function inventoryItem(uuid: string, { subject, subjectName, subjectKind, subscriptionId }: Verdict): object {
  return {
    uuid,
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
  return hyphened(bytes.toString('hex'));
}

function hyphened(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
