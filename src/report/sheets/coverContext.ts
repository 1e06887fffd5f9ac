import { counted } from '../../base/counted.ts';
import type { CrossCheck } from '../../domain/crossCheck.ts';
import type { EarlierReadings } from '../../domain/earlierReading.ts';
import { wasPut } from '../../domain/observation.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line } from '../sheet.ts';
import { day, moment, sentence } from '../words.ts';
import { sampled } from './sampleCrossCheck.ts';

/** Who asked what, of whom, when, with which rules. */
export function* contextLines(index: PackIndex): Generator<Line> {
  const { contents, record } = index;
  const { coverage, scope, baseline } = record;
  const seen = coverage.filter((row) => row.seen).length;
  const whole = coverage.filter((row) => row.seen && row.read).length;
  yield { kind: 'heading', text: '6. Scope, time and rules' };
  yield { kind: 'pair', label: 'Scope', value: sentence(contents.scopeText) };
  yield { kind: 'pair', label: 'Tenant', value: scope.tenantId ?? 'not stated' };
  yield {
    kind: 'pair',
    label: 'Subscriptions',
    value: `${counted(coverage.length, 'subscription')} expected, ${String(seen)} seen, ${String(whole)} read whole`,
  };
  yield { kind: 'pair', label: 'Disks assessed', value: record.chains.length };
  yield { kind: 'pair', label: 'Data collected', value: observedText(index) };
  if (record.crossCheck !== undefined)
    yield {
      kind: 'pair',
      label: 'Cross-checked against Azure Resource Manager',
      value: crossCheckText(record.crossCheck),
    };
  yield { kind: 'pair', label: 'Period', value: periodText(index) };
  yield { kind: 'pair', label: 'Previous run', value: contents.previous?.runId ?? 'none: this is the first' };
  yield { kind: 'pair', label: 'Baseline', value: `${baseline.name}, version ${baseline.version}` };
  yield {
    kind: 'pair',
    label: 'Baseline SHA-256',
    value: { kind: 'code', text: baseline.sha256 },
    name: 'Baseline_SHA256',
  };
  yield { kind: 'pair', label: 'Code version', value: `Unbroken ${record.codeVersion}` };
  yield { kind: 'pair', label: 'Run identity (object ID)', value: contents.identity.objectId ?? 'not known' };
  yield { kind: 'pair', label: 'Access of the run identity', value: record.callerAccess?.because ?? 'not known' };
  yield { kind: 'pair', label: 'Run', value: contents.runId, name: 'Run_id' };
  if (contents.attempt !== undefined) yield { kind: 'pair', label: 'Attempts of this run', value: contents.attempt };
  yield { kind: 'blank' };
}

/** How far a sample agreed; what ARM did not answer for is said too, and counts neither for nor against. */
function crossCheckText(crossCheck: CrossCheck): string {
  const { subjects, population, agreementPercent, requests } = crossCheck;
  const unread = subjects.filter(({ result }) => result === 'notRead').length;
  const rate = agreementPercent === undefined ? 'none answered' : `${String(agreementPercent)}% agree in every field`;
  const open = unread === 0 ? '' : `; ${counted(unread, 'resource')} could not be read`;
  return `${String(sampled(crossCheck))} of ${counted(population, 'resource')}: ${rate}${open}; ${counted(requests, 'request')}`;
}

function observedText(index: PackIndex): string {
  let first: string | undefined;
  let last: string | undefined;
  for (const { startedAt, endedAt, carriedFrom } of index.contents.observations) {
    if (!wasPut({ carriedFrom })) continue;
    if (first === undefined || Date.parse(startedAt) < Date.parse(first)) first = startedAt;
    if (last === undefined || Date.parse(endedAt) > Date.parse(last)) last = endedAt;
  }
  if (first === undefined || last === undefined) return 'no time was recorded';
  return `from ${moment(first)} to ${moment(last)}${earlierText(index.record.earlierReadings ?? [])}`;
}

/** The answers of earlier runs that this run relies on; the sheet lists them with their dates. */
function earlierText(readings: readonly EarlierReadings[]): string {
  if (readings.length === 0) return '';
  const answers = readings.reduce((sum, reading) => sum + reading.answers, 0);
  const oldest = readings.map(({ from }) => from).reduce((one, other) => (one < other ? one : other));
  return `; ${counted(answers, 'answer')} of earlier runs, the oldest of ${day(oldest)}: the sheet Population and gaps`;
}

function periodText({ contents, record }: PackIndex): string {
  if (contents.previous === undefined) return `a point in time, ${moment(record.asOf)}; nothing to compare with`;
  return `two points in time, ${moment(contents.previous.asOf)} and ${moment(record.asOf)}; nothing between is tested`;
}
