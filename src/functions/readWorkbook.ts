import { Readable } from 'node:stream';
import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { failureAnswer, problem } from './answers.ts';

/** `GET /api/evidence/{runId}/workbook` → the workbook, streamed; 409 while the run is not done. */
async function readWorkbook(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  try {
    const runId = request.params['runId'] ?? '';
    const found = await unbroken(process.env).workbook(runId);
    if (found === undefined)
      return problem(404, 'RunNotFound', `There is no run ${runId}; ask for one with POST /api/evidence.`);
    if (found.content === undefined)
      return problem(
        409,
        'NotReady',
        `Run ${runId} is ${found.state} and has no workbook; read /api/evidence/${runId}.`,
      );
    return {
      headers: {
        'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'Content-Disposition': `attachment; filename="${found.name}"`,
      },
      body: Readable.toWeb(found.content) as ReadableStream,
    };
  } catch (error) {
    return failureAnswer(error, context);
  }
}

app.http('readWorkbook', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'evidence/{runId}/workbook',
  handler: readWorkbook,
});
