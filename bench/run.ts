/**
 * One run over the simulator's estate, in a process of its own so that its memory is measured alone. Its pack stays in the folder given;
 * with a storage account it joins the history there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runLocally } from '../src/app/localRun.ts';
import { giveBackFromNowOn } from '../src/app/run/memory.ts';
import { readSettings } from '../src/app/settings.ts';
import { arithmeticMinimum } from '../src/collect/population.ts';
import type { Observation } from '../src/domain/observation.ts';
import type { ProgressEvent } from '../src/domain/progress.ts';
import { peakMegabytes, processorSeconds } from './measure.ts';

const [endpoint = '', ca = '', token = '', folder = '', asOf = '2026-11-16T06:00:00.000Z', storage] =
  process.argv.slice(2);

const stages: { readonly name: string; readonly at: number; readonly peak: number; readonly processor: number }[] = [];
let waited = 0;

function report(event: ProgressEvent): void {
  if (event.kind === 'stage')
    stages.push({ name: event.stage, at: performance.now(), peak: peakMegabytes(), processor: processorSeconds() });
  if (event.kind === 'waiting') waited += 1;
}

async function main(): Promise<void> {
  giveBackFromNowOn();
  const outcome = await runLocally({
    settings: readSettings({
      UNBROKEN_ENDPOINT: endpoint,
      UNBROKEN_CA_FILE: ca,
      UNBROKEN_ACCESS_TOKEN: token,
      ...(storage === undefined ? {} : { UNBROKEN_STORAGE: storage }),
    }),
    outFolder: folder,
    sendMail: false,
    report,
    trigger: 'cli',
    // The generated estate stands still at one moment.
    asOf,
  });
  // What follows is the bench's own.
  const [peak, processor] = [peakMegabytes(), processorSeconds()];
  const observations = gunzipSync(readFileSync(join(outcome.packLocation, 'observations.jsonl.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Observation);
  const { record } = outcome;
  for (const [index, stage] of stages.entries()) {
    const next = stages[index + 1];
    if (next !== undefined)
      console.log(
        `${stage.name.padEnd(10)}${((next.at - stage.at) / 1000).toFixed(1).padStart(8)} s (${(next.processor - stage.processor).toFixed(1)} s of processor time), peak memory so far ${String(next.peak)} MB`,
      );
  }
  const pages = (kind: Observation['kind'], counts: boolean): number =>
    observations
      .filter((entry) => entry.kind === kind && (entry.source === 'count') === counts)
      .reduce((sum, entry) => sum + entry.pages, 0);
  const collected = seconds('collect');
  const rows = record.population.reduce((sum, row) => sum + row.received, 0);
  const minimum = arithmeticMinimum(record.population);
  console.log(
    `disks ${String(record.chains.length)}, verdicts ${String(record.verdicts.length)}, gaps ${String(record.gaps.length)}, state ${record.state}`,
  );
  console.log(
    `rows ${String(rows)}, ${Math.round(rows / collected).toString()} rows/s while collecting, ${String(waited)} waits for quota`,
  );
  console.log(
    `Resource Graph requests: rows ${String(pages('resourceGraph', false))} (minimum ${String(minimum.rows)}), counts ${String(pages('resourceGraph', true))} (minimum ${String(minimum.counts)})`,
  );
  console.log(`Resource Manager requests: ${String(pages('arm', false))}`);
  const opened = (source: string): number =>
    observations.filter((entry) => entry.source === source && entry.carriedFrom === undefined).length;
  const machines = opened('recoveryPoints');
  const details = opened('recoveryPointDetails');
  console.log(
    `requests per protected VM: ${((machines + details) / machines).toFixed(2)} (${String(machines)} lists and ${String(details)} recovery points opened)`,
  );
  const [asking, judging] = [processorOf('collect') * 1000, processorOf('assess') * 1000];
  console.log(
    `processor time: ${(asking / pages('arm', false)).toFixed(2)} ms for each request to Resource Manager, ${(judging / record.chains.length).toFixed(2)} ms to judge a disk, ${processor.toFixed(1)} s in all`,
  );
  console.log(`peak memory ${String(peak)} MB`);
  console.log(`pack ${outcome.packLocation}`);
}

function processorOf(name: string): number {
  const index = stages.findIndex((stage) => stage.name === name);
  return (stages[index + 1]?.processor ?? 0) - (stages[index]?.processor ?? 0);
}

function seconds(name: string): number {
  const index = stages.findIndex((stage) => stage.name === name);
  return ((stages[index + 1]?.at ?? 0) - (stages[index]?.at ?? 0)) / 1000;
}

void main();
