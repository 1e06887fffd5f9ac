import type { Evidence, Outcome } from '../../domain/check.ts';
import type { StoredBytes } from '../../domain/facts.ts';
import type { Protection } from '../../domain/protection.ts';
import type { Rules } from '../../domain/rules.ts';
import type { AccessReview } from '../access/judge.ts';
import { judgesOf, type Judges } from '../access/judges.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { capturedOutcome, linkOutcome, networkOutcome } from './shared/exportGuard.ts';
import { grantOutcome } from './shared/grantOutcome.ts';
import { attestable, compliant, evidence, hidden, canBeAttested, limited, unknown, weakest } from './shared/outcome.ts';
import type { DiskCapture, Guarded, ServiceLink } from '../chain/subjects.ts';

type PrivateExport = Rules['exporting']['private'];

const NO_SERVICE: ServiceLink = { writer: undefined, gaps: [] };

export const exp04 = defineCheck({
  id: 'EXP-04',
  version: 10,
  answers: ['R6'],
  subject: 'disk',
  title: 'A downloaded copy stays unreadable, or downloading is blocked',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Block export of the disk and of each of its snapshots, delete restore points whose copies can be exported, revoke open links, and remove the right to export from everyone who is not approved.',
  limits:
    'A managed disk leaves Azure decrypted unless the guest encrypted it. That exported data stay encrypted under Azure Disk Encryption follows from its design; the control plane only declares it. Confidential disk encryption makes the content accessible to its VM only, yet Azure does not say so of a downloaded copy: it does not count. Whether a link to a restore point is open is not shown. That a disk asks for Entra authentication at export (`dataAccessAuthMode`) is not counted as a block. A role that a principal of this tenant may activate (Privileged Identity Management) counts only while it is active: Azure Resource Graph does not list eligible assignments.',
  attestable:
    'that the export of the disk is blocked, where EXP-02 or EXP-03 leaves it open: whose the open link is, and who holds the right to export',
  learnMore: 'https://learn.microsoft.com/azure/virtual-machines/faq-for-disks',
  controls: ['NIST SP 800-53 r5 SC-28(1)', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['bytes', 'guarded', 'serviceLink', 'snapshots', 'captures', 'access'],
  assess: ({ bytes, guarded, serviceLink, snapshots, captures, access }, { exporting }) => {
    const { exporters } = judgesOf(access, exporting);
    const own = wayOut(stored(bytes, guarded, serviceLink, 'the disk', exporting.private), exporters);
    const others = [
      ...snapshots.rows.map(({ snapshot, guarded: own }) =>
        wayOut(stored(snapshot, own, NO_SERVICE, `snapshot ${snapshot.name}`, exporting.private), exporters),
      ),
      ...captures.rows.map((capture) => wayOut(captured(capture, exporting.private), exporters)),
    ];
    const worst = weakest([own, ...others]) ?? own;
    if (worst.status === 'NonCompliant') return worst;
    if (snapshots.gaps.length > 0) return hidden('The snapshots of the disk', snapshots.gaps);
    if (captures.gaps.length > 0) return hidden('The restore points of the disk', captures.gaps);
    return limited(worst, snapshots.elsewhere);
  },
});

/** One copy of the bytes, and what keeps it from being exported. */
interface Way {
  readonly id: string;
  readonly what: string;
  readonly guarded: Guarded;
  readonly shutBy: readonly Outcome[];
  readonly facts: Evidence;
  /** False: it should have been read and was not, so what others say about it cannot be compared with anything. */
  readonly isRead: boolean;
  /** False: it is not known whether it is a copy of this disk. */
  readonly certain: boolean;
}

function stored(
  bytes: StoredBytes,
  guarded: Guarded,
  serviceLink: ServiceLink,
  what: string,
  privateExport: PrivateExport,
): Way {
  const shutBy = [networkOutcome(bytes, privateExport), linkOutcome(bytes, serviceLink)];
  return {
    id: bytes.id,
    what,
    guarded,
    shutBy,
    facts: { 'Disk state': bytes.diskState ?? null },
    isRead: true,
    certain: true,
  };
}

function captured(capture: DiskCapture, privateExport: PrivateExport): Way {
  const { copy, point, certain } = capture;
  const what = `the copy in restore point ${point}`;
  return {
    id: copy.id,
    what,
    guarded: copy.guarded,
    shutBy: [
      copy.network === undefined
        ? capturedOutcome(capture, privateExport)
        : networkOutcome(copy.network, privateExport),
    ],
    facts: {},
    isRead: copy.network !== undefined || copy.gaps.length === 0,
    certain,
  };
}

/** The seed's either/or, for one copy of the bytes. */
function wayOut(way: Way, exporters: Judges['exporters']): Outcome {
  const { what, guarded } = way;
  const { protection, adeDeclaredBy } = guarded;
  const review = exporters(way.id);
  const [network] = way.shutBy;
  const facts = {
    ...evidence({
      'Azure Disk Encryption': protection.guest,
      'Network access policy': text(network, 'Network access policy'),
      'Public network access': text(network, 'Public network access'),
    }),
    ...way.facts,
    ...evidence({
      'Grants to export': review?.holders,
      'Outside the approved set': review?.provenCount,
      'Not determined': review?.uncertainCount,
      'Export route': what,
    }),
  };
  if (isUnderAde(protection.guest) && protection.atRest === 'platform' && way.isRead)
    return compliant(
      `An export of ${what} stays encrypted by Azure Disk Encryption, declared by ${adeDeclaredBy ?? 'its settings'}.`,
      facts,
    );
  const shut = weakest([
    ...way.shutBy,
    review === undefined
      ? unknown(`Could not determine who can export ${what}.`)
      : grantOutcome(review, `can export ${what}`, {}),
  ]);
  const why = shut?.because ?? '';
  if (shut?.status === 'NonCompliant') return openWay(way, why, facts);
  if (shut?.status === 'Unknown') {
    const outcome = unknown(`Could not determine whether the export of ${what} is blocked. ${why}`, facts, shut.gaps);
    return attestable(outcome, canBeAttested(shut));
  }
  return compliant(`The export of ${what} is blocked by its settings, and ${grantedTo(review)}.`, facts);
}

/** A way out that is open: what the copy would be to whoever takes it. */
function openWay(way: Way, why: string, facts: Evidence): Outcome {
  const { what, certain, guarded } = way;
  const { guest, atRest, confidential } = guarded.protection;
  if (guest === 'none' && certain) {
    if (confidential === 'unknown')
      return unknown(
        `Could not determine whether an export of ${what} would be readable: whether it is under confidential disk encryption is not known. ${why}`,
        facts,
        guarded.gaps,
      );
    return { status: 'NonCompliant', because: `${readableExport(what, confidential)} ${why}`, evidence: facts };
  }
  // A disk that was ever under ADE takes no customer-managed key: one of the two statements is wrong.
  const both = isUnderAde(guest) ? BESIDE_ADE[atRest === 'unknown' ? 'unknown' : 'customer'] : '';
  return unknown(
    `Could not determine whether an export of ${what} would be readable. ${both}${why}`,
    facts,
    guarded.guestGaps,
  );
}

function isUnderAde(guest: Protection['guest']): boolean {
  return guest === 'adeKek' || guest === 'adeBek';
}

/**
 * By the seed's rule nothing but Azure Disk Encryption keeps a downloaded copy unreadable: under confidential disk encryption the
 * content is accessible to its VM only, but of a downloaded copy Azure says nothing.
 * @see https://learn.microsoft.com/azure/confidential-computing/confidential-vm-overview#confidential-os-disk-encryption
 */
function readableExport(what: string, confidential: Protection['confidential']): string {
  return confidential === 'none' || confidential === 'vmGuestStateOnly'
    ? `An export of ${what} would be readable.`
    : `An export of ${what} is not blocked, and Azure does not say that confidential disk encryption keeps a downloaded copy unreadable.`;
}

/** What is said about encryption at rest if Azure Disk Encryption is declared and it is not with a platform key. */
const BESIDE_ADE = {
  customer: 'Azure Disk Encryption and a customer-managed key are declared together. ',
  unknown: 'Azure Disk Encryption is declared, and whether a customer-managed key contradicts it is not known. ',
} as const;

function text(outcome: Outcome | undefined, name: string): string | undefined {
  const value = outcome?.evidence?.[name];
  return typeof value === 'string' ? value : undefined;
}

function grantedTo(review: AccessReview | undefined): string {
  return review?.holders === 0
    ? 'nobody has the right to export it'
    : 'everyone with the right to export it is approved';
}
