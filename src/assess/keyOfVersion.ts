import { armId, type ArmId } from '../domain/armId.ts';

/** The key behind the management-plane id of one of its versions: what roles are given on. */
export function keyOf(version: string): ArmId {
  return armId(version.replace(/\/versions\/[^/]*$/, ''));
}
