import { ancestorOfType, type ArmId } from '../../../domain/armId.ts';
import { MalformedRowError } from '../../rows/reading.ts';

const COLLECTION = 'microsoft.compute/restorepointcollections';

/** @throws MalformedRowError */
export function collectionAbove(id: ArmId): ArmId {
  return above(id, COLLECTION);
}

/** @throws MalformedRowError */
export function restorePointAbove(id: ArmId): ArmId {
  return above(id, `${COLLECTION}/restorepoints`);
}

function above(id: ArmId, type: string): ArmId {
  const ancestor = ancestorOfType(id, type);
  if (ancestor === undefined) throw new MalformedRowError('id is not that of a restore point');
  return ancestor;
}
