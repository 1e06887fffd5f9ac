import { withoutEnd } from '../../base/withoutEnd.ts';
import { nameOf } from '../../domain/armId.ts';
import type { SubjectKind, Verdict } from '../../domain/check.ts';
import { steadyText } from '../../base/steadyText.ts';

/** What several disks depend on: what is wrong with one of these is its own cause. */
const SHARED: ReadonlySet<SubjectKind> = new Set([
  'diskEncryptionSet',
  'key',
  'keyVault',
  'recoveryServicesVault',
  'backupVault',
  'storageAccount',
  'subscription',
]);

/** Facts that name what several findings have in common. */
const ANCHORS = ['Policy', 'Key', 'Target key', 'Target set', 'Disk encryption set', 'Disk access'] as const;
/** Facts that name the single thing that a finding is about, beside its subject. */
const PARTS = ['Source', 'Disk', 'Restore point', 'Made from', 'Recovery point', 'Export route'] as const;

/** A grant, as access reviews word it: whoever finds it, it is the same cause. */
const GRANT = /: ([^:]+ through .+? at \/[^\s,)]*)/;
/** Characters in which a grant is looked for: far more than a reason has before it. */
const LOOKED_AT = 5_000;
/** What EXP-04 puts before the reason of the check that it contains. */
const ROUTE = /^An export of .+? would be readable\. /;

/**
 * What a finding comes from, as a key: the shared resource it is about; the grant behind it; else the policy, key or set that
 * it names with its reason, names and numbers left out. Findings of one key are put right by one act.
 */
export function causeOfFinding(
  { check, subjectKind, subject, subjectName, because, evidence }: Verdict,
  isName: (word: string) => boolean,
): string {
  const grant = GRANT.exec(because.slice(0, LOOKED_AT))?.[1];
  if (grant !== undefined) return `grant ${withoutEnd(grant.toLowerCase(), '.:;')}`;
  if (SHARED.has(subjectKind)) return `${check} ${subject}`;
  const anchors = ANCHORS.flatMap((name) => {
    const value = evidence[name];
    return typeof value === 'string' ? [`${name} ${value.toLowerCase()}`] : [];
  });
  const named = PARTS.flatMap((name) => {
    const value = evidence[name];
    return typeof value === 'string' && value !== '' ? [value.startsWith('/') ? nameOf(value) : value] : [];
  });
  let reason = because.replace(ROUTE, '');
  for (const name of [subjectName, ...named].sort((a, b) => b.length - a.length))
    if (name !== '') reason = withoutName(reason, name);
  const words = reason.split(' ').map((word) => (isName(withoutEnd(word, '.,:;').toLowerCase()) ? '…' : word));
  return ['of many', ...anchors, steadyText(words.join(' '))].join('\n');
}

const IN_WORD = /[\p{L}\p{N}_-]/u;

/** The text with an ellipsis for the name where it is not part of a longer word: a disk may be called `a`. */
function withoutName(text: string, name: string): string {
  let left = '';
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at)) {
    const end = at + name.length;
    const [before] = Array.from(text.slice(Math.max(0, at - 2), at)).slice(-1);
    const [after] = Array.from(text.slice(end, end + 2));
    if (IN_WORD.test(before ?? '') || IN_WORD.test(after ?? '')) at += 1;
    else {
      left += `${text.slice(from, at)}…`;
      from = end;
      at = end;
    }
  }
  return left + text.slice(from);
}
