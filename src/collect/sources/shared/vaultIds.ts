import { ancestorOfType, armId, type ArmId } from '../../../domain/armId.ts';
import { MalformedRowError } from '../../rows/reading.ts';

const VAULT = 'microsoft.recoveryservices/vaults';

/** @throws MalformedRowError when the resource is not below a vault. */
export function vaultOf(id: ArmId): ArmId {
  const vault = ancestorOfType(id, VAULT);
  if (vault === undefined) throw new MalformedRowError('id is not that of a resource in a Recovery Services vault');
  return vault;
}

/** ARM lists protected items also without the segment `backupFabrics/Azure` that Resource Graph writes; one id for both. */
export function protectedItemId(text: string): ArmId {
  return armId(armId(text).replace(/(\/vaults\/[^/]+)(\/protectioncontainers\/)/, '$1/backupfabrics/azure$2'));
}
