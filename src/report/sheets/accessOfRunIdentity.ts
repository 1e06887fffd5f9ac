import { counted } from '../../base/counted.ts';
import type { CallerAccess, CallerGrant } from '../../domain/callerAccess.ts';
import { blanks, idCell, type Cell } from '../cell.ts';
import type { Listed, TableSheet } from '../sheet.ts';

const RESULT_TEXT: Readonly<Record<CallerAccess['result'], string>> = {
  readOnly: 'No write action held',
  beyondReading: 'HOLDS MORE',
  unknown: 'Unknown',
};

export const accessOfRunIdentity: Listed<TableSheet> = {
  kind: 'table',
  name: 'Access of run identity',
  holds: 'the run identity, its roles, and what they let it do',
  tab: '8A3B12',
  about:
    'The run identity, and every role that it holds at the scopes that were read, with the role’s actions. An action that does not end in /read does more than read.',
  columns: [
    { title: 'Part', width: 13 },
    { title: 'Result', width: 20 },
    { title: 'Identity or role', width: 38 },
    { title: 'Scope', width: 36 },
    { title: 'Actions', width: 44 },
    { title: 'Except', width: 20 },
    { title: 'Data actions', width: 20 },
    { title: 'More than reading', width: 22 },
    { title: 'What it means', width: 50 },
    { title: 'Role assignment', width: 110 },
  ],
  frozenColumns: 2,
  printedColumns: 9,
  whenEmpty: 'The record does not name the run identity.',
  *rows(index) {
    const access = index.record.callerAccess;
    if (access === undefined) return;
    yield [
      'Identity',
      RESULT_TEXT[access.result],
      access.objectId ?? 'not known',
      ...blanks(5),
      access.because,
      undefined,
    ];
    for (const grant of access.grants) yield grantRow(grant);
    yield [
      'Limit',
      'Not seen',
      'Groups',
      ...blanks(5),
      `${counted(access.groupAssignments, 'role assignment')} of groups in scope: whether the identity is a member, or could activate a role (PIM), cannot be seen from here.`,
      undefined,
    ];
    yield [
      'Limit',
      'By design',
      'Requests',
      ...blanks(5),
      'Every request of the run is listed in Queries: POST to Resource Graph (a query language that cannot write) and GET to ARM.',
      undefined,
    ];
  },
};

function grantRow(grant: CallerGrant): readonly Cell[] {
  return [
    'Role',
    !grant.roleRead ? 'Unknown' : grant.beyondReading.length === 0 ? 'Reads only' : 'HOLDS MORE',
    grant.roleName ?? grant.roleDefinitionId,
    grant.scope,
    grant.actions.join('\n'),
    [...grant.notActions, ...grant.notDataActions].join('\n'),
    grant.dataActions.join('\n'),
    grant.beyondReading.length === 0 ? 'none' : grant.beyondReading.join('\n'),
    !grant.roleRead
      ? 'The definition of the role was not read.'
      : grant.conditional
        ? 'It has a condition, which can only narrow it.'
        : undefined,
    idCell(grant.assignmentId),
  ];
}
