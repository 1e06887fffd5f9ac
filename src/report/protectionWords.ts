import type { Protection } from '../domain/protection.ts';

export const AT_REST_TEXT: Readonly<Record<Protection['atRest'], string>> = {
  platform: 'platform key',
  customer: 'customer key',
  platformAndCustomer: 'both keys',
  unknown: 'unknown',
};

export const ADE_TEXT: Readonly<Record<Protection['guest'], string>> = {
  none: 'none',
  adeBek: 'without KEK',
  adeKek: 'with KEK',
  unknown: 'unknown',
};

export const CONFIDENTIAL_TEXT: Readonly<Record<Protection['confidential'], string>> = {
  none: 'none',
  platformKey: 'platform key',
  customerKey: 'customer key',
  vmGuestStateOnly: 'VM guest state only',
  unknown: 'unknown',
};
