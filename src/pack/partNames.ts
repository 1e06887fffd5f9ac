import { join } from 'node:path';

/** A name that no part of a pack may have. One sentence, without a full stop. */
export class PartNameError extends Error {
  override readonly name = 'PartNameError';
}

/** As many as Blob Storage takes for a whole path. */
const LONGEST = 1024;

/** Letters, digits and a few signs that every file system and Blob Storage accept; no name begins with a dot or a space. */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._~() -]*$/;

/**
 * Names of devices, which Windows opens instead of a file, whatever their extension.
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
 */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i;

/**
 * The one gate for names of parts, wherever they come from: a run that writes, a zip's directory, a folder, a manifest, the
 * context. Nothing is used as a path before it has passed here.
 * @returns the name, unchanged
 * @throws PartNameError
 * @see
 * https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#blob-names
 */
export function partName(name: string): string {
  const why = faultIn(name);
  if (why !== undefined)
    throw new PartNameError(`${JSON.stringify(name.slice(0, 200))} is not a valid name for a part of a pack: ${why}`);
  return name;
}

function faultIn(name: string): string | undefined {
  if (name.length > LONGEST) return `it has more than ${String(LONGEST)} characters`;
  for (const segment of name.split('/')) {
    if (!SEGMENT.test(segment)) return 'use letters, digits, "._~() -" and "/", such as raw/disks.jsonl.gz';
    if (/[. ]$/.test(segment)) return 'no file or folder may end with a dot or a space';
    if (DEVICE.test(segment)) return `${segment} is a device on Windows`;
  }
  return undefined;
}

/**
 * All names of one pack: each is allowed, no two differ by case alone, and none is a folder of another.
 * @throws PartNameError
 */
export function partNames(names: readonly string[]): readonly string[] {
  const files = new Set<string>();
  const folders = new Map<string, string>();
  for (const name of names) {
    const key = partName(name).toLowerCase();
    if (files.has(key)) throw new PartNameError(`"${name}" appears twice; names must differ by more than case`);
    files.add(key);
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const folder = name.slice(0, at);
      const other = folders.get(folder.toLowerCase()) ?? folder;
      if (other !== folder)
        throw new PartNameError(`"${folder}" and "${other}" are one folder; names must differ by more than case`);
      folders.set(folder.toLowerCase(), folder);
    }
  }
  for (const [key, folder] of folders)
    if (files.has(key)) throw new PartNameError(`"${folder}" is a file and a folder at once`);
  return names;
}

/** Where a part lies in a folder of this machine. @throws PartNameError */
export function placeIn(folder: string, name: string): string {
  return join(folder, ...partName(name).split('/'));
}
