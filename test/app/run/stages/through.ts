import type { Application } from '../../../../src/app/application.ts';
import type { DeliveryResult } from '../../../../src/app/run/dependencies.ts';
import { RUN_STAGES, type EarlierAnswers } from '../../../../src/app/run/stageAnswer.ts';
import type { Report } from '../../../../src/domain/progress.ts';

let runners = 0;

/**
 * A run through its stages as the engine calls them, each with nothing but plain JSON, without tries and waits: what fails ends
 * the run as failed. `over`: why there was nothing to do.
 */
export async function runThrough(
  application: Application,
  runId: string,
  report: Report = () => undefined,
): Promise<{ readonly deliveries: readonly DeliveryResult[]; readonly over?: string }> {
  const owner = `runner ${String((runners += 1))}`;
  const deliveries: DeliveryResult[] = [];
  let earlier: EarlierAnswers = {};
  for (;;) {
    const stage = RUN_STAGES.find((each) => earlier[each] === undefined);
    if (stage === undefined) return { deliveries };
    const outcome = await application.doStage(stage, plain({ runId, owner, earlier }), report);
    deliveries.push(...outcome.deliveries);
    const answer = plain(outcome.answer);
    if (answer.kind === 'over') return { deliveries, over: answer.because };
    if (answer.kind === 'failed') await application.endFailed(runId, answer.because, owner, report);
    if (answer.kind === 'failed' || answer.kind === 'busy' || answer.kind === 'anew') throw new Error(answer.because);
    if (answer.kind === 'again') continue;
    const skipped = answer.next === undefined ? [] : RUN_STAGES.slice(0, RUN_STAGES.indexOf(answer.next));
    earlier = { ...Object.fromEntries(skipped.map((each) => [each, null])), ...earlier, [stage]: answer.result };
  }
}

function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
