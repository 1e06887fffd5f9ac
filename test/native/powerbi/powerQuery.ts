import { requireTool } from './install.ts';

interface Node {
  readonly kind: string;
  readonly literal?: string;
}
interface Task {
  readonly stage: string;
  readonly resultKind: string;
  readonly error?: Error;
  readonly ast?: Node;
}
interface Parser {
  readonly DefaultSettings: object;
  readonly TaskUtils: { readonly tryLexParse: (settings: object, code: string) => Promise<Task> };
}

export interface PowerQuery {
  /** Identifiers that are used and that nothing in the code declares: functions of the library and other queries. */
  readonly free: ReadonlySet<string>;
  /** Fields read with `[name]`. */
  readonly fields: ReadonlySet<string>;
}

/** Parses M with Microsoft's parser; throws its sentence where the code is not M. */
export async function parsePowerQuery(code: string): Promise<PowerQuery> {
  const { TaskUtils, DefaultSettings } = requireTool('@microsoft/powerquery-parser') as Parser;
  const task = await TaskUtils.tryLexParse(DefaultSettings, code);
  if (task.resultKind !== 'Ok' || task.ast === undefined)
    throw new Error(task.error?.message ?? `Not M: ${task.stage} failed.`);
  const declared = new Set(['_']);
  const used = new Set<string>();
  const fields = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    const { kind } = node as Node;
    const part = (name: string): Node | undefined => (node as Readonly<Record<string, Node | undefined>>)[name];
    if (kind === 'IdentifierPairedExpression') declared.add(part('key')?.literal ?? '');
    if (kind === 'Parameter') declared.add(part('name')?.literal ?? '');
    if (kind === 'IdentifierExpression') used.add(part('identifier')?.literal ?? '');
    if (kind === 'FieldSelector') fields.add(part('content')?.literal ?? '');
    Object.values(node).forEach(visit);
  };
  visit(task.ast);
  return { free: new Set([...used].filter((name) => !declared.has(name))), fields };
}
