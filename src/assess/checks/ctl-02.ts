import { counted } from '../../base/counted.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { KeyVault } from '../../domain/facts.ts';
import type { CombinedReview, Pair } from '../access/both.ts';
import { describePrincipal, describeWay } from '../access/grant.ts';
import { judgesOf, type Judges } from '../access/judges.ts';
import { localRoles } from '../access/keyVault.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { more } from './shared/grantOutcome.ts';
import { keyOf } from '../chain/keyOfVersion.ts';
import { isJudged } from '../chain/judgedKeys.ts';
import {
  attestable,
  compliant,
  evidence,
  hidden,
  limited,
  nonCompliant,
  notApplicable,
  unknown,
  weakest,
} from './shared/outcome.ts';
import type { KeyLink } from '../chain/subjects.ts';

export const ctl02 = defineCheck({
  id: 'CTL-02',
  version: 7,
  answers: ['R5'],
  subject: 'disk',
  title: 'Nobody outside the approved set can both export the disk and use its key',
  severity: 'High',
  rollsUp: true,
  remediation:
    'Take one of the two rights away from the principal; where a principal needs both, approve it for both in the baseline.',
  limits:
    'Snapshots and restore points of the disk are judged against the keys of the disk. Who could give themselves the right they lack is counted, not judged. Where a key encryption key wraps an Azure Disk Encryption secret, anyone who may use that key counts, whether or not they can read the secret. A role that a principal of this tenant may activate (Privileged Identity Management) counts only while it is active.',
  attestable:
    'who may use the keys of the disk: through roles inside a managed HSM, in another tenant, or as members of a group; with that, whether anybody outside the approved set can both export the disk and use its key',
  learnMore: 'https://learn.microsoft.com/azure/key-vault/general/best-practices',
  controls: ['NIST SP 800-53 r5 SC-12', 'ISO/IEC 27001:2022 A.8.24'],
  needs: ['disk', 'keys', 'snapshots', 'captures', 'access'],
  assess: ({ disk, keys, snapshots, captures, access }, { exporting }) => {
    if (keys.rows.length === 0 && keys.gaps.length === 0)
      return notApplicable('It uses no key of the organisation, so there are no duties to separate.');
    const judges = judgesOf(access, exporting);
    const places = [
      { id: disk.id, what: 'the disk', certain: true },
      ...snapshots.rows.map(({ snapshot }) => ({ id: snapshot.id, what: `snapshot ${snapshot.name}`, certain: true })),
      ...captures.rows.map(({ copy, point, certain }) => ({
        id: copy.id,
        what: `the copy in restore point ${point}`,
        certain,
      })),
    ];
    const outcomes = keys.rows
      .filter(isJudged)
      .flatMap((key) => places.map(({ id, what, certain }) => ofThisDisk(certain, apart(judges, id, what, key))));
    const worst = weakest(outcomes);
    if (worst?.status === 'NonCompliant') return worst;
    if (keys.gaps.length > 0) return hidden('The keys of the disk', keys.gaps);
    if (snapshots.gaps.length > 0) return hidden('The snapshots of the disk', snapshots.gaps);
    if (captures.gaps.length > 0) return hidden('The restore points of the disk', captures.gaps);
    return limited(worst ?? unknown('None of its keys could be identified from its address.'), snapshots.elsewhere);
  },
});

/** A finding about a copy that may be of another disk is no finding about this one. */
function ofThisDisk(certain: boolean, outcome: Outcome): Outcome {
  return certain || outcome.status !== 'NonCompliant'
    ? outcome
    : unknown(`${outcome.because} It may be a copy of another disk.`, outcome.evidence);
}

