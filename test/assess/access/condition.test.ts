import { describe, expect, test } from 'vitest';
import { actionsIn } from '../../../src/assess/access/capabilities.ts';
import { alwaysTrueFor } from '../../../src/assess/access/condition.ts';

const EXPORT = 'Microsoft.Compute/disks/beginGetAccess/action';
const GRANT = 'Microsoft.Authorization/roleAssignments/write';

/** As the portal writes it for somebody who may only hand out two roles. */
const DELEGATE = `(
 (
  !(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})
 )
 OR
 (
  @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {5e467623-bb1f-42f4-a55d-6e525e11384b, a795c7a0-d4a2-40c1-ae25-d81f01202912}
  AND
  @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}
 )
)
AND
(
 (
  !(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})
 )
 OR
 (
  @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {5e467623-bb1f-42f4-a55d-6e525e11384b}
 )
)`;
const BLOBS = `((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'} AND NOT SubOperationMatches{'Blob.List'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'a (b) AND c'))`;

describe('operations that a condition leaves alone', () => {
  test.each([
    ['guards another operation', DELEGATE, EXPORT, true],
    ['guards this operation', DELEGATE, GRANT, false],
    ['guards blobs', BLOBS, EXPORT, true],
    [
      'guards a pattern that this falls under',
      "!(ActionMatches{'Microsoft.Compute/*'}) OR @Principal[x] StringEquals 'y'",
      EXPORT,
      false,
    ],
    [
      'guards in any case',
      "!(actionMATCHES{'microsoft.compute/DISKS/*'}) or @Principal[x] StringEquals 'y'",
      EXPORT,
      false,
    ],
    ['allows this operation outright', `ActionMatches{'${EXPORT}'}`, EXPORT, true],
    ['allows only another operation', `ActionMatches{'${GRANT}'}`, EXPORT, false],
    [
      'symbols for words',
      `!(ActionMatches{'${GRANT}'}) || (@Request[a] StringEquals 'b' && NOT Exists @Principal[c])`,
      EXPORT,
      true,
    ],
    [
      'depends on the principal alone',
      "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:A_b] StringEquals 'c'",
      EXPORT,
      false,
    ],
    ['true and unknown', `!(ActionMatches{'${GRANT}'}) AND @Principal[x] StringEquals 'y'`, EXPORT, false],
    ['unknown or unknown', "@Principal[x] StringEquals 'y' OR @Principal[x] StringEquals 'z'", EXPORT, false],
    ['several patterns, one fits', `!(ActionMatches{'${GRANT}', 'Microsoft.Compute/*'})`, EXPORT, false],
    ['a parenthesis is missing', `(!(ActionMatches{'${GRANT}'})`, EXPORT, false],
    ['a parenthesis too many', `!(ActionMatches{'${GRANT}'}))`, EXPORT, false],
    ['nothing after OR', `!(ActionMatches{'${GRANT}'}) OR`, EXPORT, false],
    ['not a condition', '~~', EXPORT, false],
    ['empty', '', EXPORT, false],
  ])('%s', (_, condition, action, expected) => {
    expect(actionsIn(alwaysTrueFor(condition)).includes(action)).toBe(expected);
  });

  test('a hundred thousand parentheses are no condition, and no crash of the reader', () => {
    expect(alwaysTrueFor('('.repeat(50_000) + `!(ActionMatches{'${GRANT}'})` + ')'.repeat(50_000))).toBe(0);
    expect(alwaysTrueFor('!'.repeat(100_000) + `(ActionMatches{'${EXPORT}'})`)).toBe(0);
  });
});
