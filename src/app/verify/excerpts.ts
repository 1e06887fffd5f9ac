import { counted } from '../../base/counted.ts';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BOUNDS } from '../../pack/bounds.ts';
import {
  excerptFile,
  excerptFor,
  figuresOfExcerpt,
  type ExcerptFigures,
  type ExcerptPlan,
} from '../../pack/excerptFile.ts';
import { wholeOf } from '../../pack/files.ts';
import { sha256OfFile } from '../../base/io/sha256.ts';
import { figuresNameOf, isExcerpt } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { excerptFigures } from '../../report/excerptFigures.ts';
import type { PackContents } from '../../report/packContents.ts';
import { narrowPack } from '../run/excerpts.ts';
import { writeExcerpt } from '../run/packStage.ts';
import { sameSet } from './setInText.ts';
import { Differences, type Step, type Wording } from './step.ts';
import { checkWorkbook } from './workbook.ts';

/** Differences after which no further excerpt is rendered. */
const ENOUGH = 20;

/** Every excerpt shows exactly what its selection gives of the run: workbook and figures are made again and compared. */
export async function checkExcerpts(
  pack: Pack,
  plans: readonly ExcerptPlan[],
  contents: () => Promise<PackContents>,
  wording: Wording,
): Promise<Step> {
  const differences = new Differences(wording);
  if (plans.length > BOUNDS.excerpts) {
    differences.add(
      `context.jsonl.gz names ${String(plans.length)} excerpts, over ${String(BOUNDS.excerpts)}: none was rendered.`,
    );
    return differences.step('excerpts', '');
  }
  const planned = new Set(plans.flatMap(({ name }) => [name, figuresNameOf(name)]));
  const found = pack.names.filter(isExcerpt);
  for (const name of found)
    if (!planned.has(name)) differences.add(`${name}: context.jsonl.gz does not say what this excerpt shows.`);
  for (const plan of plans) {
    const missing = [plan.name, figuresNameOf(plan.name)].filter((name) => !found.includes(name));
    for (const name of missing) differences.add(`The pack lacks its excerpt ${name}.`);
    const isNamed = excerptFor(plan.subscriptions, plan)?.name === plan.name;
    if (!isNamed) differences.add(`${plan.name}: the name does not match what context.jsonl.gz says it shows.`);
    // Rendered under its own name only: any other name was chosen by whoever made the pack. Each takes time, and enough has
    // been found wrong already.
    if (isNamed && missing.length === 0 && differences.count < ENOUGH)
      await compareExcerpt(pack, plan, await contents(), differences);
  }
  return differences.step(
    'excerpts',
    plans.length === 0
      ? 'The pack holds no excerpt.'
      : `${counted(plans.length, 'excerpt')} with its figures: rendered again from the record, each is the same once unpacked, byte for byte.`,
    plans.length > 0,
  );
}

async function compareExcerpt(
  pack: Pack,
  plan: ExcerptPlan,
  contents: PackContents,
  differences: Differences,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-verify-'));
  try {
    const found = join(folder, 'found.xlsx');
    await pipeline(Readable.from(pack.open(plan.name)), createWriteStream(found));
    const narrowed = narrowPack(contents, plan);
    const { workbook } = await writeExcerpt(folder, narrowed, plan);
    const { sha256, bytes } = await sha256OfFile(found);
    if (sha256 !== workbook.sha256) {
      // Another version of zlib may pack the same content into different bytes.
      differences.take(plan.name, await checkWorkbook(found, workbook.path, differences.wording, narrowed.record));
    }
    const figures = figuresNameOf(plan.name);
    const computed = excerptFigures(narrowed, plan, { name: plan.name, sha256, bytes });
    const bytesOf = (of: ExcerptFigures): Buffer => Buffer.from(excerptFile(of));
    const stored = await wholeOf(pack, figures);
    if (stored.equals(bytesOf(computed))) return;
    const { causes = [] } = await figuresOfExcerpt(pack, plan);
    const isWorded =
      causes.length === computed.causes?.length &&
      causes.every((cause, at) => typeof cause === 'string' && sameSet(cause, computed.causes?.[at] ?? ''));
    if (isWorded && stored.equals(bytesOf({ ...computed, causes })))
      differences.reads(`${figures} gives the causes in different words.`);
    else differences.add(`${figures} does not say what the record gives.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
