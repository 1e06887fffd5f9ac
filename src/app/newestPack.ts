import { createFolderStore } from '../deliver/folderStore.ts';
import type { PackStore } from '../domain/ports.ts';
import { partsInStore } from '../pack/files.ts';
import { MissingPartError, PackReadError } from '../pack/packReadError.ts';
import { MANIFEST } from '../pack/parts.ts';
import { manifestIn, openStoredPack, type Pack } from '../pack/readPack.ts';
import { archiveOf, packsOf, REAL_CLOCK } from './compose.ts';
import type { Settings } from './settings.ts';
import { NO_HASH } from './verify/manifest.ts';

/** A pack that was found, and what was written elsewhere of its manifest. */
export interface FoundPack {
  readonly pack: Pack;
  /** SHA-256 of its manifest by the row of its run, `NO_HASH` where that lacks it; undefined where no history is set. */
  readonly expected: string | undefined;
}

/**
 * The newest pack that may speak of a subscription: of the run that history knows as the newest to read it, where storage
 * is set; otherwise the newest in a folder, as `unbroken run` leaves it there.
 * @throws PackReadError where there is none
 */
export async function newestPack(settings: Settings, folder: string, subscriptionId: string): Promise<FoundPack> {
  return settings.storage === undefined
    ? { pack: await newestIn(folder), expected: undefined }
    : newestStored(settings, subscriptionId);
}

const REMEDY = 'start one with "unbroken run", or name a pack with --pack';

async function newestStored(settings: Settings, subscriptionId: string): Promise<FoundPack> {
  const { packPath, manifestSha256 } = (await archiveOf(settings, REAL_CLOCK).newestPackOf(subscriptionId)) ?? {};
  if (packPath === undefined)
    throw new PackReadError(
      `No run in the history of UNBROKEN_STORAGE read subscription ${subscriptionId}: ${REMEDY}.`,
    );
  const pack = await stored(packsOf(settings), packPath);
  // A row without the hash vouches for no pack.
  return { pack, expected: manifestSha256 ?? NO_HASH };
}

async function newestIn(folder: string): Promise<Pack> {
  const store = createFolderStore(folder);
  let newest: { readonly path: string; readonly asOf: string } | undefined;
  for await (const { path } of store.list('')) {
    if (!path.endsWith(`/${MANIFEST}`)) continue;
    const pack = path.slice(0, -MANIFEST.length - 1);
    const { asOf } = (await manifestIn(partsInStore(store, pack))).manifest;
    if (newest === undefined || asOf > newest.asOf) newest = { path: pack, asOf };
  }
  if (newest === undefined)
    throw new PackReadError(
      `There is no pack in the folder ${folder}, and UNBROKEN_STORAGE is not set: ${REMEDY}, or set UNBROKEN_STORAGE.`,
    );
  return stored(store, newest.path);
}

async function stored(store: PackStore, path: string): Promise<Pack> {
  try {
    return await openStoredPack(store, path);
  } catch (cause) {
    if (!(cause instanceof MissingPartError)) throw cause;
    throw new PackReadError(`The pack ${store.address(path)} is not whole: ${REMEDY}.`, { cause });
  }
}
