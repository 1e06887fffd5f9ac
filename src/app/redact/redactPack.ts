import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import type { KeptRow } from '../../collect/reread.ts';
import { createFolderStore } from '../../deliver/folderStore.ts';
import { DEFAULT_BASELINE } from '../../domain/baseline.ts';
import type { Carried } from '../../domain/carried.ts';
import type { RunRecord } from '../../domain/record.ts';
import { scopeText } from '../../history/keys.ts';
import type { PackContext } from '../../pack/context.ts';
import { RawEvidence } from '../../pack/lineFile.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { carriedOf, contextOf, observationsOf, openPack, recordOf, type Pack } from '../../pack/readPack.ts';
import { recordSha256Of } from '../../pack/recordLines.ts';
import { keepPack } from '../../pack/store.ts';
import { readJsonc } from '../baseline/jsonc.ts';
import { parseBaseline, type LoadedBaseline } from '../baselineFile.ts';
import { baselineOfPack, knownRowsOf } from '../packEvidence.ts';
import { factsOf } from '../run/factFiles.ts';
import { buildPack } from '../run/packStage.ts';
import { recomputeFrom } from '../verify/recompute.ts';
import { verifyPack } from '../verify/verifyPack.ts';
import { Names } from './names.ts';
import { learnCarried, ownCarried, ownLives, ownValue } from './ownWords.ts';
import { Pseudonyms } from './pseudonyms.ts';

export interface RedactRequest {
  readonly pack: string;
  /** The folder of the copy; must not be there yet. */
  readonly output: string;
  /** Where the mapping is written, outside the copy. An existing one is continued: the same names get the same pseudonyms. */
  readonly mapping: string;
}

export interface Redacted {
  readonly manifestSha256: string;
  readonly replaced: number;
  readonly verdicts: number;
}

/**
 * A copy of a pack to share outside: names and ids are replaced by pseudonyms in the raw rows, and everything else is
 * computed and rendered anew from them, so that the copy is verified like any pack. Where a verdict would come out otherwise,
 * nothing is written.
 * @throws PackReadError in one sentence
 */