function apart(judges: Judges, id: string, what: string, key: KeyLink): Outcome {
  const facts = evidence({ Key: key.url, 'Export route': what });
  if (key.otherTenant) return withoutKeyHolders(judges, id, what, key.unresolved ?? '', facts);
  if (key.vault === undefined) {
    const outcome = unknown(`Could not determine who may use its key. ${key.unresolved ?? ''}`.trim(), facts, key.gaps);
    return attestable(outcome, key.isOutOfSight);
  }
  if (key.vault.kind === 'unsure') return hidden('The key vault', key.vault.gaps, facts);
  if (key.vault.kind === 'absent')
    return unknown('Its key vault is named but was not found: it may have been deleted.', facts);
  if (key.vault.row.managedHsm) return withoutKeyHolders(judges, id, what, localRoles(key.vault.row), facts);
  const outcome = concluded(judges, id, what, key, key.vault.row, facts);
  // Grants on a single key of the vault are seen only if the key is named.
  return key.unresolved !== undefined && outcome.status === 'Compliant'
    ? unknown(`Which key of its vault it uses is not known, nor who may use it. ${key.unresolved}`, outcome.evidence)
    : outcome;
}

/** Who may use the key cannot be seen: one half is enough only if nobody else can export at all. */
function withoutKeyHolders(judges: Judges, id: string, what: string, because: string, facts: Evidence): Outcome {
  const judged = judges.exportersOfBoth(id);
  if (judged?.status !== 'Compliant') return attestable(unknown(because, facts, judged?.gaps));
  const shown = { ...facts, 'Grants to export': judged.holders };
  return compliant(`Whoever can use its key, nobody outside the approved set can export ${what}.`, shown);
}

function concluded(judges: Judges, id: string, what: string, key: KeyLink, vault: KeyVault, facts: Evidence): Outcome {
  const use: Use = key.use === 'adeSecret' ? 'read the secret that unlocks it' : 'use its key';
  const judged = judges.both(id, vault, keyOf(key.subject));
  if (judged === undefined) return unknown(`Could not determine who can export ${what}.`, facts);
  const shown = { ...facts, ...pairEvidence(judged, use) };
  const [first] = judged.proven;
  if (first !== undefined)
    return nonCompliant(
      `${counted(judged.proven.length, 'principal')} outside the approved set can export ${what} and ${use}: ${describePair(first, use)}${more(judged.proven.length)}.`,
      shown,
    );
  const [doubtful] = judged.uncertain;
  if (doubtful !== undefined) {
    const outcome = unknown(
      `Could not determine whether a principal outside the approved set can export ${what} and ${use}: ${describePair(doubtful, use)}${more(judged.uncertain.length)}.`,
      shown,
      judged.gaps,
    );
    return attestable(outcome, judged.gaps.length === 0);
  }
  if (judged.status === 'Unknown') return hidden(`Who can export ${what} or ${use}`, judged.gaps, shown);
  return compliant(`Nobody outside the approved set can both export ${what} and ${use}.`, shown);
}

/** The other half, and what its holders can do. */
const USES = { 'use its key': 'uses the key', 'read the secret that unlocks it': 'reads the secret' } as const;
type Use = keyof typeof USES;

/** Pairs that one verdict names. */
const NAMED = 10;

function pairEvidence({ proven, uncertain, couldGiveThemselves }: CombinedReview, use: Use): Evidence {
  return {
    'Can do both': proven.length,
    'May be able to do both': uncertain.length,
    'Could give themselves both': couldGiveThemselves.length,
    ...Object.fromEntries(
      [...proven, ...uncertain]
        .slice(0, NAMED)
        .map((pair, index) => [`Pair ${String(index + 1)}`, describePair(pair, use)]),
    ),
  };
}

function describePair({ principalId, exporting, key }: Pair, use: Use): string {
  const halves = [exporting, key].map((grant) => {
    const other = grant.principalId === principalId ? '' : `${describePrincipal(grant)}, `;
    return `${other}${describeWay(grant)}`;
  });
  const who = exporting.principalId === principalId ? exporting : key;
  return `${describePrincipal(who)}, who exports through ${halves[0] ?? ''} and ${USES[use]} through ${halves[1] ?? ''}`;
}
