import type { ChainRow, RunRecord } from './record.ts';

/** What a subject contributes to: the first such disk in the record, and its VM. */
export interface Hanging {
  readonly disk: string;
  readonly machine: string | undefined;
}

/**
 * For each subject, the disk to whose requirements it contributes; for a copy, the disk that it was made from. Disks and VMs
 * are not listed: they contribute to their own.
 * @param isAsked which subjects are asked for; all if left out
 */
export function hangingOn(
  { chains }: Pick<RunRecord, 'chains'>,
  isAsked: (subject: string) => boolean = () => true,
): ReadonlyMap<string, Hanging> {
  const hangs = new Map<string, Hanging>();
  for (const chain of chains) {
    const machine = chain.virtualMachine?.toLowerCase();
    for (const { subject } of behindOf(chain))
      if (subject !== chain.disk && subject !== machine && isAsked(subject) && !hangs.has(subject))
        hangs.set(subject, { disk: chain.copyOf ?? chain.disk, machine });
  }
  return hangs;
}

const SNAPSHOT = /\/providers\/microsoft\.compute\/snapshots\/[^/]+$/;

/** Whether an id (in lower case) is a snapshot's. */
export function isSnapshotId(id: string): boolean {
  return SNAPSHOT.test(id);
}

/** The checks and subjects behind a disk's requirements: `CHECK subject`. */
export function behindOf(chain: ChainRow): readonly { readonly check: string; readonly subject: string }[] {
  return Object.values(chain.requirements).flatMap(({ behind }) =>
    behind.map((text) => {
      const at = text.indexOf(' ');
      return { check: text.slice(0, at), subject: text.slice(at + 1) };
    }),
  );
}

/**
 * What is made anew and dropped again by rotation is one thing over time: the snapshots of a disk, by what a check says of them.
 * Undefined for what does not rotate, and for a snapshot of which no disk is known.
 */
export function rotationKey(check: string, subjectKind: string, disk: string | undefined): string | undefined {
  return subjectKind === 'snapshot' && disk !== undefined ? `${check} ${disk}` : undefined;
}
