import { format } from 'prettier';
import { DIFFERENCES } from '../../test/native/policy/differences.ts';
import { PAIRS, type Pair } from '../../test/native/policy/pairs.ts';
import { table } from './table.ts';

/** `docs/differences-from-azure-policy.md`, from the list that `npm run check:native` holds against the estates. */
export async function differencesPage(): Promise<string> {
  const text = [
    '# Differences from Azure Policy',
    'Made by `npm run docs` from [test/native/policy/differences.ts](../test/native/policy/differences.ts); edit that list, not this page.',
    'Where a built-in policy of Azure asks the same question as one of our checks, the two are compared resource by resource: the rule of the policy, as Azure publishes it, is run by a small [interpreter](../test/native/policy/interpreter.ts) over what the simulator holds, and our check over what was read from it. They are asked of the made-up bank, of generated estates, and of both with their settings drawn anew. Every difference that is meant stands below; any other, and one that stopped to occur, fails `npm run check:native`.',
    '## What is compared',
    table(['question', 'built-in policy', 'check', 'parameters'], PAIRS.map(pairRow)),
    'The baseline is set so that the check asks no more than the policy: customer key of a disk without accepting Azure Disk Encryption; backup required, at any age.',
    '## What differs, on purpose',
    table(
      ['question', 'where', 'Azure Policy', 'Unbroken', 'why'],
      DIFFERENCES.map(({ pairs, where, theirs, ours, reason }) => [pairs.join('; '), where, theirs, ours, reason]),
    ),
    '## What is not compared',
    [
      '- ca91455f (double encryption) judges disk encryption sets, no disk; c3921d55 asks for Entra authentication at export, which Azure Backup does not support (MTH-04).',
      '- ca88aadc and 3dc5edcd (ADE or encryption at host) ask inside the guest: nothing that Resource Graph or ARM shows can repeat it.',
      '- d6588149 asks every Backup vault for a customer key: nothing of a disk lies in one (disk backup keeps snapshots), so BKP-03 is NotApplicable there and BKP-05 judges the snapshots.',
      '- a25a41a7 asks every disk for disk backup: BKP-01 and BKP-07 are content with the backup of its VM, and ask for either only where the baseline requires a backup.',
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
