import type { Command } from 'commander';
import { CONFIG_FILE, configured, type Configured } from '../app/configFile.ts';

export interface ConfigFlag {
  readonly config?: string | undefined;
}

/** Where packs go and lie when neither a flag nor the configuration says. */
export const OUT = 'out';

export function withConfigFlag(command: Command): Command {
  return command.option(
    '--config <file>',
    `settings file; flags and environment variables override it (default: ${CONFIG_FILE} in this folder, if it exists)`,
  );
}

/** The environment as it is, with the configuration file beneath it. @throws ConfigError */
export function configuredBy({ config }: ConfigFlag): Promise<Configured> {
  return configured(process.env, config);
}
