import { armId, type ArmId } from '../../domain/armId.ts';

/** The key behind the management-plane id of one of its versions, or the secret: what roles are given on. */
export function keyOf(version: string): ArmId {
  return armId(version.replace(/\/versions\/[^/]*$/, '').replace(/(\/secrets\/[^/]+)\/[^/]*$/, '$1'));
}
