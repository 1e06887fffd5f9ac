import type { FaultEffect } from './faults.ts';

/** Refusals that say something else than their status alone does; each an effect for a fault. */
export const REFUSALS = {
  /** The token is good, a right is lacking: 401 with an authorisation code. */
  accessDenied: {
    kind: 'status',
    status: 401,
    code: 'RBACAccessDenied',
    message: 'The caller does not have permission for this operation.',
  },
  /** These two say nothing about the resource that was asked for. */
  invalidResourceType: {
    kind: 'status',
    status: 404,
    code: 'InvalidResourceType',
    message: 'The resource type could not be found in the namespace for this api-version.',
  },
  resourceTypeNotSupported: {
    kind: 'status',
    status: 404,
    code: 'ResourceTypeNotSupported',
    message: 'The resource type is not supported in this location.',
  },
} as const satisfies Readonly<Record<string, FaultEffect>>;
