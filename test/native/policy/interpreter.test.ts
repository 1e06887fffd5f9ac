import { describe, expect, test } from 'vitest';
import { PolicyError } from './error.ts';
import { compileRule } from './interpreter.ts';

const DATA_DISK = 'Microsoft.Compute/virtualMachines/storageProfile.dataDisks[*].managedDisk.id';
const TARGETS = 'Microsoft.Compute/galleries/images/versions/publishingProfile.targetRegions[*]';
const assignment = { parameters: { asked: true, allowed: ['a', 'B'] }, apiVersion: '2026-02-01' };
const holds = (rule: unknown, resource: Readonly<Record<string, unknown>>): boolean =>
  compileRule(rule, assignment)(resource);
const machineWith = (...dataDisks: readonly unknown[]) => ({ properties: { storageProfile: { dataDisks } } });

describe('what is not known is an error, even where no resource would reach it', () => {
  const never = { field: 'type', equals: 'nothing' };
  test.each([
    ['an operator', { field: 'type', resembles: 'x' }, /Operator resembles is not known/],
    ['two operators', { field: 'type', equals: 'x', like: 'y' }, /Operator equals, like is not known/],
    ['no operator', { field: 'type' }, /is not known/],
    ['an alias', { field: 'Microsoft.Compute/disks/colour', equals: 'x' }, /Alias .*colour is not known/],
    ['a function', { value: '[utcNow()]', equals: 'x' }, /Function \[utcNow\(\)\] is not known/],
    ['a parameter', { value: "[parameters('other')]", equals: 'x' }, /Parameter other was not given/],
    ['a subject', { source: 'action', equals: 'x' }, /no subject that is known/],
    ['a word of a count', { count: { field: TARGETS, name: 'x' }, greater: 0 }, /name of a count is not known/],
    ['something beside allOf', { allOf: [], effect: 'deny' }, /effect beside allOf is not known/],
    ['no condition', 'x', /is no condition/],
  ])('%s', (_, rule, message) => {
    expect(() => compileRule({ allOf: [never, rule] }, assignment)).toThrow(PolicyError);
    expect(() => compileRule({ allOf: [never, rule] }, assignment)).toThrow(message);
  });
});

describe('conditions', () => {
  test.each([
    ['text in any case', { field: 'type', equals: 'X' }, { type: 'x' }, true],
    ['a boolean as its text', { value: "[parameters('asked')]", equals: 'true' }, {}, true],
    ['a parameter that is a list', { field: 'name', in: "[parameters('allowed')]" }, { name: 'b' }, true],
    ['not in', { field: 'name', notIn: ['a'] }, {}, true],
    ['missing is not equal', { field: 'name', equals: 'a' }, {}, false],
    ['null does not exist', { field: 'name', exists: 'False' }, { name: null }, true],
    ['contains', { field: 'id', notContains: '/RG-1/' }, { id: '/rg-1/x' }, false],
    ['dates as text', { value: '[requestContext().apiVersion]', greaterOrEquals: '2019-09-01' }, {}, true],
    ['not', { not: { field: 'name', exists: true } }, {}, true],
    ['any of none', { anyOf: [] }, {}, false],
  ] as const)('%s', (_, rule, resource, expected) => {
    expect(holds(rule, resource)).toBe(expected);
  });

  test('a field with [*] speaks of every member, and an empty array meets it', () => {
    const missing = { field: DATA_DISK, exists: 'false' };
    expect(holds(missing, machineWith())).toBe(true);
    expect(holds(missing, machineWith({}, {}))).toBe(true);
    expect(holds(missing, machineWith({}, { managedDisk: { id: 'x' } }))).toBe(false);
    expect(holds({ not: { field: DATA_DISK, exists: 'true' } }, machineWith({}, { managedDisk: { id: 'x' } }))).toBe(
      true,
    );
  });

  test('length() counts what is there', () => {
    const some = {
      value: "[length(field('Microsoft.Compute/virtualMachines/storageProfile.dataDisks'))]",
      greater: 0,
    };
    expect([holds(some, machineWith()), holds(some, machineWith({})), holds(some, {})]).toEqual([false, true, false]);
  });

  test('a count asks each member, with current()', () => {
    const rule = {
      count: {
        field: TARGETS,
        where: {
          value: `[length(current('${TARGETS}.encryption.dataDiskImages[*].diskEncryptionSetId'))]`,
          notEquals: 1,
        },
      },
      greater: 0,
    };
    const versionWith = (...targetRegions: readonly unknown[]) => ({
      properties: { publishingProfile: { targetRegions } },
    });
    const encrypted = { encryption: { dataDiskImages: [{ diskEncryptionSetId: 'x' }] } };
    expect(holds(rule, versionWith(encrypted))).toBe(false);
    expect(holds(rule, versionWith(encrypted, {}))).toBe(true);
  });

  test('properties that come as a string are read', () => {
    const rule = { field: 'Microsoft.Compute/disks/networkAccessPolicy', equals: 'DenyAll' };
    expect(holds(rule, { properties: '{"NetworkAccessPolicy":"DenyAll"}' })).toBe(true);
  });
});
