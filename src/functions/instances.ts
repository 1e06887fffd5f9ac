import type { InvocationContext } from '@azure/functions';
import {
  getClient,
  input,
  OrchestrationRuntimeStatus as Status,
  type DurableOrchestrationStatus,
} from 'durable-functions';
import type { RunInstance, RunInstances } from '../app/run/instances.ts';
import { RUN_STAGES, type RunProgress } from '../app/run/stageAnswer.ts';
import { ORCHESTRATION } from './runOrchestration.ts';

/** The binding that leads to the engine; a function that starts or looks at runs has it among its inputs. */
export const durableClient = input.durableClient();

const ENDED = [Status.Completed, Status.Failed, Status.Terminated, Status.Canceled];

/** The engine of this app, as the binding of an invocation leads to it. */
export function instancesOf(context: InvocationContext): RunInstances {
  const client = getClient(context);
  const look = async (runId: string): Promise<RunInstance | undefined> => {
    let status: DurableOrchestrationStatus;
    try {
      status = await client.getStatus(runId, { showInput: false });
    } catch (error) {
      // The client has no other sign of an instance that is not known.
      if (error instanceof Error && error.message.includes('HTTP 404')) return undefined;
      throw error;
    }
    const { runtimeStatus, customStatus } = status;
    return {
      isUnderWay: !ENDED.includes(runtimeStatus),
      isTerminated: runtimeStatus === Status.Terminated || runtimeStatus === Status.Canceled,
      progress: isProgress(customStatus) ? customStatus : undefined,
    };
  };
  return {
    look,
    async start(runId) {
      if ((await look(runId))?.isUnderWay === true) return;
      try {
        await client.startNew(ORCHESTRATION, { instanceId: runId });
      } catch (error) {
        // Somebody else started it in between: the engine has one instance of an id.
        if ((await look(runId)) === undefined || !String(error).includes('409')) throw error;
      }
    },
    async purge(before) {
      await client.purgeInstanceHistoryBy({
        createdTimeFrom: new Date(0),
        createdTimeTo: before,
        runtimeStatus: ENDED,
      });
    },
  };
}

function isProgress(status: unknown): status is RunProgress {
  const { stage } = (status ?? {}) as { readonly stage?: unknown };
  return stage === 'fail' || RUN_STAGES.some((known) => known === stage);
}
