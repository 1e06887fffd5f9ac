import { format } from 'prettier';
import { DIFFERENCES } from '../../test/native/policy/differences.ts';
import { PAIRS, type Pair } from '../../test/native/policy/pairs.ts';
import { table } from './table.ts';

/** `docs/differences-from-azure-policy.md`, from the list that `npm run check:native` holds against the estates. */
export async function differencesPage(): Promise<string> {
  const text = [
    '# Differences from Azure Policy',
    'Made by `npm run docs` from [test/native/policy/differences.ts](../test/native/policy/differences.ts); edit that list, not this page.',
    'Where a built-in policy of Azure asks the same question as one of our checks, the two are compared resource by resource: a small [interpreter](../test/native/policy/interpreter.ts) runs the rule of the policy, as Azure publishes it, over what the simulator holds, and our check runs over what was read from it. Both judge the made-up bank, generated estates, and these again with randomised settings. Every intended difference is listed below; any other, and one that no longer occurs, fails `npm run check:native`.',
    '## What is compared',
    table(['question', 'built-in policy', 'check', 'parameters'], PAIRS.map(pairRow)),
    'The baseline is set so that the check requires no more than the policy: a customer key of a disk, without accepting Azure Disk Encryption; a backup, at any age.',
    '## What differs, on purpose',
    table(
      ['question', 'where', 'Azure Policy', 'Unbroken', 'why'],
      DIFFERENCES.map(({ pairs, where, theirs, ours, reason }) => [pairs.join('; '), where, theirs, ours, reason]),
    ),
    '## What is not compared',
    [
      '- ca91455f (double encryption) judges disk encryption sets, not disks; c3921d55 requires Entra authentication at export, which Azure Backup does not support (MTH-04).',
      '- ca88aadc and 3dc5edcd (ADE or encryption at host) look inside the guest: nothing that Resource Graph or ARM shows can reproduce that.',
      '- d6588149 requires a customer key of every Backup vault: none of them holds data of a disk (disk backup keeps snapshots), so BKP-03 is NotApplicable there and BKP-05 judges the snapshots.',
      '- a25a41a7 requires disk backup of every disk: BKP-01 and BKP-07 accept the backup of its VM, and require either only where the baseline requires a backup.',
      '- 0015ea4d and ac34a73f (disaster recovery) look for a link resource, not for replication.',
      '- No built-in policy judges the encryption of snapshots, restore points, recovery points, restored disks against their source, or replicas against theirs.',
    ].join('\n'),
  ].join('\n\n');
  return format(text, { parser: 'markdown', singleQuote: true, printWidth: 120 });
}

function pairRow({ name, policyId, checks, parameters }: Pair): readonly string[] {
  const given = Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${String(value)}`);
  return [
    name,
    `\`${policyId}\``,
    checks.map((id) => `[${id}](checks.md#${id.toLowerCase()})`).join(', '),
    given.join(', ') || '–',
  ];
}
