import { Command } from 'commander';
import { alone, checkBaseline, onAzure, onPack } from '../app/baseline/checkBaseline.ts';
import { baselineJsonSchemaText } from '../app/baseline/schema.ts';
import { startBaseline } from '../app/baseline/startBaseline.ts';
import { readSettings } from '../app/settings.ts';
import { baselineAsText, baselineExitCode } from './baselineText.ts';
import { configuredBy, withConfigFlag, type ConfigFlag } from './configFlag.ts';
import { showReading } from './progress.ts';
import { formOf, say, withForms, type GlobalFlags } from './terminal.ts';
import { isScoped, scopeSettings, withScopeFlags, type ScopeFlags } from './scopeFlags.ts';
import { exitCodes, helpBelow } from './helpText.ts';

interface CheckFlags extends ScopeFlags, ConfigFlag {
  readonly pack?: string;
  readonly live?: boolean;
}

/** `unbroken baseline`: for whoever writes the policy. */
export function baselineCommand(): Command {
  return new Command('baseline')
    .description('Write and check the baseline: your organisation’s requirements.')
    .addCommand(checkCommand())
    .addCommand(initCommand())
    .addCommand(
      new Command('schema').description('Print the JSON Schema of a baseline, for editors.').action(() => {
        process.stdout.write(baselineJsonSchemaText());
      }),
    );
}

function checkCommand(): Command {
  const command = withScopeFlags(new Command('check'))
    .description('Explain a baseline and its effect on an estate: what each selector matches, and which match nothing.')
    .argument('<file>', 'the baseline, JSON or JSONC')
    .option('--pack <pack>', 'try it on the estate of this evidence pack (a folder or .zip), offline')
    .option('--live', 'try it on Azure as it is now; without the flags above, in the configured scope (UNBROKEN_…)');
  return withForms(withConfigFlag(command))
    .addHelpText(
      'after',
      helpBelow(
        `Without --pack and --live only the file itself is checked.

${exitCodes({
  0: 'no problems',
  1: 'a rule, exemption, attestation or acknowledged gap that matches nothing or has expired, or an attestation that its check does not need',
  2: 'something was not read, so it is unclear what a rule matches',
  3: 'the baseline or the pack cannot be used',
})}`,
      ),
    )
    .action(async (file: string, flags: CheckFlags, own: Command) => {
      const { pack, live = false } = flags;
      const form = formOf(own);
      if (pack !== undefined && live) own.error('error: give --pack or --live, not both', { exitCode: 3 });
      if (isScoped(flags) && !live)
        own.error('error: --tenant, --management-group and --subscription require --live', { exitCode: 3 });
      const settings = live
        ? readSettings({ ...(await configuredBy(flags)).environment, ...scopeSettings(flags) })
        : undefined;
      const progress = showReading(!live || own.optsWithGlobals<GlobalFlags>().quiet);
      const result = await checkBaseline(file, (loaded) => {
        if (settings !== undefined) return onAzure(settings, loaded, progress.report);
        return pack === undefined ? alone() : onPack(pack);
      });
      progress.end();
      if (form !== undefined)
        process.stdout.write(form === 'json' ? `${JSON.stringify(result)}\n` : baselineAsText(result));
      process.exitCode = baselineExitCode(result);
    });
}

function initCommand(): Command {
  return new Command('init')
    .description('Write a commented baseline to start from, plus its JSON Schema. Overwrites nothing.')
    .argument('[file]', 'where to', 'baseline.jsonc')
    .addHelpText(
      'after',
      helpBelow(
        `It contains the built-in default.\n\n${exitCodes({ 0: 'written', 3: 'not written, e.g. because it already exists' })}`,
      ),
    )
    .action(async (file: string, _flags: object, own: Command) => {
      const { written, kept } = await startBaseline(file);
      for (const path of written) say(own, `Written: ${path}\n`);
      if (kept !== undefined)
        say(own, `Kept:    ${kept} is from another version; update it with: unbroken baseline schema > ${kept}\n`);
      say(own, `Next:    edit it, then: unbroken baseline check ${file} --pack <an evidence pack>\n`);
    });
}
