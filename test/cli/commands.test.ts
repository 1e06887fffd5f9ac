import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FORMATS } from '../../src/app/renderPack.ts';
import { summaryOf } from '../../src/app/runSummary.ts';
import type { LocalOutcome } from '../../src/app/localRun.ts';
import { outcomeAs, outcomeAsText } from '../../src/cli/outcome.ts';
import { unbrokenProgram } from '../../src/cli/program.ts';
import { smallBankPack, tinyPack } from '../app/pack/smallPack.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let outcome: LocalOutcome;

beforeAll(async () => {
  outcome = await tinyPack(join(folder.path, 'out'));
});
afterAll(() => folder.dispose());

/** What a command says; its error goes to the caller. */
async function said(...words: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const [stdout, stderr] = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  stdout.mockImplementation((text) => ((out += String(text)), true));
  stderr.mockImplementation((text) => ((err += String(text)), true));
  const { exitCode } = process;
  try {
    await unbrokenProgram().parseAsync(words, { from: 'user' });
    return { out, err };
  } finally {
    process.exitCode = exitCode;
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

describe('the end of a run', () => {
  test('a person sees R1–R7, why verdicts are Unknown, ten findings, and last what to open', () => {
    const lines = outcomeAsText(outcome).trimEnd().split('\n');
    const { requirements, groups, causes } = summaryOf(outcome);
    expect(requirements).toHaveLength(7);
    for (const { id, title, counts } of requirements)
      expect(lines.find((line) => line.startsWith(`${id} ${title}`))).toMatch(
        new RegExp(
          ` ${counts.Compliant} +${counts.NonCompliant} +${counts.Unknown} +${counts.Exempt} +${counts.NotApplicable}$`,
        ),
      );
    expect(lines.filter((line) => /^ {2}(High|Medium|Low) /.test(line))).toHaveLength(Math.min(10, groups.length));
    expect(causes.length).toBeGreaterThan(0);
    for (const { weight, because } of causes.slice(0, 5))
      expect(lines).toContainEqual(expect.stringContaining(`  ${weight}: ${because}`.slice(0, 100)));
    expect(lines.at(-1)).toBe(`Open next: ${outcome.workbookLocation}`);
    expect(existsSync(outcome.workbookLocation)).toBe(true);
    for (const line of lines) expect(line.includes(folder.path) || line.length <= 150, line).toBe(true);
  });

  test('the most severe findings come first, and every Unknown has its cause', () => {
    const { findings, groups, causes } = summaryOf(outcome);
    const { verdicts } = outcome.record;
    const ranks = findings.map(({ severity }) => ['High', 'Medium', 'Low'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(findings.filter(({ origin }) => origin === 'verdict')).toHaveLength(
      verdicts.filter(({ status }) => status === 'NonCompliant').length,
    );
    expect(groups.flatMap(({ findings: members }) => [...members])).toHaveLength(findings.length);
    expect(new Set(groups.map(({ cause }) => cause)).size).toBe(groups.length);
    expect(causes.reduce((sum, cause) => sum + cause.unknown, 0)).toBe(
      verdicts.filter(({ status }) => status === 'Unknown').length,
    );
  });

  test('a program gets the findings themselves, a spreadsheet a row each', () => {
    const { findings } = JSON.parse(outcomeAs('json', outcome)) as {
      findings: { subjectId: string; because: string }[];
    };
    const expected = summaryOf(outcome).findings;
    expect(expected.length).toBeGreaterThan(0);
    expect(findings.map(({ subjectId }) => subjectId)).toEqual(expected.map(({ subject }) => subject));
    const rows = outcomeAs('csv', outcome).trimEnd().split('\r\n');
    expect(rows).toHaveLength(expected.length + 1);
    expect(rows[0]).toBe('severity,check,subject,subjectId,subscriptionId,because,remediation');
  });
});

describe('render', () => {
  test.each(FORMATS)('--output writes %s once, and overwrites only when told to', async (format) => {
    const file = join(folder.path, `rendered.${format}`);
    await said('render', outcome.packLocation, '--format', format, '--output', file);
    const written = readFileSync(file, 'utf8');
    expect(written).not.toBe('');
    writeFileSync(file, 'mine');
    await expect(said('render', outcome.packLocation, '--format', format, '--output', file)).rejects.toThrow(
      /already exists and was left as it is: choose another file, or add --force\.$/,
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await said('render', outcome.packLocation, '--format', format, '--output', file, '--force');
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
});

describe('diff', () => {
  test('finds the order out by itself, and says when it is not the one that was given', async () => {
    const later = (await tinyPack(join(folder.path, 'later'), {}, '2026-11-23T06:00:00.000Z')).packLocation;
    const right = await said('diff', outcome.packLocation, later, '--json');
    const turned = await said('diff', later, outcome.packLocation, '--json');
    expect(right.err).toBe('');
    expect(turned.err).toBe(
      'The first pack is the later one (2026-11-23T06:00:00.000Z): compared from 2026-11-16T06:00:00.000Z to it.\n',
    );
    expect(turned.out).toBe(right.out);
    expect((await said('diff', later, outcome.packLocation)).out).toContain('2026-11-16');
    expect((await said('diff', outcome.packLocation, later, '--output', 'csv')).out).toMatch(
      /^kind,check,subject,subjectId,change,cause,because\r\n/,
    );
  });
});

describe('explain', () => {
  test('takes an id, an address of the portal and a name, in any case', async () => {
    const [disk] = outcome.record.chains;
    const { resourceId = '', name = '' } = disk ?? {};
    const ask = async (text: string): Promise<string> =>
      (await said('explain', text, '--pack', outcome.packLocation)).out;
    const told = await ask(resourceId);
    expect(told).toContain('Verdicts:');
    for (const text of [
      name,
      name.toUpperCase(),
      `https://portal.azure.com/#@contoso.example/resource${resourceId}/overview`,
      `https://portal.azure.us/#view/Blade/id/${encodeURIComponent(resourceId)}`,
      `https://portal.azure.com/#@x/resource${resourceId}?feature=1`,
    ])
      expect(await ask(text), text).toBe(told);
  });

  test('of several of one name it names each', async () => {
    const { packLocation, record } = await smallBankPack(1, join(folder.path, 'bank'));
    const ids = record.verdicts.map(({ subject }) => subject);
    const twice = ids
      .map((id) => basename(id))
      .find((name, _, all) => new Set(ids.filter((__, at) => all[at] === name)).size > 1);
    expect(twice).toBeDefined();
    const asked = said('explain', twice ?? '', '--pack', packLocation);
    await expect(asked).rejects.toThrow(/^\d+ resources are named .+; give the id of one:\n {2}\/subscriptions\//);
  });

  test('a name that is not there is one clear error', async () => {
    await expect(said('explain', 'nobody', '--pack', outcome.packLocation)).rejects.toThrow(
      /holds no resource named "nobody"; check the name, or give the full id \(\/subscriptions\/…\)\.$/,
    );
  });

  test('a part of a name is helped on', async () => {
    const [disk] = outcome.record.chains;
    const { name = '' } = disk ?? {};
    const asked = said('explain', name.slice(0, -1).toUpperCase(), '--pack', outcome.packLocation);
    await expect(asked).rejects.toThrow(new RegExp(` Names like it: .*${name.toLowerCase()}`, 'i'));
  });
});

describe('what cannot be written', () => {
  test.each([
    ['render', ['--format', 'csv', '--output', join('absent', 'x.csv')], /there is no folder ".*absent".*--output\.$/],
    ['render', ['--format', 'csv', '--output', '.'], /is a folder; name a file with --output\.$/],
    ['diff', ['PACK', '--xlsx', join('absent', 'x.xlsx')], /there is no folder ".*absent".*--xlsx\.$/],
    ['diff', ['PACK', '--xlsx', 'a-file-too'], /a-file-too already exists and was left as it is: .* add --force\.$/],
    ['render', ['--format', 'csv', '--output', 'a-file-too'], /a-file-too already exists and was left as it is/],
    ['redact', ['--output', join('a-file-too', 'copy')], /^Nothing can be written into the folder .*--output/],
  ])('is told by %s with its flag, before any work', async (command, words, told) => {
    writeFileSync(join(folder.path, 'a-file-too'), '');
    const places = words.map((word) =>
      word === 'PACK' ? outcome.packLocation : /absent|a-file|^\.$/.test(word) ? join(folder.path, word) : word,
    );
    await expect(said(command, outcome.packLocation, ...places)).rejects.toThrow(told);
    expect(existsSync(join(folder.path, 'absent'))).toBe(false);
  });
});

test.skipIf(process.platform !== 'linux')(
  'the demo tries its folder before it starts anything, even where the system makes no folders',
  async () => {
    await expect(said('demo', '--out', '/proc/1/nowhere')).rejects.toThrow(/^Nothing can be written into the folder/);
  },
);

test.each([
  [['doctor', '--send-test', 'nobody'], /e-mail address/],
  [['doctor', '--send-test', 'a@x.example,b@x.example'], /e-mail address/],
  [['doctor', '--subscription', 'nobody'], /subscription GUID/],
])('%j is refused before anything is tried', async (words, told) => {
  await expect(said(...words)).rejects.toThrow(told);
});

test('help of a command that is not there says so, and helps with those that are', async () => {
  await expect(said('help', 'nosuch')).rejects.toMatchObject({
    exitCode: 3,
    message: "error: unknown command 'nosuch'",
  });
  await expect(said('history', 'help', 'nosuch')).rejects.toMatchObject({ exitCode: 3 });
  expect((await said('help', 'verify')).out).toMatch(/^Usage: unbroken verify /);
  expect((await said('history', 'help', 'period')).out).toMatch(/^Usage: unbroken history period /);
  expect((await said('help')).out).toMatch(/^Usage: unbroken /);
});

test('verify says of nothing that was not there to check that it agrees', async () => {
  const { out } = await said('verify', outcome.packLocation);
  const skipped = out.split('\n').filter((line) => line.startsWith('[skipped] '));
  expect(skipped.length).toBeGreaterThanOrEqual(4);
  expect(skipped.join('\n')).toMatch(/no earlier pack[^]*unsigned[^]*no timestamp/);
  for (const line of out.split('\n').filter((one) => one.startsWith('[agrees]')))
    expect(line).not.toMatch(/\b(no|not checked|not given|unsigned)\b/i);
});

describe('what the reader named wrongly is told as that, not as a fault of the pack', () => {
  test('a key or certificate that is not there', async () => {
    for (const flag of ['--key', '--timestamp-ca'])
      await expect(said('verify', outcome.packLocation, flag, join(folder.path, 'none.pem'))).rejects.toThrow(
        /none\.pem cannot be read \(no such file or folder\); check the path\.$/,
      );
  });

  test('the pack itself as the one before it', async () => {
    const pack = outcome.packLocation;
    await expect(said('verify', pack, '--previous', pack)).rejects.toThrow(
      /is the pack being checked; give an earlier pack with --previous\.$/,
    );
  });
});

describe('run', () => {
  test('tries the folder before it asks anything', async () => {
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    // Nobody answers there: what is thrown must be about the folder.
    const words = ['run', '--endpoint', 'https://127.0.0.1:9', '--out', join(file, 'below')];
    await expect(said(...words)).rejects.toThrow(
      /^Nothing can be written into the folder .*a-file.*name another with --out.*Nothing was done\.$/,
    );
  });

  test('the folder of the configuration holds, and a flag wins over it', async () => {
    const file = join(folder.path, 'configured', 'unbroken.config.json');
    mkdirSync(dirname(file));
    writeFileSync(file, JSON.stringify({ out: 'there/below' }));
    writeFileSync(join(dirname(file), 'there'), '');
    const words = ['run', '--endpoint', 'https://127.0.0.1:9', '--config', file];
    await expect(said(...words)).rejects.toThrow(/configured.there.below/);
    writeFileSync(join(folder.path, 'flag'), '');
    await expect(said(...words, '--out', join(folder.path, 'flag', 'x'))).rejects.toThrow(/flag.x"/);
  });

  test('another time than now is for the simulator only', async () => {
    const words = ['run', '--as-of', '2026-11-16T06:00:00Z', '--endpoint'];
    await expect(said(...words, 'https://management.usgovcloudapi.net')).rejects.toMatchObject({ exitCode: 3 });
    await expect(said('run', '--as-of', 'yesterday')).rejects.toThrow(/2026-11-16T06:00:00Z/);
  });
});

test.each([
  ['baseline', 'init', join('quiet', 'b.jsonc')],
  ['trust', 'list'],
  ['redact', 'PACK', '--output', join('quiet', 'copy')],
])('--quiet says nothing of %s %s', async (...words) => {
  mkdirSync(join(folder.path, 'quiet'), { recursive: true });
  const places = words.map((word) =>
    word === 'PACK' ? outcome.packLocation : word.startsWith('quiet') ? join(folder.path, word) : word,
  );
  const before = { ...process.env };
  process.env['XDG_CONFIG_HOME'] = join(folder.path, 'quiet');
  try {
    expect(await said(...places, '--quiet')).toEqual({ out: '', err: '' });
    if (words[0] === 'trust') expect((await said(...places)).out).toMatch(/^No key is pinned/);
  } finally {
    process.env = before;
  }
});

test('--quiet leaves the result to the exit code, but not what a program asked for', async () => {
  expect(await said('verify', outcome.packLocation, '--quiet')).toEqual({ out: '', err: '' });
  expect((await said('--quiet', 'verify', outcome.packLocation, '--json')).out).toMatch(/^\{/);
});

test('colours come where they are wanted, and go with --no-color and NO_COLOR', async () => {
  const before = { ...process.env };
  try {
    delete process.env['NO_COLOR'];
    process.env['FORCE_COLOR'] = '1';
    expect((await said('verify', outcome.packLocation)).out).toContain('\u001b[');
    expect((await said('verify', outcome.packLocation, '--no-color')).out).not.toContain('\u001b');
  } finally {
    process.env = before;
  }
});
