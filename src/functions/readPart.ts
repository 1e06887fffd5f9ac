import { basename } from 'node:path/posix';
import { Readable } from 'node:stream';
import { app, type HttpHandler } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import type { PartKind } from '../app/http/evidence.ts';
import { answering, problem, READING, runNotFound } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { emit } from './signals.ts';

const MEDIA_TYPES: Readonly<Record<PartKind, string>> = {
  workbook: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  manifest: 'application/json',
};

/**
 * The file, streamed, with its length and its SHA-256 as ETag: stored evidence never changes. 409 while the run has none; who may read about
 * some subscriptions only gets the run's excerpt of these.
 */
function reader(kind: PartKind): HttpHandler {
  return answering(async (request, context) => {
    const { objectId: caller, subscriptions } = callerOf(request, ['Auditor', 'Requester'], process.env);
    const runId = request.params['runId'] ?? '';
    const part = await unbroken(process.env).evidence.part(runId, kind, subscriptions);
    if (part === undefined) return runNotFound(runId);
    if (part.kind === 'withheld') return problem(403, 'OutOfScope', part.because);
    if (part.kind === 'none') return notReady(runId, kind, part.state);
    const { name, sha256 } = part;
    const headers = { ETag: `"${sha256}"`, 'Cache-Control': 'private, no-cache' };
    if (isKnown(request.headers.get('if-none-match'), sha256)) return { status: 304, headers };
    const length = await part.bytes();
    // If only headers are asked for, nothing of the file is read: an unread stream would hold its connection.
    const content = request.method === 'HEAD' ? [] : await part.open();
    if (length === undefined || content === undefined) return notReady(runId, kind, 'without its pack');
    if (request.method !== 'HEAD')
      emit(context, { signal: 'evidenceRead', runId, part: name, caller, scope: subscriptions ?? 'whole' });
    return {
      headers: {
        ...headers,
        // A download that breaks off is seen to be too short.
        'Content-Length': String(length),
        'Content-Type': MEDIA_TYPES[kind],
        'Content-Disposition': `attachment; filename="${basename(name)}"`,
        'X-Content-Type-Options': 'nosniff',
      },
      body: Readable.toWeb(Readable.from(content)) as ReadableStream,
    };
  });
}

function notReady(runId: string, kind: PartKind, state: string): ReturnType<typeof problem> {
  return problem(409, 'NotReady', `Run ${runId} is ${state} and has no ${kind}; read /api/evidence/${runId}.`);
}

function isKnown(header: string | null, sha256: string): boolean {
  return (header ?? '').split(',').some((tag) => ['*', sha256].includes(tag.trim().replace(/^(W\/)?"(.*)"$/, '$2')));
}

/** `GET /api/evidence/{runId}/workbook` */
export const readWorkbook = reader('workbook');
/** `GET /api/evidence/{runId}/manifest` */
export const readManifest = reader('manifest');

app.http('readWorkbook', { methods: READING, authLevel, route: 'evidence/{runId}/workbook', handler: readWorkbook });
app.http('readManifest', { methods: READING, authLevel, route: 'evidence/{runId}/manifest', handler: readManifest });
