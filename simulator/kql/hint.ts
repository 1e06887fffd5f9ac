import { child, listOf, nameOf } from './expression.ts';
import type { KqlNode } from './kusto.ts';

/**
 * What the first `where` operators ask of the column `type`, so that an estate which makes its rows on the fly can leave out the
 * others. Only ever a hint: the query filters again.
 * @returns types in lower case, or undefined when any type may be wanted.
 */
export function wantedTypes(operators: readonly KqlNode[]): readonly string[] | undefined {
  const first = operators.findIndex(({ kind }) => kind !== 'FilterOperator');
  const filters = first === -1 ? operators : operators.slice(0, first);
  return filters
    .flatMap((filter) => conjuncts(child(filter, 2)))
    .map(typesIn)
    .find((types) => types !== undefined);
}

function conjuncts(node: KqlNode): readonly KqlNode[] {
  if (node.kind === 'ParenthesizedExpression') return conjuncts(child(node, 1));
  if (node.kind === 'BinaryExpression' && child(node, 1).text === 'and')
    return [...conjuncts(child(node, 0)), ...conjuncts(child(node, 2))];
  return [node];
}

function typesIn(node: KqlNode): readonly string[] | undefined {
  const [left, operator, right] = node.children;
  if (left?.kind !== 'NameReference' || nameOf(left) !== 'type' || operator === undefined || right === undefined)
    return undefined;
  const literals = ['==', '=~'].includes(operator.text)
    ? [right]
    : ['in', 'in~'].includes(operator.text)
      ? listOf(right)
      : undefined;
  const types = literals?.map(({ literal }) => (typeof literal === 'string' ? literal.toLowerCase() : undefined));
  return types?.every((type) => type !== undefined) === true ? types : undefined;
}
