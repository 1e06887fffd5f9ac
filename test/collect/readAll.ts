import { armId, type ArmId } from '../../src/domain/armId.ts';
import type { AnySource, FieldKind } from '../../src/collect/defineSource.ts';
import { ROW } from '../../src/collect/sources/shared/columns.ts';
import { Block, MalformedRowError, type Row } from '../../src/collect/rows/reading.ts';

type Read = FieldKind | 'text of any kind';

/** Takes down the way to each value that is asked for, and answers at random, or that there is none. */
class Listening extends Block {
  readonly #way: string;
  readonly #heard: Map<string, Read>;
  readonly #chance: () => number;

  constructor(way: string, heard: Map<string, Read>, chance: () => number) {
    super({}, way);
    this.#way = way;
    this.#heard = heard;
    this.#chance = chance;
  }

  override value(name: string): unknown {
    return this.#leaf(name, 'text of any kind', 'value');
  }

  override text(name: string): string | undefined {
    return this.#leaf(name, 'text of any kind', 'text');
  }

  override flag(name: string): boolean | undefined {
    return this.#leaf(name, 'word', true);
  }

  override number(name: string): number | undefined {
    return this.#leaf(name, 'number', 1);
  }

  override instant(name: string): string | undefined {
    return this.#leaf(name, 'time', '2026-11-23T06:00:00.000Z');
  }

  override id(name: string): ArmId | undefined {
    return this.#leaf(name, 'id', armId('/subscriptions/s/resourcegroups/g/providers/microsoft.compute/disks/d'));
  }

  override block(name: string): Block | undefined {
    return this.#chance() < 0.9 ? this.#below(name) : undefined;
  }

  override required(name: string): Block {
    return this.#below(name);
  }

  override list(name: string): readonly Block[] {
    return [this.#below(`${name}[]`)];
  }

  override rows(name: string): readonly Row[] {
    const below = this.#below(`${name}[]`);
    for (const column of Object.keys(ROW)) below.value(column);
    return [rowOf(below, RESTORE_POINT)];
  }

  override texts(name: string): readonly string[] {
    return [this.#leaf(name, 'text of any kind', 'text') ?? ''];
  }

  override names(): readonly string[] {
    return ['*'];
  }

  #below(name: string): Listening {
    return new Listening(this.#to(name), this.#heard, this.#chance);
  }

  #leaf<Value>(name: string, read: Read, value: Value): Value | undefined {
    const way = this.#to(name);
    // A look at the bare value says nothing of its kind.
    if (!this.#heard.has(way) || read !== 'text of any kind') this.#heard.set(way, read);
    return this.#chance() < 0.5 ? value : undefined;
  }

  #to(name: string): string {
    return this.#way === '' ? name : `${this.#way}.${name}`;
  }
}

const COLLECTION = '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/restorepointcollections/c';
const RESTORE_POINT = `${COLLECTION}/restorepoints/p`;
const VAULT = '/subscriptions/s/resourcegroups/g/providers/microsoft.recoveryservices/vaults/v';
/** Ids that some reader accepts; each reader is tried with all of them. */
const IDS = [
  '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/disks/d',
  '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/m/extensions/e',
  `${RESTORE_POINT}/diskrestorepoints/r`,
  `${VAULT}/backupfabrics/azure/protectioncontainers/c/protecteditems/i/recoverypoints/p`,
  '/subscriptions/s/resourcegroups/g/providers/microsoft.dataprotection/backupvaults/v/backupinstances/i',
  '/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/keys/k',
  '/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/managedhsms/h/keys/k/versions/v',
  '/subscriptions/s/providers/microsoft.authorization/policyexemptions/e',
  '/subscriptions/s/providers/microsoft.recoveryservices/locations/l/backupjobs/j',
];
const ROUNDS = 200;

/** Every path that the reader of a source looks at, with what it takes the value for: whatever a row may hold. */
export function readAll({ read }: AnySource): ReadonlyMap<string, Read> {
  const heard = new Map<string, Read>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const id of IDS) {
      let seed = Math.imul(round + 1, 2_654_435_761);
      const chance = (): number => {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        return seed / 2 ** 32;
      };
      try {
        read(rowOf(new Listening('', heard, chance), id));
      } catch (error) {
        if (!(error instanceof MalformedRowError)) throw error;
      }
    }
  return heard;
}

function rowOf(top: Block, text: string): Row {
  const id = armId(text);
  const resource = {
    id,
    resourceId: text,
    name: 'n',
    subscriptionId: 's',
    resourceGroup: 'g',
    location: 'l',
    tags: {},
  };
  return { resource, top, properties: top.required('properties') };
}
