import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { counted } from '../base/counted.ts';
import { say } from './terminal.ts';
import { pinKey, readPins, unpinKey } from '../app/verify/trustedKeys.ts';

/** Where this machine's reader keeps pinned keys. */
export function pinsFile(env: NodeJS.ProcessEnv = process.env): string {
  const home = env['APPDATA'] ?? env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return join(home, 'unbroken', 'trusted-keys.json');
}

/** `unbroken trust`: whose signature a pack of a scope must carry, remembered on the reader's machine. */
export function trustCommand(): Command {
  const command = new Command('trust').description(
    'Pin the key that signs the packs of a scope: verify then requires its signature on every pack of that scope.',
  );
  command
    .command('add')
    .description('Pin a public key you received from the organisation, not from a pack.')
    .argument('<key>', 'file with the public key: PEM (key or certificate) or JWK')
    .requiredOption('--scope <text>', 'the scope as verify prints it')
    .action(async (key: string, { scope }: { readonly scope: string }, own: Command) => {
      const pin = await pinKey(pinsFile(), key, scope);
      say(own, `Pinned ${pin.thumbprint} for ${scope} in ${pinsFile()}.\n`);
    });
  command
    .command('list')
    .description('Show the pinned keys.')
    .action(async (_flags: object, own: Command) => {
      const pins = await readPins(pinsFile());
      say(
        own,
        pins.length === 0
          ? 'No key is pinned on this machine.\n'
          : pins.map(({ thumbprint, scope }) => `${thumbprint}  ${scope}\n`).join(''),
      );
    });
  command
    .command('remove')
    .description('Remove a pinned key.')
    .argument('<thumbprint>', 'as list shows it')
    .action(async (thumbprint: string, _flags: object, own: Command) => {
      const removed = await unpinKey(pinsFile(), thumbprint);
      if (removed === 0)
        throw new Error(`No key with the thumbprint ${thumbprint} is pinned; see "unbroken trust list".`);
      say(own, `${counted(removed, 'pin')} of ${thumbprint} removed.\n`);
    });
  return command;
}
