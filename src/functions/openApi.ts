import { app } from '@azure/functions';
import { OPEN_API } from './openApiDocument.ts';

app.http('readOpenApi', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'openapi.json',
  handler: () => ({ jsonBody: OPEN_API }),
});
