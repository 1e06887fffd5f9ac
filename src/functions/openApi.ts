import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { READING, withoutBody } from './answers.ts';
import { openApiDocument } from './openApiDocument.ts';

/** `GET /api/openapi.json` */
export const openApi = ({ method }: HttpRequest): HttpResponseInit =>
  method === 'HEAD' ? withoutBody({ jsonBody: openApiDocument() }) : { jsonBody: openApiDocument() };

app.http('readOpenApi', { methods: READING, authLevel: 'anonymous', route: 'openapi.json', handler: openApi });
