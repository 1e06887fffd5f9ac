import { open, rm } from 'node:fs/promises';
import { PackReadError } from './packReadError.ts';
import { BESIDE_MANIFEST, MANIFEST } from './parts.ts';
import type { Pack } from './readPack.ts';
import { ZipWriter } from './zip/writer.ts';

/** A zip without the Zip64 extension names offsets and sizes in 32 bits (APPNOTE.TXT 4.4.8, 4.4.16). */
const ZIP_BYTES = 0xffffffff;

/**
 * Writes a pack as one `.zip`: its manifest first, then its parts in the manifest's order, with fixed dates, so that the
 * same pack gives the same bytes in one version of Node.
 * @throws PackReadError if the file already exists, or the pack is over 4 GiB.
 */
export async function zipPack(pack: Pack, to: string): Promise<void> {
  const bytes = pack.manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes >= ZIP_BYTES)
    throw new PackReadError(`The pack at ${pack.where} is over 4 GiB, more than its zip may be; hand on the folder.`);
  const file = await open(to, 'wx').catch((cause: unknown) => {
    throw new PackReadError(`${to} cannot be written, or already exists; evidence is never overwritten.`, { cause });
  });
  try {
    const zip = new ZipWriter(file);
    await zip.add(MANIFEST, pack.open(MANIFEST));
    for (const name of BESIDE_MANIFEST) if (pack.names.includes(name)) await zip.add(name, pack.open(name));
    for (const { name } of pack.manifest.parts) await zip.add(name, pack.open(name));
    await zip.end();
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
