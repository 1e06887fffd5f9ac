import type { Outcome } from '../../domain/check.ts';
import type { StoredBytes } from '../../domain/facts.ts';
import type { Judgement } from '../access/judge.ts';
import { judgesOf, type Judges } from '../access/judges.ts';
import { defineCheck } from '../defineCheck.ts';
import { linkOutcome, networkOutcome } from '../exportGuard.ts';
import { grantOutcome } from '../grantOutcome.ts';
import { compliant, evidence, hidden, unknown, weakest } from '../outcome.ts';
import type { Guarded, ServiceLink } from '../subjects.ts';

const NO_SERVICE: ServiceLink = { held: false, gaps: [] };

export const exp04 = defineCheck({
  id: 'EXP-04',
  version: 2,
  answers: ['R6'],
  subject: 'disk',
  title: 'A downloaded copy stays unreadable, or downloading is shut',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Shut the export of the disk and of each of its snapshots, revoke open links, and take the right to export from whoever is not approved.',
  limits:
    'A managed disk leaves Azure decrypted unless the guest encrypted it. That Azure Disk Encryption stays in the bytes follows from its design; the control plane only declares it. Restore points are not weighed.',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/faq-for-disks',
  controls: ['NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['bytes', 'guarded', 'serviceLink', 'snapshots', 'access'],
  assess: ({ bytes, guarded, serviceLink, snapshots, access }, { exporting }) => {
    const { exporters } = judgesOf(access, exporting);
    const own = wayOut(bytes, guarded, serviceLink, exporters, 'the disk');
    const theirs = snapshots.rows.map((row) =>
      wayOut(row.snapshot, row.guarded, NO_SERVICE, exporters, `snapshot ${row.snapshot.name}`),
    );
    const worst = weakest([own, ...theirs]) ?? own;
    if (worst.status === 'NonCompliant') return worst;
    if (snapshots.gaps.length > 0) return hidden('The snapshots of the disk', snapshots.gaps);
    return worst;
  },
});

/** The seed's either/or, for one copy of the bytes. */
function wayOut(
  bytes: StoredBytes,
  { protection, adeDeclaredBy, guestGaps }: Guarded,
  serviceLink: ServiceLink,
  exporters: Judges['exporters'],
  what: string,
): Outcome {
  const judgement = exporters(bytes.id);
  const facts = evidence({
    'Azure Disk Encryption': protection.guest,
    'Network access policy': bytes.networkAccessPolicy,
    'Public network access': bytes.publicNetworkAccess,
    'Disk state': bytes.diskState,
    'Grants to export': judgement?.holders,
    'Outside the approved set': judgement?.provenCount,
    'In doubt': judgement?.uncertainCount,
    'Way out': what,
  });
  if (protection.guest === 'adeKek' || protection.guest === 'adeBek')
    return compliant(
      `An export of ${what} stays encrypted by Azure Disk Encryption, declared by ${adeDeclaredBy ?? 'its settings'}.`,
      facts,
    );
  const shut = weakest([
    networkOutcome(bytes),
    linkOutcome(bytes, serviceLink),
    judgement === undefined
      ? unknown(`Who can export ${what} is not known.`)
      : grantOutcome(judgement, `can export ${what}`, {}),
  ]);
  const why = shut?.because ?? '';
  if (shut?.status === 'NonCompliant') {
    if (protection.guest === 'none')
      return { status: 'NonCompliant', because: `An export of ${what} would be readable. ${why}`, evidence: facts };
    return unknown(`Whether an export of ${what} would be readable is in doubt. ${why}`, facts, guestGaps);
  }
  if (shut?.status === 'Unknown')
    return unknown(`Whether the export of ${what} is shut is not known. ${why}`, facts, shut.gaps);
  return compliant(`The export of ${what} is shut by its settings, and ${grantedTo(judgement)}.`, facts);
}

function grantedTo(judgement: Judgement | undefined): string {
  return judgement?.holders === 0
    ? 'nobody holds the right to export it'
    : 'whoever holds the right to export it is approved';
}
