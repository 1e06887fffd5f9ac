import type { Evidence } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';
import { quoted, says, values } from '../../../base/openEnum.ts';
import { instant, isoDay } from '../../../base/time.ts';
import type { Key } from '../../../domain/facts.ts';
import { evidence } from './outcome.ts';
import type { KeyLink } from '../../chain/subjects.ts';

/** Whether a key could be used at a moment. */
export interface KeyState {
  readonly state: 'usable' | 'notUsable' | 'unknown';
  /** One sentence, ending with a period. */
  readonly because: string;
  readonly evidence: Evidence;
  readonly gaps: readonly Gap[];
  /** Unknown because the key lies where this run cannot look: in another tenant, in a managed HSM, or it is a secret. */
  readonly isOutOfSight: boolean;
}

/**
 * Usable: the exact version exists, is enabled, and the moment lies between its "not before" and "expires"; it is an RSA key
 * that may wrap and unwrap. A disabled, deleted or expired key stops the disks on it within about an hour.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys
 */
export function keyState(link: KeyLink, asOf: string): KeyState {
  const { key, url } = link;
  const shown = evidence({ Key: url });
  if (link.use === 'adeSecret')
    return {
      state: 'unknown',
      because: 'The key is an Azure Disk Encryption secret: secrets are never read, so its state is not known.',
      evidence: shown,
      gaps: [],
      isOutOfSight: true,
    };
  if (key === undefined)
    return {
      state: 'unknown',
      because: link.unresolved ?? 'The key could not be identified from its address.',
      evidence: shown,
      gaps: link.gaps,
      isOutOfSight: link.isOutOfSight,
    };
  if (key.kind === 'unsure')
    return {
      state: 'unknown',
      because: `The key could not be read: ${key.gaps[0]?.because ?? 'no reason was recorded.'}`,
      evidence: shown,
      gaps: key.gaps,
      isOutOfSight: isShutHsm(link),
    };
  if (key.kind === 'absent')
    return {
      state: 'notUsable',
      because: 'The key version does not exist in its vault.',
      evidence: shown,
      gaps: [],
      isOutOfSight: false,
    };
  const { enabled, notBefore, expires, keyType, keySize, keyOps } = key.row;
  const facts = evidence({
    Key: url,
    Enabled: enabled,
    'Not before': notBefore,
    Expires: expires,
    'Key type': keyType,
    'Key size': keySize,
    'Permitted operations': keyOps?.join(', '),
  });
  const now = attributesState(enabled, notBefore, expires, asOf);
  const never = now.state === 'notUsable' ? undefined : unfit(key.row);
  const { state, because } =
    never === undefined || (now.state === 'unknown' && never.state === 'unknown') ? now : never;
  return { state, because, evidence: facts, gaps: [], isOutOfSight: false };
}

/**
 * Whether the key lies in a managed HSM that was read, and that refuses to show its keys to Azure Resource Manager.
 * @see https://learn.microsoft.com/azure/key-vault/managed-hsm/authorize-azure-resource-manager
 */
export function isShutHsm({ vault, key }: Pick<KeyLink, 'vault' | 'key'>): boolean {
  const isHsm = vault?.kind === 'found' && vault.row.managedHsm;
  return isHsm && key?.kind === 'unsure' && key.gaps.every(({ kind }) => kind === 'notAuthorised');
}

const RSA = values('RSA', 'RSA-HSM');
const NOT_RSA = values('EC', 'EC-HSM', 'oct', 'oct-HSM');
/** Bits. */
const SIZES: readonly number[] = [2048, 3072, 4096];
const NEEDED = ['wrapKey', 'unwrapKey'] as const;

/**
 * What keeps a key from protecting disks or backups at all: they take RSA keys of three sizes, and wrap and unwrap with
 * them. Azure accepts no other key, so only an explicit contradiction counts; a key without a list of operations permits
 * them all.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-4.3
 */
function unfit({ keyType, keySize, keyOps }: Key): Pick<KeyState, 'state' | 'because'> | undefined {
  const permitted = keyOps === undefined ? undefined : values(...keyOps);
  const lacking = permitted === undefined ? [] : NEEDED.filter((operation) => !says(operation, permitted));
  if (lacking.length > 0) return { state: 'notUsable', because: `The key does not permit ${lacking.join(' and ')}.` };
  if (says(keyType, NOT_RSA))
    return { state: 'notUsable', because: `The key is of type ${quoted(keyType)}; only RSA keys can be used.` };
  if (keyType !== undefined && !says(keyType, RSA))
    return { state: 'unknown', because: `Key type ${quoted(keyType)} is not one this check knows.` };
  if (keySize === undefined || SIZES.includes(keySize)) return undefined;
  return keySize < Math.min(...SIZES)
    ? { state: 'notUsable', because: `The key has ${keySize} bits; RSA keys of at least 2048 can be used.` }
    : { state: 'unknown', because: `A key of ${keySize} bits is not one this check knows.` };
}

function attributesState(
  enabled: boolean | undefined,
  notBefore: string | undefined,
  expires: string | undefined,
  asOf: string,
): Pick<KeyState, 'state' | 'because'> {
  if (enabled === false) return { state: 'notUsable', because: 'The key version is disabled.' };
  const now = instant(asOf);
  const from = instant(notBefore);
  const until = instant(expires);
  if (now !== undefined && until !== undefined && until <= now)
    return { state: 'notUsable', because: `The key version expired on ${isoDay(expires ?? '')}.` };
  if (now !== undefined && from !== undefined && from > now)
    return { state: 'notUsable', because: `The key version may not be used before ${isoDay(notBefore ?? '')}.` };
  if (enabled === undefined)
    return { state: 'unknown', because: 'Azure did not say whether the key version is enabled.' };
  if (
    now === undefined ||
    (notBefore !== undefined && from === undefined) ||
    (expires !== undefined && until === undefined)
  )
    return { state: 'unknown', because: 'The dates of the key version are not valid dates.' };
  return {
    state: 'usable',
    because:
      expires === undefined
        ? 'The key version exists and is enabled.'
        : `The key version exists, is enabled and expires on ${isoDay(expires)}.`,
  };
}