export async function redactPack({ pack: path, output, mapping }: RedactRequest): Promise<Redacted> {
  if (!relative(resolve(output), resolve(mapping)).startsWith('..'))
    throw new PackReadError(
      `The mapping ${mapping} would lie inside of the copy; name a place that stays in the organisation.`,
    );
  if (
    await access(output).then(
      () => true,
      () => false,
    )
  )
    throw new PackReadError(`${output} is there already; name a new folder for the copy.`);
  const { holds, word, madeBy } = await verifyPack({ pack: path, earlier: [] });
  if (word === 'INTACT')
    throw new PackReadError(
      `The pack ${path} was made under other versions of the checks, and a copy is judged anew: redact it with version ${madeBy}.`,
    );
  if (!holds)
    throw new PackReadError(`The pack ${path} does not hold; see "unbroken verify", and redact nothing from it.`);
  const pack = await openPack(path);
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-redact-'));
  try {
    const secret = await secretOf(mapping);
    const { built, pseudonyms } = await redacted(pack, secret, folder);
    await keepPack(createFolderStore(dirname(resolve(output))), basename(resolve(output)), built, undefined);
    const kept = {
      schemaVersion: 1,
      kind: 'unbroken-pseudonyms',
      of: pack.sha256,
      to: built.manifest.sha256,
      secret: secret.toString('hex'),
      pseudonyms: pseudonyms.mapping,
    };
    await writeFile(mapping, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    return {
      manifestSha256: built.manifest.sha256,
      replaced: Object.keys(pseudonyms.mapping).length,
      verdicts: built.verdicts,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Parts of a record that follow from the redacted rows. */
const COMPUTED_ANEW = { verdicts: [], chains: [], lineage: [], blastRadius: [], summary: [] } as const;

async function redacted(
  pack: Pack,
  secret: Buffer,
  folder: string,
): Promise<{
  readonly built: Awaited<ReturnType<typeof buildPack>> & { readonly verdicts: number };
  readonly pseudonyms: Pseudonyms;
}> {
  const [record, context, observations] = [await recordOf(pack), await contextOf(pack), await observationsOf(pack)];
  const original = await baselineOfPack(pack);
  const rows: KeptRow[] = [];
  for await (const row of knownRowsOf(pack)) rows.push(row);
  const { earlier: left } = await carriedOf(pack);
  const pseudonyms = new Pseudonyms(namesIn(record, context, original, rows, left), secret);
  const raw = new RawEvidence(folder);
  const kept = rows.map(({ source, raw: row }) => ({ source, raw: pseudonyms.value(row) }));
  for (const { source, raw: row } of kept) raw.keep(source, row);
  const rawParts = raw.close();
  const baseline = redactedBaseline(original, pseudonyms);
  const earlier = ownCarried(left, pseudonyms);
  const { checks, incompleteBecause } = record;
  const told = { ...ownValue({ ...record, ...COMPUTED_ANEW }, pseudonyms), checks, incompleteBecause };
  const before = context.previous === undefined ? 'none' : 'missing';
  const again = await recomputeFrom(kept, earlier, told, baseline, before);
  sameVerdicts(record, again.record);
  const redactedContext = {
    ...ownValue({ ...context, lives: new Map() }, pseudonyms),
    runId: `${pseudonyms.guids(context.runId)}-redacted`,
    scopeText: scopeText(again.record.scope),
    lives: ownLives(context.lives, pseudonyms),
    signed: false,
  };
  const contents = {
    ...redactedContext,
    record: again.record,
    recordSha256: recordSha256Of(again.record),
    observations: ownValue(observations, pseudonyms),
    facts: factsOf(again.estate),
  };
  const built = await buildPack({ folder, contents, baseline, rawParts, carried: { earlier, own: again.seen } });
  return { built: { ...built, verdicts: again.record.verdicts.length }, pseudonyms };
}

function namesIn(
  record: RunRecord,
  context: PackContext,
  { text }: LoadedBaseline,
  rows: Iterable<{ readonly raw: unknown }>,
  carried: Carried,
): Names {
  const names = new Names();
  // What a baseline may ask for is said in words of ours.
  names.keep(JSON.stringify(DEFAULT_BASELINE));
  for (const { raw } of rows) names.learn(raw);
  learnCarried(carried, names);
  names.learn(readJsonc(text));
  for (const { name } of record.coverage) names.take(name);
  for (const group of record.scope.managementGroups) names.take(group);
  names.take(record.baseline.name);
  if (context.ownerTag !== undefined) names.take(context.ownerTag);
  return names;
}

function redactedBaseline({ text }: LoadedBaseline, pseudonyms: Pseudonyms): LoadedBaseline {
  return parseBaseline(`${JSON.stringify(ownValue(readJsonc(text), pseudonyms), null, 2)}\n`, 'The redacted baseline');
}

/** A name that a check takes for something else would change a verdict: then the copy would say what the original does not. */
function sameVerdicts(original: RunRecord, copy: RunRecord): void {
  const countsOf = ({ verdicts }: RunRecord): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const { check, status } of verdicts)
      counts.set(`${check} ${status}`, (counts.get(`${check} ${status}`) ?? 0) + 1);
    return counts;
  };
  const [was, is] = [countsOf(original), countsOf(copy)];
  const differing = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key)).sort();
  if (differing.length > 0 || original.state !== copy.state)
    throw new PackReadError(
      `Without its names this pack would be judged otherwise (${differing.slice(0, 5).join(', ') || copy.state}); nothing was written. Please report it.`,
    );
}

const mappingSchema = z.object({ kind: z.literal('unbroken-pseudonyms'), secret: z.string().regex(/^[0-9a-f]{64}$/) });

async function secretOf(mapping: string): Promise<Buffer> {
  const text = await readFile(mapping, 'utf8').catch(() => undefined);
  if (text === undefined) return randomBytes(32);
  try {
    return Buffer.from(mappingSchema.parse(JSON.parse(text)).secret, 'hex');
  } catch (cause) {
    throw new PackReadError(`${mapping} is there and is no mapping of pseudonyms; name another file.`, { cause });
  }
}
