import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { Victim, type Part } from './tamper.ts';

type Below = (limit: number) => number;

/** Alters a pack's files, and none of what they say to the program; its manifest fits. Says what it did. */
export type Refiled = (folder: string, below: Below) => string;

const pick = <T>(items: readonly T[], below: Below): T => items[below(items.length)] as T;

/** Other names that a part could have. */
const NAMES: readonly ((name: string) => string)[] = [
  (name) => name.replace(/^(\w)/, (first) => (/[a-z]/.test(first) ? first.toUpperCase() : first.toLowerCase())),
  (name) => name.replace(/(\.\w+)$/, '2$1'),
  (name) => `${name}.bak`,
  (name) => `more/${name}`,
  (name) => name.replace(/\.(\w+)$/, '.html'),
  (name) => `raw/${name.replace(/^raw\//, 'x')}`,
];

export const renamed: Refiled = (folder, below) => {
  const victim = new Victim(folder);
  const { parts } = victim;
  const part = pick(parts, below);
  const name = pick(NAMES, below)(part.name);
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  renameSync(join(folder, part.name), join(folder, name));
  const listed = parts.map((one): Part => (one === part ? { ...one, name } : one));
  victim.writeManifest({ ...victim.manifest(), parts: listed.sort((a, b) => (a.name < b.name ? -1 : 1)) });
  return `${part.name} became ${name}`;
};

type Files = Readonly<Record<string, Uint8Array>>;
const each = (files: Files, options: object): Zippable =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, options]]));

/** Other ways to zip the same files. */
const ZIPS: Readonly<Record<string, (files: Files) => Zippable>> = {
  times: (files) => each(files, { mtime: '2021-03-04' }),
  attributes: (files) => each(files, { mtime: '1980-01-01', os: 3, attrs: 0o100600 << 16 }),
  'extra fields': (files) => each(files, { mtime: '1980-01-01', extra: { 0x5455: new Uint8Array(5) } }),
  'another order': (files) => each(Object.fromEntries(Object.entries(files).toReversed()), { mtime: '1980-01-01' }),
  comments: (files) => each(files, { mtime: '1980-01-01', comment: 'VERIFIED' }),
  'one file more': (files) => each({ ...files, 'docProps/thumbnail.jpeg': new Uint8Array(9) }, { mtime: '1980-01-01' }),
};

export const rezipped: Refiled = (folder, below) => {
  const victim = new Victim(folder);
  const { name } = pick(
    victim.parts.filter((part) => part.name.endsWith('.xlsx')),
    below,
  );
  const how = pick(Object.keys(ZIPS), below);
  victim.write(name, zipSync(ZIPS[how]?.(unzipSync(victim.read(name))) ?? {}));
  victim.rehash();
  return `${name} zipped with ${how}`;
};

/** A byte in the header of a gzip member: its marks, its time, what made it. */
export const reframed: Refiled = (folder, below) => {
  const victim = new Victim(folder);
  const { name } = pick(
    victim.parts.filter((part) => part.name.endsWith('.gz')),
    below,
  );
  const bytes = Buffer.from(victim.read(name));
  const at = 3 + below(7);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  victim.write(name, bytes);
  victim.rehash();
  return `byte ${String(at)} of the header of ${name}`;
};
