import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../powerbi/project.ts';
import { requireTool, SCHEMAS } from './install.ts';

const ADDRESS = 'https://developer.microsoft.com/json-schemas/fabric/';

interface Validate {
  (value: Json): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string; readonly params: unknown }[];
}
interface Ajv {
  readonly addSchema: (schema: object, key?: string) => unknown;
  readonly getSchema: (key: string) => Validate | undefined;
}

/** Validates files against the schema that they name themselves, with Microsoft's published schemas. */
export class FabricSchemas {
  private readonly ajv: Ajv;

  constructor() {
    if (!existsSync(SCHEMAS))
      throw new Error(
        '../shared/schemas/fabric is missing: it lies beside the checkout and holds the published JSON schemas.',
      );
    const { default: Constructor } = requireTool('ajv') as { default: new (options: object) => Ajv };
    const { default: addFormats } = requireTool('ajv-formats') as { default: (ajv: Ajv) => void };
    // The schemas carry words that are no keywords of draft 7, hence not strict.
    this.ajv = new Constructor({ strict: false, allErrors: true });
    addFormats(this.ajv);
    const files = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    for (const file of files) {
      // A reference is resolved against the place of the file, so every schema is known by its address, not by its $id.
      const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as object;
      this.ajv.addSchema({ ...schema, $id: ADDRESS + file.replaceAll('\\', '/') });
    }
  }

  /** What is wrong with a file, one line each; empty when it is valid. */
  errorsOf(json: Json): readonly string[] {
    const named =
      typeof json === 'object' && json !== null ? (json as Readonly<Record<string, Json>>)['$schema'] : undefined;
    if (typeof named !== 'string' || !named.startsWith(ADDRESS)) return ['It names no schema of Microsoft Fabric.'];
    const validate = this.ajv.getSchema(named);
    if (validate === undefined) return [`The schema ${named} is not among the published ones.`];
    if (validate(json)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  }
}
