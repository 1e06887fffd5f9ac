import { join } from 'node:path';
import { checkParts } from '../../../src/app/verify/parts.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { PackReadError } from '../../../src/pack/packReadError.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { copyOfPack, tinyPack } from './smallPack.ts';
import { alterCell, alterLeaf, chance, Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

let victim: Victim;

type Below = (limit: number) => number;

/** One alteration; says what it did. */
type Alteration = (below: Below) => string;

const pick = <T>(items: readonly T[], below: Below): T => items[below(items.length)] as T;
const listed = (): string[] => victim.parts.filter(({ rows = 0 }) => rows > 0).map(({ name }) => name);

const byte: Alteration = (below) => {
  const { name } = pick(victim.parts, below);
  const bytes = Buffer.from(victim.read(name));
  const at = below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  victim.write(name, bytes);
  return `byte ${String(at)} of ${name}`;
};
const cell: Alteration = (below) => {
  const name = victim.parts.find((part) => part.name.endsWith('.xlsx'))?.name ?? '';
  const { bytes, what } = alterCell(victim.read(name), below);
  victim.write(name, bytes);
  return `cell ${what}`;
};
const value: Alteration = (below) => {
  const name = pick(listed(), below);
  const lines = victim.lines(name);
  const at = below(lines.length);
  const { line, what } = alterLeaf(lines[at] ?? '', below);
  victim.writeLines(name, lines.with(at, line));
  return `value ${what} in row ${String(at)} of ${name}`;
};
const dropped: Alteration = (below) => {
  const name = pick(listed(), below);
  const lines = victim.lines(name);
  const at = below(lines.length);
  victim.writeLines(name, lines.toSpliced(at, 1));
  return `row ${String(at)} dropped from ${name}`;
};
const doubled: Alteration = (below) => {
  const name = pick(listed(), below);
  const lines = victim.lines(name);
  const at = below(lines.length);
  victim.writeLines(name, lines.toSpliced(at, 0, lines[at] ?? ''));
  return `row ${String(at)} doubled in ${name}`;
};
const swapped: Alteration = (below) => {
  const names = listed();
  const [a, b] = [below(names.length), below(names.length - 1)];
  const [one, other] = [names[a] ?? '', names[b >= a ? b + 1 : b] ?? ''];
  const [first, second] = [victim.read(one), victim.read(other)];
  victim.write(one, second);
  victim.write(other, first);
  return `${one} swapped with ${other}`;
};
const word: Alteration = (below) => {
  const name = pick(['README.txt', 'baseline.json'], below);
  const text = victim.read(name).toString('utf8');
  const words = [...text.matchAll(/[A-Za-z]{3,}|\d+/g)];
  const found = pick(words, below);
  const other = /\d/.test(found[0]) ? String(Number(found[0]) + 1) : `${found[0]}s`;
  victim.write(name, Buffer.from(text.slice(0, found.index) + other + text.slice(found.index + found[0].length)));
  return `"${found[0]}" became "${other}" in ${name}`;
};

const announced: Alteration = (below) => {
  const { line, what } = alterLeaf(JSON.stringify(victim.manifest()), below);
  victim.writeManifest(JSON.parse(line) as Record<string, unknown>);
  return `${what} of manifest.json`;
};

const ALTERATIONS: readonly Alteration[] = [byte, byte, cell, cell, value, value, dropped, doubled, swapped, word];
/** What found something: the files' hashes where they are enough, as they are checked first; else `verify`, to the workbook only where nothing before it has differed. */
async function caughtBy(): Promise<readonly string[]> {
  try {
    const parts = await checkParts(await openPack(victim.folder), []);
    const { steps } =
      parts.count > 0 ? { steps: [parts] } : await verifyPack({ pack: victim.folder, earlier: [], stopAtFirst: true });
    return steps.filter(({ count }) => count > 0).map(({ about }) => about);
  } catch (error) {
    if (error instanceof PackReadError) return ['not opened'];
    throw error;
  }
}

export interface Attack {
  readonly caught: number;
  /** Alterations that went through. */
  readonly missed: readonly string[];
  /** Steps that found something. */
  readonly witnesses: ReadonlySet<string>;
  /** Whether the untouched pack agrees with itself, before and after. */
  readonly sound: boolean;
}

/** Alters a tiny pack again and again, one thing at a time. @param rehashed the manifest is hashed again each time */
export async function attack(seed: number, rounds: number, rehashed: boolean): Promise<Attack> {
  const folder = temporaryFolder();
  const { packLocation } = await tinyPack(join(folder.path, 'out'));
  const copy = join(folder.path, 'copy');
  await copyOfPack(packLocation, copy);
  victim = new Victim(copy);
  const untouched = await caughtBy();
  const below = chance(seed);
  const missed: string[] = [];
  const witnesses = new Set<string>();
  let caught = 0;
  for (let round = 0; round < rounds; round += 1) {
    let what = pick(ALTERATIONS, below)(below);
    if (rehashed) victim.rehash();
    if (rehashed && round % 10 === 0) what += `, ${announced(below)}`;
    const by = await caughtBy();
    if (by.length === 0) missed.push(what);
    else caught += 1;
    for (const about of by) witnesses.add(about);
    victim.restore();
  }
  const after = await caughtBy();
  folder.dispose();
  return { caught, missed, witnesses, sound: untouched.length + after.length === 0 };
}
