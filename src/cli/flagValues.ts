import { InvalidArgumentError } from 'commander';
import { isAddress } from '../base/mailAddress.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A flag's value, lower case. @throws InvalidArgumentError */
export function subscriptionGuid(value: string): string {
  if (!GUID.test(value))
    throw new InvalidArgumentError('Enter the subscription GUID; "az account list --output table" shows it.');
  return value.toLowerCase();
}

/** A flag's value, lower case. @throws InvalidArgumentError */
export function tenantGuid(value: string): string {
  if (!GUID.test(value))
    throw new InvalidArgumentError('Enter the tenant GUID; "az account show" shows it as tenantId.');
  return value.toLowerCase();
}

/** A flag's value. @throws InvalidArgumentError */
export function mailAddress(value: string): string {
  if (!isAddress(value)) throw new InvalidArgumentError('Enter an e-mail address, e.g. auditor@contoso.example.');
  return value;
}
