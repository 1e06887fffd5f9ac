import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { SHARED_AZURITE } from './azurite.ts';

/** More than files that ask for one. */
const ACCOUNTS = 100;

/** Starts one Azurite for a test run when a file first asks for it – that takes seconds – and gives each that asks an account. */
export default async function sharedAzurite(): Promise<() => Promise<void>> {
  let started: Promise<Azurite> | undefined;
  let given = 0;
  const server = createServer((_, response) => {
    started ??= startAzurite({ accounts: ACCOUNTS });
    started.then(
      ({ accounts }) => {
        const account = accounts[given];
        given += 1;
        if (account === undefined) response.writeHead(500).end(`No more than ${String(ACCOUNTS)} accounts were made.`);
        else response.end(JSON.stringify(account));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env[SHARED_AZURITE] = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await started?.catch(() => undefined))?.close();
  };
}
