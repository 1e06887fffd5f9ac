import type { Evidence } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';
import { instant, isoDay } from '../../../base/time.ts';
import { evidence } from './outcome.ts';
import type { KeyLink } from '../../chain/subjects.ts';

/** Whether a key could be used at a moment. */
export interface KeyState {
  readonly state: 'usable' | 'notUsable' | 'unknown';
  /** One sentence, ending with a period. */
  readonly because: string;
  readonly evidence: Evidence;
  readonly gaps: readonly Gap[];
}

/**
 * Usable: the exact version exists, is enabled, and the moment lies between its "not before" and "expires". A disabled,
 * deleted or expired key stops the disks on it within about an hour.
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
    };
  if (key === undefined)
    return {
      state: 'unknown',
      because: link.unresolved ?? 'The key could not be identified from its address.',
      evidence: shown,
      gaps: link.gaps,
    };
  if (key.kind === 'unsure')
    return {
      state: 'unknown',
      because: `The key could not be read: ${key.gaps[0]?.because ?? 'no reason was recorded.'}`,
      evidence: shown,
      gaps: key.gaps,
    };
  if (key.kind === 'absent')
    return { state: 'notUsable', because: 'The key version does not exist in its vault.', evidence: shown, gaps: [] };
  const { enabled, notBefore, expires } = key.row;
  const facts = evidence({ Key: url, Enabled: enabled, 'Not before': notBefore, Expires: expires });
  const { state, because } = attributesState(enabled, notBefore, expires, asOf);
  return { state, because, evidence: facts, gaps: [] };
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
