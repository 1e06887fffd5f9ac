import type { AttestationState } from '../../domain/attestation.ts';
import { targetOf } from '../../domain/exemption.ts';
import { dayCell, idCell } from '../cell.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { daysLeft } from './exemptions.ts';

const STATE_TEXT: Readonly<Record<AttestationState, string>> = {
  inForce: 'In force',
  expired: 'Ended',
  notYet: 'Not yet in force',
  notAttestable: 'Changes nothing: the check has nothing to attest',
  otherReason: 'Changes nothing: Unknown for a reason that cannot be attested',
  matchesNothing: 'Matches nothing',
  notNeeded: 'Not needed',
};

export const attestations: Listed<TableSheet> = {
  kind: 'table',
  name: 'Attestations',
  holds: 'what a person attests where Azure cannot answer: evidence and end date',
  tab: '8A5A1C',
  about:
    'One row per attestation in the baseline. The verdict stays Unknown and is counted as attested, never as Compliant: read the document, compare its SHA-256, and judge it yourself.',
  columns: [
    { title: 'State', width: 16 },
    { title: 'Attestation', width: 14 },
    { title: 'Check', width: 9 },
    { title: 'Subject', width: 28 },
    { title: 'Statement', width: 56 },
    { title: 'Evidence', width: 36 },
    { title: 'Attested by', width: 24 },
    { title: 'First day', width: 13 },
    { title: 'Last day', width: 13 },
    { title: 'Days left', width: 9, right: true },
    { title: 'Verdicts covered', width: 10, right: true },
    { title: 'SHA-256 of evidence', width: 66 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 12,
  whenEmpty: 'The baseline in force has no attestations.',
  *rows({ record }) {
    for (const attestation of record.attestations ?? []) {
      const { subject, subjectName } = targetOf(attestation);
      yield [
        STATE_TEXT[attestation.state],
        attestation.id,
        attestation.check,
        subjectName,
        attestation.statement,
        attestation.evidence.reference,
        attestation.attestedBy,
        dayCell(attestation.attestedOn),
        dayCell(attestation.expiresOn),
        daysLeft(attestation.expiresOn, record.asOf),
        attestation.covers,
        { kind: 'code', text: attestation.evidence.sha256 },
        attestation.subject === undefined ? subject : idCell(attestation.subject),
      ];
    }
  },
};
