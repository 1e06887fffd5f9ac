import type { AzuriteAccount } from '../../simulator/services/azurite.ts';

/** Where `sharedAzurite.ts` gives out accounts. */
export const SHARED_AZURITE = 'UNBROKEN_TEST_AZURITE';

export type Azurite = AzuriteAccount;

/** A storage account that nobody else has, in the one Azurite of the test run. */
export async function storageAccount(): Promise<Azurite> {
  const response = await fetch(process.env[SHARED_AZURITE] ?? '');
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Azurite;
}
