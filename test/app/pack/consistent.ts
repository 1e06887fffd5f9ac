import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBaseline, type LoadedBaseline } from '../../../src/app/baselineFile.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { PackReadError } from '../../../src/pack/packReadError.ts';
import { reframed, renamed, rezipped, type Refiled } from './refiled.ts';
import { remadePack, verifyRemade, type Said } from './remade.ts';
import { alterLeaf, chance } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

type Below = (limit: number) => number;

/** What a pack says in one of its parts, with one value changed; by the part, and where in it. */
interface Changed {
  readonly said: Partial<Said>;
  readonly what: string;
  /** Done to the files of the pack made anew. */
  readonly refiled?: (folder: string) => string;
}

const pick = <T>(items: readonly T[], below: Below): T => items[below(items.length)] as T;

function hasLeaf(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.values(value).some(hasLeaf);
}

/** One leaf of a value, the field drawn first, so that a long list does not hide a short field. */
function altered<Value extends object>(value: Value, below: Below): { readonly value: Value; readonly what: string } {
  const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  const fields = Object.keys(plain).filter((key) => hasLeaf(plain[key]));
  const field = pick(fields, below);
  const inner = plain[field];
  if (Array.isArray(inner) && inner.length > 0) {
    const at = pick(
      inner.flatMap((entry, index) => (hasLeaf(entry) ? [index] : [])),
      below,
    );
    const { line, what } = alterLeaf(JSON.stringify([inner[at]]), below);
    const changed = inner.with(at, (JSON.parse(line) as unknown[])[0]);
    return { value: { ...plain, [field]: changed } as Value, what: `${field}[${String(at)}]${what.slice(2)}` };
  }
  const { line, what } = alterLeaf(JSON.stringify({ [field]: inner }), below);
  return { value: { ...plain, ...(JSON.parse(line) as object) } as Value, what: what.slice(1) };
}

function alteredBaseline({ text }: LoadedBaseline, below: Below): { baseline: LoadedBaseline; what: string } {
  const { line, what } = alterLeaf(JSON.stringify(JSON.parse(text)), below);
  return { baseline: parseBaseline(`${line}\n`, 'baseline.json'), what };
}

/** The same draws each time that the pack is made. */
function refiledBy(refiled: Refiled, below: Below): Changed {
  const seed = below(1_000_000);
  return { said: {}, what: refiled.name, refiled: (folder) => refiled(folder, chance(seed)) };
}

const PARTS: Readonly<Record<string, (said: Said, below: Below) => Changed>> = {
  record: ({ record }, below) => {
    const { value, what } = altered(record, below);
    return { said: { record: value }, what };
  },
  raw: ({ rows }, below) => {
    const at = below(rows.length);
    const row = rows[at];
    if (row === undefined) throw new TypeError('There is no row.');
    const { line, what } = alterLeaf(JSON.stringify(row.raw), below);
    return {
      said: { rows: rows.with(at, { ...row, raw: JSON.parse(line) as unknown }) },
      what: `${row.source}${what}`,
    };
  },
  rows: ({ rows }, below) => {
    const at = below(rows.length);
    const twice = below(2) === 0;
    const said = { rows: twice ? rows.toSpliced(at, 0, ...rows.slice(at, at + 1)) : rows.toSpliced(at, 1) };
    return { said, what: `${rows[at]?.source ?? ''} ${twice ? 'doubled' : 'dropped'}` };
  },
  observations: ({ observations }, below) => {
    const at = below(observations.length);
    const found = observations[at];
    if (found === undefined) throw new TypeError('There is no observation.');
    const { value, what } = altered(found, below);
    return { said: { observations: observations.with(at, value) }, what };
  },
  answers: ({ answers }, below) => {
    const at = below(answers.answers.length);
    const found = answers.answers.at(at);
    if (found === undefined) throw new TypeError('There is no answer.');
    const { value, what } = altered(found, below);
    return { said: { answers: { ...answers, answers: answers.answers.slice().with(at, value) } }, what };
  },
  caller: ({ answers }, below) => {
    const { value, what } = altered(answers.caller, below);
    return { said: { answers: { ...answers, caller: value } }, what };
  },
  exchange: ({ answers, observations }, below) => {
    const at = below(observations.length);
    const said = {
      observations: observations.toSpliced(at, 1),
      answers: { ...answers, answers: answers.answers.slice().toSpliced(at, 1) },
    };
    return { said, what: `dropped ${observations[at]?.source ?? ''}` };
  },
  context: ({ context }, below) => {
    const { lives, ...plain } = context;
    const { value, what } = altered(plain, below);
    return { said: { context: { ...value, previous: value.previous, lives } }, what };
  },
  lives: ({ context }, below) => {
    const lives = [...context.lives];
    const at = below(lives.length);
    const [key = '', life] = lives[at] ?? [];
    if (life === undefined) throw new TypeError('There is no life.');
    const days = 1 + below(300);
    const earlier = (time: string): string => new Date(Date.parse(time) - days * 86_400_000).toISOString();
    const [what, value] = pick(
      [
        ['firstSeen', { ...life, firstSeen: earlier(life.firstSeen) }],
        ['openedAt', { ...life, openedAt: life.lastSeen }],
        ['reopened', { ...life, reopened: (life.reopened ?? 0) + days }],
        ['dropped', undefined],
      ] as const,
      below,
    );
    const changed = value === undefined ? lives.toSpliced(at, 1) : lives.with(at, [key, value]);
    return { said: { context: { ...context, lives: new Map(changed) } }, what };
  },
  names: (_said, below) => refiledBy(renamed, below),
  zip: (_said, below) => refiledBy(rezipped, below),
  gzip: (_said, below) => refiledBy(reframed, below),
  carried: ({ carried }, below) => {
    // The run's id is put in when the pack is made.
    const { runId, ...facts } = carried;
    const { value, what } = altered(facts, below);
    return { said: { carried: { ...value, runId } }, what };
  },
  baseline: ({ baseline, record }, below) => {
    const { baseline: other, what } = alteredBaseline(baseline, below);
    const { name, version } = other.baseline;
    return {
      said: { baseline: other, record: { ...record, baseline: { name, version, sha256: other.sha256 } } },
      what,
    };
  },
  manifest: ({ endedAt, settings, redacted }, below) => {
    const which = below(3);
    if (which === 1) return { said: { redacted: !redacted }, what: 'redacted' };
    if (which === 0)
      return { said: { endedAt: new Date(Date.parse(endedAt) + 1 + below(9999)).toISOString() }, what: 'endedAt' };
    return {
      said: { settings: { ...settings, crossCheckSize: settings.crossCheckSize + 1 + below(9) } },
      what: 'crossCheckSize',
    };
  },
};

