import { stringify } from 'yaml';
import { openApiDocument } from '../../src/functions/openApiDocument.ts';

/** docs/openapi.yaml: the document that `GET /api/openapi.json` answers, for readers. */
export function openApiPage(): string {
  return `# Made by npm run docs from src/functions/openApiDocument.ts.\n${stringify(openApiDocument(), { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}
