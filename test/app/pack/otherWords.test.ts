import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { wordFor } from '../../../src/app/verify/conclusion.ts';
import { verifyPack, type VerifyOutcome } from '../../../src/app/verify/verifyPack.ts';
import { checkWorkbook } from '../../../src/app/verify/workbook.ts';
import { verifiedAsText } from '../../../src/cli/verify.ts';
import { openPack, recordOf } from '../../../src/pack/readPack.ts';
import { PACKED, writeZip } from '../../../src/pack/zip/writer.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { smallBankPack } from './smallPack.ts';
import { remadePack, verifyRemade, type Said } from './remade.ts';
import { Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const UNSAID: NonNullable<RunRecord['callerAccess']> = {
  objectId: undefined,
  result: 'unknown',
  because: '',
  grants: [],
  groupAssignments: 0,
};
const ANOTHER = '0.1.9+abcdefabcdef';

const folder = temporaryFolder();
const made = join(folder.path, 'made');
let original: string;
/** The pack as another version made it that words everything as this one does. */
const others = join(folder.path, 'others');

beforeAll(async () => {
  ({ packLocation: original } = await smallBankPack(1, join(folder.path, 'out')));
  await remadePack(original, others, ({ record }) => ({ record: { ...record, codeVersion: ANOTHER } }));
}, 300_000);
beforeEach(() => rmSync(made, { recursive: true, force: true }));
afterAll(() => folder.dispose());

async function remade(change: (said: Said) => Partial<Said>): Promise<VerifyOutcome> {
  await remadePack(original, made, change);
  return verifyPack({ pack: made, earlier: [] });
}

/** What verify says where a pack that names another version has something else in its record. */
function otherwise(change: (record: RunRecord) => Partial<RunRecord>): Promise<VerifyOutcome> {
  return remade(({ record }) => ({ record: { ...record, codeVersion: ANOTHER, ...change(record) } }));
}

type Line = Record<string, unknown>;

/** One entry of a list with another value. */
function entry(list: keyof RunRecord, change: (line: Line) => Line, isIt: (line: Line) => boolean = () => true) {
  return (record: RunRecord): Partial<RunRecord> => {
    const lines = [...(record[list] as Iterable<Line>)];
    const at = lines.findIndex(isIt);
    if (at < 0) throw new TypeError(`There is no such entry in ${list}.`);
    return { [list]: lines.with(at, change(lines[at] ?? {})) };
  };
}

const reworded =
  (field: string) =>
  (line: Line): Line => ({ ...line, [field]: `In other words: ${String(line[field])}` });
const sentenceIn = ({ evidence }: Line): string | undefined =>
  Object.entries(evidence as Line).find(([, value]) => typeof value === 'string' && value.includes(' '))?.[0];
const sentenceReworded = (line: Line): Line => {
  const name = sentenceIn(line) ?? '';
  return { [name]: `In other words: ${String((line['evidence'] as Line)[name])}` };
};
const numberIn = ({ evidence }: Line): string | undefined =>
  Object.entries(evidence as Line).find(([, value]) => typeof value === 'number')?.[0];
const without = (line: Line, name: string | undefined): Line =>
  Object.fromEntries(Object.entries(line).filter(([each]) => each !== name));
const wordIn = ({ evidence }: Line): string | undefined =>
  Object.entries(evidence as Line).find(([, value]) => typeof value === 'string' && !value.includes(' '))?.[0];

/** The first sheet that has such a place, with another one in it. */
function inSheet(from: RegExp, to: string) {
  return (files: Record<string, Uint8Array>): void => {
    for (const [name, bytes] of Object.entries(files)) {
      const text = strFromU8(bytes);
      if (!/worksheets\/sheet\d+\.xml$/.test(name) || !from.test(text)) continue;
      files[name] = strToU8(text.replace(from, to));
      return;
    }
    throw new TypeError('There is no such place.');
  };
}

const workbookIn = (pack: string): string => readdirSync(pack).find((name) => name.endsWith('.xlsx')) ?? '';

/** One cell of the workbook with another text or number. */
async function cellAltered(from: RegExp, to: string): Promise<void> {
  await workbookAltered(inSheet(from, to));
}

async function workbookAltered(change: (files: Record<string, Uint8Array>) => void): Promise<void> {
  const victim = new Victim(made);
  const name = workbookIn(made);
  const files = unzipSync(victim.read(name));
  change(files);
  await writeZip(join(made, name), PACKED, async (zip) => {
    for (const [each, bytes] of Object.entries(files)) await zip.add(each, [bytes]);
  });
  victim.rehash();
}

const copied = (): void => {
  cpSync(others, made, { recursive: true });
};
const verified = (): Promise<VerifyOutcome> => verifyPack({ pack: made, earlier: [] });
/**
 * What verify says of the workbook alone, beside that of `others`, which it would write itself: to compute everything else anew for each cell
 * would prove nothing more.
 */
async function workbookVerified(): Promise<Pick<VerifyOutcome, 'word' | 'steps'>> {
  const name = workbookIn(made);
  const record = await recordOf(await openPack(others));
  const step = await checkWorkbook(join(made, name), join(others, name), 'another', record);
  return { steps: [step], word: wordFor([step], { signedByTrusted: false, announced: false, otherRules: [] }) };
}
const differencesOf = ({ steps }: Pick<VerifyOutcome, 'steps'>): string =>
  steps.flatMap(({ differences }) => differences).join('\n');

describe('a pack that names another version under the same versions of the checks', () => {
  test('and words everything alike is consistent', async () => {
    const outcome = await verifyPack({ pack: others, earlier: [] });
    expect([outcome.word, outcome.wordings, differencesOf(outcome)]).toEqual(['CONSISTENT', 0, '']);
    copied();
    const { steps, word } = await workbookVerified();
    expect([word, steps[0]?.wordings, steps[0]?.count]).toEqual(['CONSISTENT', 0, 0]);
  });

  test.each<readonly [string, (record: RunRecord) => Partial<RunRecord>]>([
    ['the reason of a verdict', entry('verdicts', reworded('because'))],
    ['its remedy', entry('verdicts', reworded('remediation'))],
    [
      'a detail that is a sentence',
      entry(
        'verdicts',
        (line) => ({ ...line, evidence: { ...(line['evidence'] as Line), ...sentenceReworded(line) } }),
        (line) => sentenceIn(line) !== undefined,
      ),
    ],
    [
      'the name of a detail',
      entry('verdicts', (line) => ({
        ...line,
        evidence: { ...(line['evidence'] as object), 'a new name': 'a sentence' },
      })),
    ],
    ['the reason of a gap', entry('gaps', reworded('because'))],
    ['the title of a check', entry('checks', reworded('title'))],
    [
      'the reason of an answer about a disk',
      entry('chains', (line) => {
        const requirements = line['requirements'] as Record<string, Line>;
        return { ...line, requirements: { ...requirements, R1: reworded('because')(requirements['R1'] ?? {}) } };
      }),
    ],
    [
      'why the run is incomplete',
      ({ incompleteBecause }) => ({ incompleteBecause: incompleteBecause.map((text) => `${text} So it is.`) }),
    ],
    [
      'the words on who asked',
      ({ callerAccess = UNSAID }) => ({
        callerAccess: { ...callerAccess, because: `${callerAccess.because} In other words.` },
      }),
    ],
  ])(
    'is intact where it words %s otherwise; one that names this version differs',
    async (_, change) => {
      const outcome = await otherwise(change);
      expect(differencesOf(outcome)).toBe('');
      expect([outcome.word, outcome.holds, outcome.vouched]).toEqual(['INTACT', false, false]);
      expect(outcome.wordings).toBeGreaterThan(0);
      expect(verifiedAsText(outcome)).toMatch(
        new RegExp(
          `^INTACT: .*${String(outcome.wordings)} texts? in it differs? from what .*nothing here proves that version ${ANOTHER.replace('+', '\\+')} wrote (?:it|them)\\.\\n`,
        ),
      );
      rmSync(made, { recursive: true });
      const own = await verifyRemade(original, made, ({ record }) => ({ record: { ...record, ...change(record) } }));
      expect(own.find(({ about }) => about === 'record')?.count).toBeGreaterThan(0);
    },
    60_000,
  );

  test('tells a program of every text that reads otherwise, and a person of twenty', async () => {
    const outcome = await otherwise(({ verdicts }) => ({
      verdicts: Array.from(verdicts, (verdict) => ({ ...verdict, because: `${verdict.because} So it is.` })),
    }));
    const record = outcome.steps.find(({ about }) => about === 'record');
    expect(record?.wordings).toBeGreaterThan(100);
    expect(record?.worded).toHaveLength(record?.wordings ?? 0);
    expect(verifiedAsText(outcome)).toContain(
      `… and ${String((record?.wordings ?? 0) - 20)} more, which --json lists.\n`,
    );
  }, 60_000);

  test('tells of the announced hash, which makes no more of it', async () => {
    const { manifestSha256 } = await otherwise(entry('verdicts', reworded('because')));
    const outcome = await verifyPack({ pack: made, earlier: [], expected: manifestSha256 });
    expect([outcome.word, outcome.vouched]).toEqual(['INTACT', true]);
    expect(verifiedAsText(outcome)).toMatch(/^INTACT: .*the key or hash you gave vouches for\.\n/);
  }, 60_000);

  test.each<readonly [string, (record: RunRecord) => Partial<RunRecord>]>([
    [
      'the status of a verdict',
      entry(
        'verdicts',
        (line) => ({ ...line, status: 'Compliant' }),
        ({ status }) => status === 'NonCompliant',
      ),
    ],
    [
      'its severity',
      entry(
        'verdicts',
        (line) => ({ ...line, severity: 'Low' }),
        ({ severity }) => severity === 'High',
      ),
    ],
    ['what limits it', entry('verdicts', (line) => ({ ...line, limitations: ['disks *'] }))],
    ['whose it is', entry('verdicts', reworded('subjectName'))],
    [
      'a value of Azure among its details',
      entry(
        'verdicts',
        (line) => ({ ...line, evidence: { ...(line['evidence'] as object), [wordIn(line) ?? '']: 'another' } }),
        (line) => wordIn(line) !== undefined,
      ),
    ],
    [
      'a number of its details no longer',
      entry(
        'verdicts',
        (line) => ({ ...line, evidence: without(line['evidence'] as Line, numberIn(line)) }),
        (line) => numberIn(line) !== undefined,
      ),
    ],
    [
      'a number of its details under another name',
      entry(
        'verdicts',
        (line) => ({
          ...line,
          evidence: { ...without(line['evidence'] as Line, numberIn(line)), 'A new name': 7_777 },
        }),
        (line) => numberIn(line) !== undefined,
      ),
    ],
    [
      'a word of Azure under another name',
      entry('verdicts', (line) => ({ ...line, evidence: { ...(line['evidence'] as Line), 'A new name': 'Enabled' } })),
    ],
    [
      'a flag more',
      entry('verdicts', (line) => ({ ...line, evidence: { ...(line['evidence'] as Line), 'A new name': true } })),
    ],
    [
      'a number in a new sentence among its details',
      entry('verdicts', (line) => ({
        ...line,
        evidence: { ...(line['evidence'] as Line), 'A new name': 'all 7 keys' },
      })),
    ],
    [
      'a number in its reason',
      entry('verdicts', (line) => ({ ...line, because: `${String(line['because'])} All 9.` })),
    ],
    [
      'a verdict in its remedy',
      entry('verdicts', (line) => ({ ...line, remediation: `${String(line['remediation'])} It is compliant.` })),
    ],
    [
      'a number in why the run is incomplete',
      ({ incompleteBecause }) => ({ incompleteBecause: incompleteBecause.map((text) => `${text} It is 1.`) }),
    ],
    ['a verdict more', ({ verdicts }) => ({ verdicts: [...verdicts, ...verdicts.slice(0, 1)] })],
    ['a verdict less', ({ verdicts }) => ({ verdicts: verdicts.slice(1) })],
    ['verdicts in another order', ({ verdicts }) => ({ verdicts: [...verdicts].reverse() })],
    ['a gap less', ({ gaps }) => ({ gaps: gaps.slice(1) })],
    ['where a gap is', entry('gaps', (line) => ({ ...line, source: 'snapshots', kind: 'truncated' }))],
    ['the state', () => ({ state: 'COMPLETE', incompleteBecause: [] })],
    ['a count', entry('population', (line) => ({ ...line, counted: 7_777 }))],
    ['the severity of a check', entry('checks', (line) => ({ ...line, severity: 'Low', rollsUp: false }))],
    ['where a check leads to', entry('checks', (line) => ({ ...line, learnMore: 'https://elsewhere.example/x' }))],
    ['the tag of a disk', entry('chains', (line) => ({ ...line, tags: { because: 'x' } }))],
    ['the method of a disk', entry('chains', (line) => ({ ...line, method: 'none' }))],
    [
      'the grants of who asked',
      ({ callerAccess = UNSAID }) => ({ callerAccess: { ...callerAccess, result: 'readOnly', groupAssignments: 77 } }),
    ],
  ])(
    'differs where it tells %s otherwise',
    async (_, change) => {
      const steps = await verifyRemade(original, made, ({ record }) => ({
        record: { ...record, codeVersion: ANOTHER, ...change(record) },
      }));
      expect(steps.find(({ about }) => about === 'record')?.count).toBeGreaterThan(0);
    },
    60_000,
  );

  test('is intact where a heading of the workbook reads otherwise', async () => {
    copied();
    await cellAltered(/(<t[^>]*>)Severity</, '$1Weight<');
    const outcome = await verified();
    expect([outcome.word, differencesOf(outcome)]).toEqual(['INTACT', '']);
    expect(outcome.wordings).toBeGreaterThan(0);
  });

  test.each<readonly [string, RegExp, string]>([
    ['a column', /(<col [^<>]*)width="[^"]*"/, '$1width="41.5"'],
    ['a row', /(<row r="5"[^<>]* )ht="[^"]*"/, '$1ht="45"'],
  ])('is intact where %s of the workbook has another size', async (_, from, to) => {
    copied();
    await cellAltered(from, to);
    expect((await workbookVerified()).word).toBe('INTACT');
  });

  test.each<readonly [string, RegExp, string]>([
    ['a verdict', />NonCompliant</, '>Compliant<'],
    ['a limited verdict', />Compliant – limited</, '>Compliant<'],
    ['a hash', />[0-9a-f]{64}</, `>${'0'.repeat(64)}<`],
    ['a number', /<v>\d+<\/v>/, '<v>7777</v>'],
    ['the name of a disk', />vm-[a-z0-9-]+-osdisk</, '>vm-other-osdisk<'],
  ])('differs where %s in the workbook is another', async (_, from, to) => {
    copied();
    await cellAltered(from, to);
    const outcome = await verified();
    expect(outcome.word).toBe('DIFFERS');
    expect(differencesOf(outcome)).toMatch(/its numbers, verdicts and names are not those that the record gives/);
  });

  test.each<readonly [string, RegExp, string]>([
    ['a count in the conclusion of the Cover', /(disks in scope: )\d+( compliant)/, '$18$2'],
    ['a verdict in the conclusion of the Cover', /(\d+) non-compliant ·/, '$1 exempt ·'],
    ['a number within a sentence', /(>\d+) gaps/, '$17 gaps'],
    ['a severity', />High</, '>Low<'],
  ])('differs where %s in the workbook is another', async (_, from, to) => {
    copied();
    await cellAltered(from, to);
    const outcome = await workbookVerified();
    expect(outcome.word).toBe('DIFFERS');
    expect(differencesOf(outcome)).toMatch(/^Sheet .*, cell [A-Z]+\d+ holds /);
  });

  test.each<readonly [string, (files: Record<string, Uint8Array>) => void]>([
    [
      'a file more',
      (files) => {
        files['xl/vbaProject.bin'] = strToU8('x');
      },
    ],
    [
      'a link elsewhere',
      (files) => {
        const name = Object.keys(files).find(
          (each) =>
            each.endsWith('.rels') && strFromU8(files[each] ?? new Uint8Array()).includes('https://portal.azure.com'),
        );
        if (name === undefined) throw new TypeError('There is no link.');
        files[name] = strToU8(
          strFromU8(files[name] ?? new Uint8Array()).replace('https://portal.azure.com', 'https://portal.evil.example'),
        );
      },
    ],
    [
      'a number that Excel shows and a plain reader does not',
      inSheet(
        /<c (r="[A-Z]+\d+"[^<>]*)><v>(\d+)<\/v><\/c>/,
        '<!--$&--><z:c xmlns:z="http://schemas.openxmlformats.org/spreadsheetml/2006/main" $1><z:v>7777</z:v></z:c>',
      ),
    ],
    [
      'a cell behind a tag that seems to end',
      inSheet(/<c (r="[A-Z]+\d+"[^<>]*)><v>(\d+)<\/v><\/c>/, '$&<c r="XFD9" s="/>"><v>7777</v></c>'),
    ],
    ['a verdict in another cell', inSheet(/(<c r=")[A-Z]+(\d+"[^<>]*><is><t[^<>]*>NonCompliant<)/, '$1XFC$2')],
    ['a hidden row', inSheet(/<row (?=r="5")/, '<row hidden="1" ')],
    ['a row too low to read', inSheet(/(<row r="5"[^<>]* )ht="[^"]*"/, '$1ht="0.1"')],
    ['a hidden column', inSheet(/<col (?=min)/, '<col hidden="1" ')],
    ['a column too narrow to read', inSheet(/(<col [^<>]*)width="[^"]*"/, '$1width="1e-1"')],
    ['zeros that are not shown', inSheet(/<sheetView /, '<sheetView showZeros="0" ')],
    ['other merged cells', inSheet(/(<mergeCell ref="[A-Z]+\d+:[A-Z]+)\d+"/, '$19"')],
    ['merged cells more', inSheet(/<mergeCell /, '<mergeCell ref="B20:F30"/>$&')],
    ['another conditional format', inSheet(/(<cfRule [^<>]*operator=")[a-zA-Z]+"/, '$1notEqual"')],
    ['another condition', inSheet(/(<cfRule [^<>]*><formula>)[^<>]*</, '$10<')],
    ['a conditional format elsewhere', inSheet(/(<conditionalFormatting sqref=")[^"]*"/, '$1A1:Z99"')],
    [
      'another colour of a conditional format',
      (files) => {
        const name = 'xl/styles.xml';
        const text = strFromU8(files[name] ?? new Uint8Array());
        const other = text.replace(/(<dxf>.*?<color rgb=")[0-9A-F]{8}/, '$1FFFFFFFF');
        expect(other).not.toBe(text);
        files[name] = strToU8(other);
      },
    ],
    [
      'a hidden sheet',
      (files) => {
        const name = 'xl/workbook.xml';
        const text = strFromU8(files[name] ?? new Uint8Array());
        const other = text.replace(/<sheet (?=[^<>]*sheetId="2")/, '<sheet state="hidden" ');
        expect(other).not.toBe(text);
        files[name] = strToU8(other);
      },
    ],
    ['a link at another cell', inSheet(/(<hyperlink ref=")[A-Z]+\d+"/, '$1A1"')],
    [
      'numbers that are shown as another',
      (files) => {
        const name = 'xl/styles.xml';
        const text = strFromU8(files[name] ?? new Uint8Array());
        const other = text.replace(/(<numFmt [^>]*formatCode=")[^"]*"/, '$1&quot;0&quot;"');
        expect(other).not.toBe(text);
        files[name] = strToU8(other);
      },
    ],
  ])('differs where its workbook has %s', async (_, change) => {
    copied();
    await workbookAltered(change);
    expect((await workbookVerified()).word).toBe('DIFFERS');
  });

  test.each<readonly [string, string, string, string]>([
    ['is intact', 'a sentence', 'HOW TO CHECK IT', 'HOW TO PROVE IT'],
    ['differs', 'the state', 'State     INCOMPLETE', 'State     COMPLETE  '],
    ['differs', 'a number', 'As of     16 Nov', 'As of     15 Nov'],
    ['differs', 'the month', 'As of     16 Nov', 'As of     16 Oct'],
    ['differs', 'the scope', ': management group contoso', ': management group fabrikam'],
    ['differs', 'the baseline', 'Baseline  Unbroken default', 'Baseline  Central bank'],
    ['differs', 'who made it', 'Run       cli-', 'Run       portal-'],
    ['differs', 'the scope a second time', '\nCONTENTS\n', '\nScope     the whole bank\nCONTENTS\n'],
    ['differs', 'what stands between scope and run', '\nAs of  ', '\nand every subscription\nAs of  '],
    ['is intact', 'the title, on two lines', 'EVIDENCE PACK: ', 'EVIDENCE PACK\n'],
  ])('%s where its README tells %s otherwise', async (word, _, from, to) => {
    copied();
    const victim = new Victim(made);
    const text = victim.read('README.txt').toString('utf8');
    expect(text).toContain(from);
    const before = victim.parts.find(({ name }) => name === 'README.txt')?.sha256 ?? '';
    victim.write('README.txt', Buffer.from(text.replace(from, to)));
    victim.rehash();
    const after = victim.parts.find(({ name }) => name === 'README.txt');
    // Left as they were, hash and size on the sheet Integrity would give it away.
    await cellAltered(
      new RegExp(`${before}(</t></is></c><c [^<>]*><v>)\\d+`),
      `${after?.sha256 ?? ''}$1${String(after?.bytes)}`,
    );
    expect((await verified()).word).toBe(word === 'differs' ? 'DIFFERS' : 'INTACT');
  });
});
