import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { RunDependencies } from '../../../../src/app/run/dependencies.ts';
import { assess } from '../../../../src/app/run/stages/assess.ts';
import { begin, type Begun } from '../../../../src/app/run/stages/begin.ts';
import { collect } from '../../../../src/app/run/stages/collect.ts';
import { deliver, type Delivered } from '../../../../src/app/run/stages/deliver.ts';
import { history } from '../../../../src/app/run/stages/history.ts';
import { pack } from '../../../../src/app/run/stages/pack.ts';
import { plan } from '../../../../src/app/run/stages/plan.ts';
import { store } from '../../../../src/app/run/stages/store.ts';
import { workInStore, type WorkPlace } from '../../../../src/app/run/stages/workPlace.ts';
import type { RunRequest } from '../../../../src/app/runRequest.ts';
import type { PackStore } from '../../../../src/domain/ports.ts';

/** One stage in a process of its own: nothing but plain JSON comes in and goes out. */
export type Process = <Result>(stage: string, work: (place: WorkPlace) => Promise<Result>) => Promise<Result>;

/** A process for each stage, with an empty folder; files are passed through the store. */
export function processes(kept: PackStore, runId: string, root: string): Process {
  let count = 0;
  return async (stage, work) => {
    const folder = join(root, `${String((count += 1))}-${stage}`);
    mkdirSync(folder, { recursive: true });
    return plainOf(await work(workInStore(kept, runId, folder)));
  };
}

/** What an orchestration keeps of it. */
export function plainOf<Value>(value: Value): Value {
  const text = JSON.stringify(value) as string | undefined;
  return (text === undefined ? undefined : JSON.parse(text)) as Value;
}

/** A run whose every stage knows of the others only what they returned and kept. */
export async function runApart(
  dependencies: RunDependencies,
  request: RunRequest,
  process: Process,
  owner = 'orchestration',
): Promise<Delivered & { readonly begun: Begun }> {
  const begun = await process('begin', () => begin(dependencies, request, owner));
  if (begun.kind !== 'inHand') throw new Error(`The run is ${begun.kind}.`);
  const planned = await process('plan', (work) => plan(dependencies, request, work));
  let collected = await process('collect', (work) => collect(dependencies, request, work, { begun, planned }));
  while (!collected.done)
    collected = await process('collect', (work) => collect(dependencies, request, work, { begun, planned }));
  const done = collected;
  const assessed = await process('assess', (work) =>
    assess(dependencies, request, work, { begun, planned, collected: done }),
  );
  const packed = await process('pack', (work) =>
    pack(dependencies, request, work, { begun, planned, collected: done, assessed }),
  );
  await process('store', (work) => store(dependencies, request, work, { begun, packed }));
  await process('history', (work) => history(dependencies, request, work, { begun, planned, assessed, packed }));
  return {
    ...(await process('deliver', (work) => deliver(dependencies, request, work, { begun, assessed, packed }))),
    begun,
  };
}
