import { MANIFEST } from '../../deliver/pack.ts';
import { createFolderStore } from '../../deliver/folderStore.ts';
import type { PackStore } from '../../domain/ports.ts';
import { archiveOf, packsOf, REAL_CLOCK } from '../compose.ts';
import type { Settings } from '../settings.ts';
import { bytesOf, PackReadError } from './packFiles.ts';
import { packOf, type Pack } from './readPack.ts';
import { readManifest } from './readManifest.ts';

/**
 * The newest pack that may speak of a subscription: of the run that history knows as the newest to read it, where storage
 * is set; otherwise the newest in a folder, as `unbroken run` leaves it there.
 * @throws PackReadError where there is none
 */
export async function newestPack(settings: Settings, folder: string, subscriptionId: string): Promise<Pack> {
  return settings.storage === undefined ? newestIn(folder) : newestStored(settings, subscriptionId);
}

const REMEDY = 'start one with "unbroken run", or name a pack with --pack';

async function newestStored(settings: Settings, subscriptionId: string): Promise<Pack> {
  const path = await archiveOf(settings, REAL_CLOCK).newestPackOf(subscriptionId);
  if (path === undefined)
    throw new PackReadError(
      `No run in the history of UNBROKEN_STORAGE read subscription ${subscriptionId}: ${REMEDY}.`,
    );
  return stored(packsOf(settings), path);
}

async function newestIn(folder: string): Promise<Pack> {
  const store = createFolderStore(folder);
  let newest: { readonly path: string; readonly asOf: string } | undefined;
  for await (const { path } of store.list('')) {
    if (!path.endsWith(`/${MANIFEST}`)) continue;
    const content = await store.open(path);
    if (content === undefined) continue;
    const { asOf } = readManifest(await bytesOf(content), store.address(path)).manifest;
    if (newest === undefined || asOf > newest.asOf) newest = { path: path.slice(0, -MANIFEST.length - 1), asOf };
  }
  if (newest === undefined)
    throw new PackReadError(
      `No pack lies in the folder ${folder}, and UNBROKEN_STORAGE is not set: ${REMEDY}, or set UNBROKEN_STORAGE.`,
    );
  return stored(store, newest.path);
}

/** A pack in a store of packs. */
async function stored(store: PackStore, path: string): Promise<Pack> {
  const where = store.address(path);
  const names: string[] = [];
  for await (const part of store.list(`${path}/`)) names.push(part.path.slice(path.length + 1));
  if (!names.includes(MANIFEST)) throw new PackReadError(`The pack ${where} is not whole: ${REMEDY}.`);
  return packOf({ where, names: names.sort(), open: (name) => opened(store, `${path}/${name}`) });
}

async function* opened(store: PackStore, path: string): AsyncGenerator<Uint8Array> {
  const content = await store.open(path);
  if (content === undefined) throw new PackReadError(`${store.address(path)} is not there any more.`);
  yield* content;
}