/** What is among the trusts of every pack, and so of an altered one: where it may lie, and the sentence that names it. */
const TRUSTED: readonly (readonly [place: RegExp, sentence: RegExp])[] = [
  // Azure's words, as long as what is concluded from them stays the same.
  [/^(raw|answers) /, /^The id, the moment, .* that Azure gave these answers to it/],
  [
    /^observations (requestIds|startedAt|endedAt|retries)/,
    /^The id, the moment, .* that Azure gave these answers to it, at these times and after so many tries/,
  ],
  [/^record (scope|asOf|codeVersion)/, /^The id, the moment, the scope and the version/],
  [/^context (runId)/, /^The id, the moment/],
  [/^context (portalBase|ownerTag|sampleSize|attempt)/, /^The settings that the run states about itself/],
  // Of a second week verified without the first.
  [
    /^context (previous\.(runId|asOf|summary)|changes|earlier)/,
    /changes? since run .*, its time and its counts, the trend over .* give its pack with --previous\.$/,
  ],
  [/^context previous\.manifestSha256/, /^The packs before run|its manifest names/],
  [/^manifest (endedAt|crossCheckSize)/, /^The settings that the run states about itself/],
  [/^baseline /, /^That the organisation set the baseline/],
  [/^lives /, /^What the history says of \d/],
  [/^carried earlier\./, /^That earlier runs saw the .* the previous pack was not given\.$/],
];

export interface Siege {
  readonly rounds: number;
  readonly caught: number;
  /** Alterations of which the product's own code makes no pack. */
  readonly unwritten: number;
  /** Alterations that went through and are named by nothing. */
  readonly missed: readonly string[];
  /** Alterations whose list of what is taken on trust is not as long as the untouched pack's. */
  readonly longer: readonly string[];
  /** Parts that were altered. */
  readonly parts: ReadonlySet<string>;
}

/**
 * Alters what a pack says, one value at a time, and makes it anew with the product's own code: every hash, file and cell fits.
 * @param pack that holds
 */
export async function besiege(pack: string, seed: number, rounds: number): Promise<Siege> {
  const below = chance(seed);
  const untouched = await trustsOf(pack);
  const asItWas = await manifestRemade(pack);
  const missed: string[] = [];
  const longer: string[] = [];
  const parts = new Set<string>();
  let [caught, unwritten] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const part = pick(Object.keys(PARTS), below);
    parts.add(part);
    const folder = temporaryFolder();
    let what = '';
    try {
      const to = join(folder.path, 'pack');
      let changed: Changed | undefined;
      const change = (said: Said): Partial<Said> => {
        // Once only: the same alteration may be made anew twice.
        changed ??= PARTS[part]?.(said, below);
        what = `${part} ${changed?.what ?? ''}`;
        return changed?.said ?? {};
      };
      const steps = await verifyRemade(pack, to, change, () => {
        if (changed?.refiled !== undefined) what = `${part} ${changed.refiled(to)}`;
        if (readFileSync(join(to, 'manifest.json')).equals(asItWas)) throw new Error('Nothing was changed.');
      });
      const trusts = steps.flatMap(({ notVerified }) => notVerified);
      const differs = steps.some(({ count }) => count > 0);
      if (differs) caught += 1;
      else {
        const named = TRUSTED.some(
          ([place, sentence]) => place.test(what) && trusts.some((trust) => sentence.test(trust)),
        );
        if (!named) missed.push(what);
        if (trusts.length !== untouched.length) longer.push(what);
      }
    } catch (error) {
      // What the product's own code does not write, or writes as it was, nobody is shown.
      if (error instanceof PackReadError) caught += 1;
      else unwritten += 1;
    } finally {
      folder.dispose();
    }
  }
  return { rounds, caught, unwritten, missed, longer, parts };
}

/** The manifest of the pack made once more, unchanged. */
async function manifestRemade(pack: string): Promise<Buffer> {
  const folder = temporaryFolder();
  try {
    const to = join(folder.path, 'pack');
    await remadePack(pack, to, () => ({}), 'left');
    return readFileSync(join(to, 'manifest.json'));
  } finally {
    folder.dispose();
  }
}

async function trustsOf(pack: string): Promise<readonly string[]> {
  const { steps, holds } = await verifyPack({ pack, earlier: [] });
  if (!holds)
    throw new Error(`The untouched pack does not hold: ${steps.flatMap(({ differences }) => differences).join(' ')}`);
  return steps.flatMap(({ notVerified }) => notVerified);
}
