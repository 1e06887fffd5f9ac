import { writeFile } from 'node:fs/promises';
import { errorText } from '../../../base/errorText.ts';
import { sha256Of } from '../../../base/io/sha256.ts';
import type { Part } from '../../../pack/lineFile.ts';
import { placeIn } from '../../../pack/partNames.ts';
import { MANIFEST, mediaTypeOf, SIGNATURE, TIMESTAMP } from '../../../pack/parts.ts';
import { contextOf, observationsOf } from '../../../pack/readPack.ts';
import { signatureFile } from '../../../pack/signatureFile.ts';
import { packFolder } from '../../../pack/store.ts';
import type { PackContents } from '../../../report/packContents.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { RunDependencies } from '../dependencies.ts';
import { factsIn } from '../factFiles.ts';
import { packParts } from '../packStage.ts';
import { keptRecord, type Assessed } from './assess.ts';
import type { InHand } from './begin.ts';
import type { Collected } from './collect.ts';
import { baselineIn, type Planned } from './plan.ts';
import { enter, type AtHand } from './stage.ts';
import { fileOf, filesOf, partIn, type WorkFile, type WorkPlace } from './workPlace.ts';

/** The whole pack, in files. Plain JSON. */
export interface Packed {
  /** Where the pack goes in each store. */
  readonly packPath: string;
  /** All that the manifest lists. */
  readonly parts: readonly WorkFile[];
  /** The workbook's name. */
  readonly workbook: string;
  /** Names of the workbooks of excerpts. */
  readonly excerpts: readonly string[];
  readonly manifest: WorkFile;
  /** URL of the key that signed the manifest, if any. */
  readonly keyId?: string;
  /** The signature and the timestamp, as far as there are. */
  readonly beside: readonly WorkFile[];
}

/** Renders the pack and seals it: workbook, excerpts, manifest, signature, timestamp. */
export async function pack(
  dependencies: RunDependencies,
  request: RunRequest,
  work: WorkPlace,
  soFar: {
    readonly begun: InHand;
    readonly planned: Planned;
    readonly collected: Collected;
    readonly assessed: Assessed;
  },
  atHand?: AtHand,
): Promise<Packed> {
  const { begun, planned, collected, assessed } = soFar;
  await enter(dependencies, begun, 'pack');
  const { folder } = work;
  const evidence = [
    assessed.record,
    collected.observations,
    assessed.context,
    assessed.carried,
    collected.answers,
    ...collected.rows,
  ];
  await work.fetch([...evidence, planned.baseline]);
  const built = await packParts({
    folder,
    contents: atHand?.contents ?? (await contentsToRender(work, soFar)),
    evidence: evidence.map((file) => partIn(work, file)),
    baseline: await baselineIn(dependencies, work, planned),
    endedAt: dependencies.clock.now().toISOString(),
    crossCheckSize: planned.crossCheckSize,
    timeBudgetMinutes: planned.timeBudgetMinutes,
    excerpts: assessed.excerpts,
  });
  const { manifest } = built;
  const signature = await dependencies.signer?.sign(manifest.bytes);
  const timestamp = await stamped(dependencies, manifest.bytes);
  const result: Packed = {
    packPath: packFolder(request.requestedAt, request.runId, begun.attempt),
    parts: built.parts.map(fileOf),
    workbook: built.workbook.name,
    excerpts: built.excerpts.map(({ name }) => name),
    manifest: fileOf(await writeBytes(folder, MANIFEST, manifest.bytes)),
    ...(signature === undefined ? {} : { keyId: signature.keyId }),
    beside: [
      ...(signature === undefined
        ? []
        : [fileOf(await writeBytes(folder, SIGNATURE, signatureFile(manifest.sha256, signature)))]),
      ...(timestamp === undefined ? [] : [fileOf(await writeBytes(folder, TIMESTAMP, timestamp))]),
    ],
  };
  // The evidence and the baseline were kept by the stages that made them.
  const kept = new Set([...evidence, planned.baseline].map(({ name, sha256 }) => `${name}/${sha256}`));
  const made = result.parts.filter(({ name, sha256 }) => !kept.has(`${name}/${sha256}`));
  await work.keep([...made, result.manifest, ...result.beside]);
  return result;
}

/** What the workbook shows, from the files of the stages before. */
async function contentsToRender(
  work: WorkPlace,
  { collected, assessed }: { readonly collected: Collected; readonly assessed: Assessed },
): Promise<Omit<PackContents, 'parts'>> {
  const { recordSha256, facts } = assessed;
  await work.fetch([collected.observations, ...facts]);
  const files = filesOf(work);
  return {
    ...(await contextOf(files)),
    record: await keptRecord(work, assessed),
    recordSha256,
    observations: await observationsOf(files),
    facts: factsIn(work.folder),
  };
}

/** A run does not end because of an authority's clock: its pack then has no timestamp, and says so when it is checked. */
async function stamped(
  { timestamper, report }: RunDependencies,
  manifest: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    return await timestamper?.stamp(manifest);
  } catch (error) {
    report({ kind: 'noTimestamp', because: `${errorText(error)} The pack has no timestamp.` });
    return undefined;
  }
}

async function writeBytes(folder: string, name: string, bytes: Uint8Array): Promise<Part> {
  const path = placeIn(folder, name);
  await writeFile(path, bytes);
  return { name, path, sha256: sha256Of(bytes), bytes: bytes.byteLength, mediaType: mediaTypeOf(name) };
}
