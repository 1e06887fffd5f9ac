import type { ArmDocument } from '../tenant.ts';

const COLLECTION = 'microsoft.compute/restorepointcollections';
const POINT = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints';

type Bag = Readonly<Record<string, unknown>>;

/** A document as a list shows it: what only its own page has is left out. */
export function inList(document: ArmDocument): unknown {
  const type = document.type.toLowerCase();
  if (type === 'microsoft.recoveryservices/vaults/backupjobs') return without(document, ['extendedInfo']);
  if (type === COLLECTION) return without(document, ['restorePoints']);
  if (type === POINT) return withProperties(document, shortPoint);
  return nameless(document, type);
}

/** A document as a GET shows it. Restore points stand inside their collection only when asked for. */
export function onItsPage(document: ArmDocument, expand: string | undefined): unknown {
  const type = document.type.toLowerCase();
  if (type === COLLECTION && expand?.toLowerCase() !== 'restorepoints') return without(document, ['restorePoints']);
  if (type === POINT) return withProperties(document, openedPoint);
  return nameless(document, type);
}

/** Without keys; of the disks the counts, where some are left out. */
function shortPoint(point: Bag): Bag {
  const { recoveryPointDiskConfiguration: disks, ...rest } = omitted(point, ['keyAndSecret']);
  if (!leavesOut(disks)) return rest;
  const { numberOfDisksIncludedInBackup, numberOfDisksAttachedToVm } = disks;
  return { ...rest, recoveryPointDiskConfiguration: { numberOfDisksIncludedInBackup, numberOfDisksAttachedToVm } };
}

/** A backup of all disks does not name them, not even on the point's own page. */
function openedPoint({ recoveryPointDiskConfiguration: disks, ...rest }: Bag): Bag {
  return leavesOut(disks) ? { ...rest, recoveryPointDiskConfiguration: disks } : rest;
}

function leavesOut(disks: unknown): disks is Bag {
  if (typeof disks !== 'object' || disks === null) return false;
  const { numberOfDisksIncludedInBackup: included, numberOfDisksAttachedToVm: attached } = disks as Bag;
  return included !== attached;
}

/** Restore points and their disks come without a type. */
function nameless(document: ArmDocument, type: string): unknown {
  if (!type.startsWith(`${COLLECTION}/restorepoints`)) return document;
  return omitted(document, ['type']);
}

function without(document: ArmDocument, names: readonly string[]): ArmDocument {
  return withProperties(document, (bag) => omitted(bag, names));
}

function omitted(bag: Bag, names: readonly string[]): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => !names.includes(name)));
}

function withProperties(document: ArmDocument, change: (bag: Bag) => Bag): ArmDocument {
  const { properties } = document;
  return typeof properties === 'object' && properties !== null
    ? { ...document, properties: change(properties as Bag) }
    : document;
}
