import { app, type HttpResponseInit } from '@azure/functions';
import { OPEN_API } from './openApiDocument.ts';

/** `GET /api/openapi.json` */
export const openApi = (): HttpResponseInit => ({ jsonBody: OPEN_API });

app.http('readOpenApi', { methods: ['GET'], authLevel: 'anonymous', route: 'openapi.json', handler: openApi });
