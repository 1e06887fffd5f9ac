import type { PackContext } from '../../pack/context.ts';
import type { Pack } from '../../pack/readPack.ts';
import { spanText } from '../../base/time.ts';
import { counted } from '../../base/counted.ts';
import { firstOf, named, quotation } from '../../base/quotation.ts';
import type { ExcerptPlan } from '../../pack/excerptFile.ts';
import { firstDifference } from './firstDifference.ts';
import type { Differences } from './step.ts';

/**
 * What the run was told to do is in the manifest's head and is used in the context; nothing in its evidence shows it. Numbers and
 * texts are told apart, so that no text, however long, takes a number's place.
 */
export function checkSettings({ manifest }: Pack, context: PackContext, differences: Differences): void {
  const { portalBase, ownerTag, sampleSize, excerpts, attempt } = context;
  const told = { portalBase, ownerTag, sampleSize, excerpts };
  const { settings } = manifest;
  if (settings !== undefined) {
    const what = firstDifference(told, { ...settings, crossCheckSize: undefined, timeBudgetMinutes: undefined });
    if (what !== undefined) differences.add(`The settings in the context: ${what} as manifest.json says.`);
  }
  const reread =
    settings === undefined
      ? ''
      : ` ${counted(settings.crossCheckSize, 'resource')} cross-checked against Azure Resource Manager,`;
  const { timeBudgetMinutes } = settings ?? {};
  const budget = timeBudgetMinutes === undefined ? '' : ` a time budget of ${spanText(timeBudgetMinutes * 60)},`;
  differences.trust(
    `The settings that the run states about itself: a sample of ${counted(sampleSize, 'disk')},${reread}${budget} ${counted(excerpts?.length ?? 0, 'excerpt')}; that it ended on ${manifest.endedAt ?? 'a day that it does not state'}, and was started ${attempt === undefined || attempt === 1 ? 'once' : counted(attempt, 'time')}.`,
  );
  differences.trust(
    `That the organisation set where links lead, ${quotation(portalBase)}, and the tag that holds the owner, ${ownerTag === undefined ? 'none' : quotation(ownerTag)}.`,
  );
  differences.trust(`That the organisation chose who may see what: ${excerptsNamed(excerpts ?? [])}.`);
}

/** Excerpts that are named with what they show, and the most of a list. */
const EXCERPTS = 20;
const SHOWN = 5;

/** Whoever makes the pack chooses who may see what: each excerpt is named, with what it shows. */
function excerptsNamed(excerpts: readonly ExcerptPlan[]): string {
  if (excerpts.length === 0) return 'no excerpt';
  const each = excerpts.map(({ name, subscriptions, requirements, subjects }) =>
    Object.entries({ subscriptions, requirements, subjects }).reduce(
      (told, [what, shown]) => (shown === undefined ? told : `${told}; ${what} ${firstOf(shown.map(named), SHOWN)}`),
      named(name),
    ),
  );
  return `${counted(excerpts.length, 'excerpt')} (${firstOf(each, EXCERPTS, ' | ')})`;
}
