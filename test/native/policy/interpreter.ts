import { pathOf } from './aliases.ts';
import { PolicyError } from './error.ts';

/** What a rule is evaluated with beside the resource. */
export interface Assignment {
  readonly parameters: Readonly<Record<string, unknown>>;
  /**
   * Evaluations of existing resources see the newest version of the resource provider's API.
   * @see https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions
   */
  readonly apiVersion: string;
}

type Bag = Readonly<Record<string, unknown>>;
/** The resource, and the array member that `current()` speaks of. */
interface Scene {
  readonly resource: Bag;
  readonly current?: { readonly path: string; readonly member: unknown };
}
type Condition = (scene: Scene) => boolean;
type Value = (scene: Scene) => unknown;
type Operator = (left: unknown, right: unknown) => boolean;

/**
 * The operators that the rules under test use. Text is compared in any case, and booleans as their text.
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  equals: same,
  notEquals: (left, right) => !same(left, right),
  in: among,
  notIn: (left, right) => !among(left, right),
  notContains: (left, right) => !text(left).includes(text(right)),
  exists: (left, right) => (left !== undefined && left !== null) === (text(right) === 'true'),
  greater: (left, right) => order(left, right) > 0,
  greaterOrEquals: (left, right) => order(left, right) >= 0,
  less: (left, right) => order(left, right) < 0,
};

/** Reads a rule whole, so that what is not known is an error even where no resource would reach it. */
export function compileRule(rule: unknown, assignment: Assignment): (resource: Bag) => boolean {
  const condition = compile(rule, assignment);
  return (resource) => condition({ resource });
}

function compile(rule: unknown, assignment: Assignment): Condition {
  if (!isBag(rule)) throw new PolicyError(`${JSON.stringify(rule)} is no condition.`);
  const [subject, ...rest] = ['allOf', 'anyOf', 'not', 'field', 'value', 'count'].filter((key) => key in rule);
  if (subject === undefined || rest.length > 0)
    throw new PolicyError(`${JSON.stringify(rule)} has no subject that is known, or several.`);
  const inner = rule[subject];
  const names = Object.keys(rule).filter((key) => key !== subject);
  if (subject === 'allOf' || subject === 'anyOf' || subject === 'not') {
    if (names.length > 0) throw new PolicyError(`${names.join(', ')} beside ${subject} is not known.`);
    if (subject === 'not') {
      const condition = compile(inner, assignment);
      return (scene) => !condition(scene);
    }
    const conditions = listOf(inner).map((part) => compile(part, assignment));
    return subject === 'allOf'
      ? (scene) => conditions.every((condition) => condition(scene))
      : (scene) => conditions.some((condition) => condition(scene));
  }
  const [name = '', ...more] = names;
  const operator = OPERATORS[name];
  if (operator === undefined || more.length > 0) throw new PolicyError(`Operator ${names.join(', ')} is not known.`);
  const right = expression(rule[name], assignment);
  if (subject === 'field') return fieldCondition(textOf(inner), operator, right);
  const left = subject === 'value' ? expression(inner, assignment) : countOf(inner, assignment);
  return (scene) => operator(left(scene), right(scene));
}

/**
 * A field with `[*]` speaks of every member: each has to meet the condition, and an empty array meets it.
 * @see https://learn.microsoft.com/azure/governance/policy/how-to/author-policies-for-arrays
 */
function fieldCondition(field: string, operator: Operator, right: Value): Condition {
  const path = pathOf(field);
  if (!path.includes('[*]')) return (scene) => operator(valuesAt(scene.resource, path)[0], right(scene));
  return (scene) => valuesAt(scene.resource, path).every((value) => operator(value, right(scene)));
}

function countOf(count: unknown, assignment: Assignment): Value {
  if (!isBag(count)) throw new PolicyError(`${JSON.stringify(count)} is no count.`);
  const unknown = Object.keys(count).filter((key) => key !== 'field' && key !== 'where');
  if (unknown.length > 0) throw new PolicyError(`${unknown.join(', ')} of a count is not known.`);
  const path = pathOf(textOf(count['field']));
  const where = count['where'] === undefined ? () => true : compile(count['where'], assignment);
  return ({ resource }) =>
    valuesAt(resource, path).filter((member) => where({ resource, current: { path, member } })).length;
}

/** A literal, or a template function in brackets. */
function expression(value: unknown, assignment: Assignment): Value {
  if (Array.isArray(value)) {
    const members = value.map((member) => expression(member, assignment));
    return (scene) => members.map((member) => member(scene));
  }
  if (typeof value !== 'string' || !value.startsWith('[')) return () => value;
  const [, parameter] = /^\[parameters\('(\w+)'\)\]$/.exec(value) ?? [];
  if (parameter !== undefined) {
    if (!(parameter in assignment.parameters)) throw new PolicyError(`Parameter ${parameter} was not given.`);
    return () => assignment.parameters[parameter];
  }
  if (value === '[requestContext().apiVersion]') return () => assignment.apiVersion;
  const [, call, field] = /^\[length\((field|current)\('([^']+)'\)\)\]$/.exec(value) ?? [];
  if (field === undefined) throw new PolicyError(`Function ${value} is not known.`);
  const path = pathOf(field);
  return call === 'field' ? ({ resource }) => lengthAt(resource, path) : (scene) => lengthInMember(scene, path);
}

function lengthAt(from: unknown, path: string): number {
  const values = valuesAt(from, path);
  if (path.includes('[*]')) return values.filter((value) => value !== undefined).length;
  return Array.isArray(values[0]) ? values[0].length : 0;
}

function lengthInMember({ current }: Scene, path: string): number {
  if (current === undefined || !path.startsWith(`${current.path}.`))
    throw new PolicyError(`current() speaks of ${path}, which is not counted.`);
  return lengthAt(current.member, path.slice(current.path.length + 1));
}

/** Every value at a path; `undefined` for each place where it is missing. Names are matched in any case. */
function valuesAt(from: unknown, path: string): readonly unknown[] {
  if (path === '') return [from];
  const [, name = '', star, rest = ''] = /^([^.[]+)(\[\*\])?\.?(.*)$/.exec(path) ?? [];
  const bag: unknown = typeof from === 'string' && from.startsWith('{') ? JSON.parse(from) : from;
  const key = isBag(bag) ? Object.keys(bag).find((one) => one.toLowerCase() === name.toLowerCase()) : undefined;
  const value = isBag(bag) && key !== undefined ? bag[key] : undefined;
  if (star === undefined) return valuesAt(value, rest);
  return (Array.isArray(value) ? value : []).flatMap((member) => valuesAt(member, rest));
}

function same(left: unknown, right: unknown): boolean {
  return text(left) === text(right);
}

function among(left: unknown, right: unknown): boolean {
  return listOf(right).some((one) => same(left, one));
}

function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return text(left) < text(right) ? -1 : Number(text(left) !== text(right));
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value).toLowerCase();
  throw new PolicyError(`${JSON.stringify(value)} cannot be compared.`);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new PolicyError(`${JSON.stringify(value)} is no name of a field.`);
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new PolicyError(`${JSON.stringify(value)} is no list.`);
  return value;
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
