import { ScratchFile } from '../../base/io/scratchFile.ts';
import { keepInFile } from '../../collect/rows/filedRows.ts';
import type { Room } from '../../domain/room.ts';
import type { Grow } from '../../domain/sequence.ts';
import { growPacked } from '../../pack/packedSequence.ts';
import { holdMemoryDown } from './memory.ts';

/** Room on disk: memory stays as it is, however many disks a tenant has. */
export interface RoomOnDisk extends Room {
  /** For lists of entries whose members keep their order. */
  readonly growAsIs: Grow;
}

/** @param folder on whose disk the room is made; nothing is seen of it there */
export function roomOnDisk(folder: string): RoomOnDisk {
  const file = new ScratchFile(folder);
  const pulse = holdMemoryDown;
  return {
    keepById: keepInFile(file, pulse),
    grow: growPacked({ pulse, file }),
    growAsIs: growPacked({ pulse, file, spell: JSON.stringify }),
  };
}
