import { keepInMemory, type KeepById } from './keyed.ts';
import { growArray, type Grow } from './sequence.ts';

/** Where what is as large as the tenant is kept while it is worked on. */
export interface Room {
  /** For entries by id. */
  readonly keepById: KeepById;
  /** For lists in an order of their own, written as a record writes them. */
  readonly grow: Grow;
}

export const IN_MEMORY: Room = { keepById: keepInMemory, grow: growArray };
