import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvocationContext, type LogHandler } from '@azure/functions';
import { durableClient } from '../../src/functions/instances.ts';
import type { DurableEngine } from './durableEngine.ts';

/** The extension's local HTTP interface, which the client of a function talks to. */
export interface EngineApi {
  /** What the binding gives. */
  readonly binding: object;
  readonly close: () => Promise<void>;
}

const STATES = { Pending: 202, Running: 202, Completed: 200, Failed: 200, Terminated: 200 } as const;

/**
 * Serves an engine as the extension does on each instance of an app (seen with 3.19.0 over Azurite): 202 for a start, 409 for one
 * that is under way, 404 for an instance that is not known.
 * @see https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
 */
export async function openEngineApi(engine: () => DurableEngine): Promise<EngineApi> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://engine');
    const [, , kind, name, id] = url.pathname.split('/').map(decodeURIComponent);
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    request.resume();
    if (request.method === 'POST' && kind === 'orchestrators' && id !== undefined)
      try {
        // The client sends no input, which comes to the orchestrator as an empty text.
        engine().start(id, '');
        answer(202, { id });
      } catch (error) {
        answer(409, { Message: (error as Error).message });
      }
    else if (request.method === 'GET' && kind === 'instances' && name !== undefined) {
      const instance = engine().look(name);
      if (instance === undefined) answer(404, {});
      else {
        const { status, customStatus, output } = instance;
        const times = { createdTime: '2026-03-02T06:00:00Z', lastUpdatedTime: '2026-03-02T06:00:00Z' };
        const fields = { name: 'runAssessment', instanceId: name, runtimeStatus: status, input: null };
        answer(STATES[status], { ...fields, customStatus: customStatus ?? null, output: output ?? null, ...times });
      }
    } else if (request.method === 'DELETE' && kind === 'instances' && url.searchParams.has('createdTimeFrom')) {
      const before = new Date(url.searchParams.get('createdTimeTo') ?? '');
      const instancesDeleted = engine().purge(before, (url.searchParams.get('runtimeStatus') ?? '').split(','));
      answer(instancesDeleted === 0 ? 404 : 200, { instancesDeleted });
    } else answer(400, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    binding: {
      taskHubName: 'unbroken',
      creationUrls: {},
      managementUrls: {},
      rpcBaseUrl: `http://127.0.0.1:${String(port)}/durabletask/`,
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** The context of an invocation that has the engine among its inputs. */
export function contextWith(
  api: Pick<EngineApi, 'binding'> | undefined,
  functionName: string,
  logHandler: LogHandler,
): InvocationContext {
  const context = new InvocationContext({
    functionName,
    logHandler,
    options: { extraInputs: [durableClient] },
  });
  if (api !== undefined) context.extraInputs.set(durableClient, api.binding);
  return context;
}
