import { join } from 'node:path';
import { toolsIn } from '../tools.ts';

export const { ensureInstalled, require: requireTool } = toolsIn(import.meta.dirname);

export const SCHEMAS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'schemas', 'fabric');
