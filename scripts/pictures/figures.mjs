// What the measures give for the history tables of the demo: counts and shares by their own DAX, those of findings by its words.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { measuresOver } from './measures.mjs';

const REQUIREMENTS = 'powerbi/Unbroken.SemanticModel/definition/tables/Requirements.tmdl';
const DAY = 86_400_000;

function rowsOf(folder, table) {
  return gunzipSync(readFileSync(join(folder, `Unbroken${table}.jsonl.gz`)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The Monday of a moment's week, as the calendar of the model has it. */
function mondayOf(moment) {
  const days = Math.floor(Date.parse(moment) / DAY);
  return new Date((days - ((days + 3) % 7)) * DAY).toISOString().slice(0, 10);
}

/** `16 Nov 2026`. */
export function dayText(moment) {
  return new Date(moment).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** The rows of each subscription, which the model adds up; they are no more and no less than the row over all of them. */
function resultsOf(folder) {
  const summary = rowsOf(folder, 'Summary');
  const parts = summary.filter(({ subscriptionId }) => subscriptionId !== '*');
  for (const { runId, requirement, population } of summary.filter(({ subscriptionId }) => subscriptionId === '*')) {
    const own = parts.filter((row) => row.runId === runId && row.requirement === requirement);
    if (own.reduce((sum, row) => sum + row.population, 0) !== population)
      throw new Error(`${requirement} of ${runId} does not add up.`);
  }
  return parts;
}

/**
 * What the page's measures are computed from, and how.
 * @param until the moment of the last run that counts; the newest of all without it
 */
export function figuresOf(folder, until = '9999') {
  const runs = rowsOf(folder, 'Runs')
    .filter(({ asOf }) => asOf !== undefined && asOf <= until)
    .sort((a, b) => a.asOf.localeCompare(b.asOf));
  if (new Set(runs.map(({ scopeKey }) => scopeKey)).size > 1) throw new Error('The runs of the demo have one scope.');
  const results = resultsOf(folder).filter(({ asOf }) => asOf <= until);
  const measures = measuresOver(results, runs);
  const counts = findingCounts(folder, runs);
  const titles = [...readFileSync(REQUIREMENTS, 'utf8').matchAll(/\{"(R\d)", "([^"]+)"/g)];
  const weeks = [...new Set(runs.map(({ asOf }) => mondayOf(asOf)))];
  const inWeek = (week) => week && runs.map(({ asOf }) => asOf).filter((asOf) => mondayOf(asOf) === week);
  return {
    requirements: titles.map(([, id, title]) => ({ id, title })),
    weeks,
    /** A measure's value for a requirement, a week or both; for the newest run without a week. */
    value: (name, { requirement, week } = {}) =>
      counts[name] === undefined
        ? measures.value(name, { requirement, week: inWeek(week) })
        : counts[name](week ?? undefined),
    text: (name, chosen) =>
      counts[name] === undefined
        ? measures.formatted(name, measures.value(name, { ...chosen, week: inWeek(chosen?.week) }))
        : String(counts[name](chosen?.week)),
  };
}

/** The measures about findings and runs, by the words of their DAX; a week's where a week is named. */
function findingCounts(folder, runs) {
  // As the model loads them: the finding of a replaced snapshot goes on in that of its successor (tables/Findings.tmdl).
  const findings = rowsOf(folder, 'Findings').filter(({ closedBecause }) => closedBecause !== 'replaced');
  const newest = runs.at(-1);
  const moment = newest.asOf;
  const open = findings.filter(
    ({ openedAt, closedAt, exemptSince }) => openedAt <= moment && !(closedAt <= moment) && !(exemptSince <= moment),
  );
  const closedIn = (week) => findings.filter(({ closedAt }) => closedAt !== undefined && mondayOf(closedAt) === week);
  const fixedIn = (week) => closedIn(week).filter(({ closedBecause }) => closedBecause === 'fixed').length;
  const everComplete = runs.some(({ complete }) => complete);
  const gaps = `The run is INCOMPLETE (${String(newest.gaps)} gaps): what was not read is missing, Unknown or limits an answer.`;
  return {
    'Open findings': () => open.length,
    'Open findings of high severity': () => open.filter(({ severity }) => severity === 'High').length,
    'Subscriptions not read whole': () =>
      new Set(open.filter(({ check }) => check === 'POP-01').map(({ subscriptionId }) => subscriptionId)).size,
    'Findings opened': (week) => findings.filter(({ openedAt }) => mondayOf(openedAt) === week).length,
    'Findings fixed': fixedIn,
    'Findings closed without a fix': (week) => closedIn(week).length - fixedIn(week),
    // A picture has no "now": a complete run would be counted from the moment it is looked at.
    'Hours since last complete run': () => (everComplete ? '(runs with the clock)' : '(Blank)'),
    'Run note': () =>
      `As of ${dayText(moment)} ${moment.slice(11, 16)} UTC. ${newest.complete ? 'The run is complete.' : gaps}${everComplete ? '' : ' No run was complete yet.'}`,
  };
}
