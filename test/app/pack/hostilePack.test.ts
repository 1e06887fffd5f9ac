import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { diffPacks } from '../../../src/app/diffPacks.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { renderPack } from '../../../src/app/renderPack.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { checkExcerpts } from '../../../src/app/verify/excerpts.ts';
import { BOUNDS } from '../../../src/pack/bounds.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { JsonLines } from '../../../src/pack/lineFile.ts';
import { PackReadError } from '../../../src/pack/packReadError.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { attackedPack } from './attackedPack.ts';
import { packed } from './tamper.ts';

const { folder, original, copy, victim } = attackedPack();

const differencesOf = async (): Promise<string> => {
  const { steps, holds } = await verifyPack({ pack: copy, earlier: [], stopAtFirst: true });
  expect(holds).toBe(false);
  return steps.flatMap(({ differences }) => differences).join('\n');
};

/** Lists a file in the manifest as if it had always been there. */
function addPart(name: string, bytes: Uint8Array, rows?: number): void {
  mkdirSync(join(copy, name, '..'), { recursive: true });
  writeFileSync(join(copy, name), bytes);
  const manifest = victim.manifest();
  const part = {
    name,
    sha256: '',
    bytes: 0,
    mediaType: 'application/octet-stream',
    ...(rows === undefined ? {} : { rows }),
  };
  victim.writeManifest({ ...manifest, parts: [...victim.parts, part] });
  victim.rehash();
}

describe('what the format does not name is a difference, listed or not', () => {
  const strangers = [
    'UNBROKEN-other-2026-11-16-x.xlsx',
    'report.xlsx',
    'README.html',
    'setup.exe',
    'raw/disks.csv',
    'raw/disketts.jsonl.gz',
    'raw/sub/disks.jsonl.gz',
    'notes.jsonl.gz',
    'excerpts/report.xlsx',
    'excerpts/UNBROKEN-excerpt-0123456789ab.html',
    'LICENSE',
    'baseline.json.bak',
  ];
  test.each(strangers)('%s, listed', async (name) => {
    addPart(name, name.endsWith('.gz') ? packed('') : Buffer.from('x'), name.endsWith('.gz') ? 0 : undefined);
    expect(await differencesOf()).toMatch(/is not part of a pack of version 2|2 workbooks/);
  });

  test.each(strangers)('%s, beside', async (name) => {
    mkdirSync(join(copy, name, '..'), { recursive: true });
    writeFileSync(join(copy, name), 'x');
    expect(await differencesOf()).toContain(`${name} is in the pack, but manifest.json does not list it.`);
  });

  test('a part that every pack has', async () => {
    victim.writeManifest({ ...victim.manifest(), parts: victim.parts.filter(({ name }) => name !== 'README.txt') });
    unlinkSync(join(copy, 'README.txt'));
    expect(await differencesOf()).toContain('manifest.json does not list README.txt, which every pack has.');
  });
});

describe('what is no regular file is not followed and not waited for', () => {
  const readers: readonly (readonly [string, (pack: string) => Promise<unknown>])[] = [
    ['verify', (pack) => verifyPack({ pack, earlier: [] })],
    ['verify --previous', (pack) => verifyPack({ pack: original, earlier: [pack] })],
    ['redact', (pack) => redactPack({ pack, output: join(folder.path, 'r'), mapping: join(folder.path, 'm.json') })],
    ['diff', (pack) => diffPacks(original, pack)],
    ['render', async (pack) => renderPack(pack, 'json').next()],
  ];
  const alterations: readonly (readonly [string, (at: string) => void])[] = [
    ['a symbolic link to the part itself', (at) => symlinkSync(join(original, 'record.jsonl.gz'), at)],
    ['a symbolic link to nothing', (at) => symlinkSync('/nonexistent', at)],
    ['a symbolic link to a device', (at) => symlinkSync('/dev/zero', at)],
    ['a pipe', (at) => execFileSync('mkfifo', [at])],
  ];
  test.each(alterations.flatMap(([what, alter]) => readers.map(([by, read]) => [what, by, alter, read] as const)))(
    '%s, read by %s',
    async (_what, _by, alter, read) => {
      unlinkSync(join(copy, 'record.jsonl.gz'));
      alter(join(copy, 'record.jsonl.gz'));
      await expect(read(copy)).rejects.toThrow('is a link, a pipe or a device; a pack holds regular files only.');
    },
    10_000,
  );

  test('a link to a folder', async () => {
    symlinkSync('/', join(copy, 'excerpts'));
    await expect(openPack(copy)).rejects.toThrow('a pack holds regular files only');
  });

  test('a part that became a link after the pack was opened', async () => {
    const pack = await openPack(copy);
    unlinkSync(join(copy, 'README.txt'));
    symlinkSync('/dev/zero', join(copy, 'README.txt'));
    await expect(pack.open('README.txt')[Symbol.asyncIterator]().next()).rejects.toThrow(PackReadError);
  });

  test('a pipe in the place of the pack itself', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe.zip')]);
    await expect(openPack(join(folder.path, 'pipe.zip'))).rejects.toThrow('neither a folder nor a file');
  });
});

describe('spelling is a difference, though every hash agrees', () => {
  const LINES = [
    'record.jsonl.gz',
    'context.jsonl.gz',
    'carried.jsonl.gz',
    'observations.jsonl.gz',
    'answers.jsonl.gz',
    'raw/disks.jsonl.gz',
  ];
  const alterations: readonly (readonly [string, (text: string) => Buffer, RegExp])[] = [
    ['a key that stands twice', (text) => packed(text.replace(/\{"(\w+)":/, '{"$1":0,"$1":')), /canonical form/],
    ['white space', (text) => packed(text.replace(/:/, ': ')), /canonical form/],
    [
      'a key that differs by case',
      (text) =>
        packed(
          text.replace(
            /\{"(\w)(\w*)":/,
            (whole, a: string, b: string) => `{"${a.toUpperCase()}${b}":0,${whole.slice(1)}`,
          ),
        ),
      /canonical form|looks like/,
    ],
    [
      'a key with a letter of another script',
      (text) => packed(text.replace(/\}\n$/, ',"kіnd":0}\n')),
      /canonical form|looks like/,
    ],
    ['a last line without line feed', (text) => packed(text.trimEnd()), /ends within a line/],
    ['a blank line', (text) => packed(`${text}\n`), /is not JSON/],
    ['bytes behind', (text) => Buffer.concat([packed(text), Buffer.from('x')]), /cannot be unpacked/],
    ['an empty member behind', (text) => Buffer.concat([packed(text), packed('')]), /repacked/],
    [
      'members cut elsewhere',
      (text) => {
        const first = text.indexOf('\n') + 1;
        return Buffer.concat([packed(text.slice(0, first)), packed(text.slice(first))]);
      },
      /repacked/,
    ],
    ['a name in the gzip header', (text) => withName(packed(text)), /cannot be unpacked/],
  ];
  function withName(packed: Buffer): Buffer {
    const named = Buffer.from(packed.subarray(0, 10));
    named[3] = 8;
    return Buffer.concat([named, Buffer.from('hidden\0'), packed.subarray(10)]);
  }
  test.each(alterations.flatMap(([what, alter, says]) => LINES.map((name) => [what, name, alter, says] as const)))(
    '%s in %s',
    async (_what, name, alter, says) => {
      const text = victim
        .lines(name)
        .map((line) => `${line}\n`)
        .join('');
      victim.write(name, alter(text));
      victim.rehash();
      expect(await differencesOf()).toMatch(says);
    },
  );
});

describe('bounds', () => {
  test('a part that is longer than its manifest says is not read to the end', async () => {
    truncateSync(join(copy, 'README.txt'), 2 ** 40);
    expect(await differencesOf()).toContain('README.txt has more than the');
  });

  test.each(['manifest.json', 'baseline.json', 'README.txt'])('%s of a terabyte', async (name) => {
    truncateSync(join(copy, name), 2 ** 40);
    await expect(
      verifyPack({ pack: copy, earlier: [], stopAtFirst: true }).then(({ holds }) => {
        if (!holds) throw new Error('differs');
      }),
    ).rejects.toThrow();
  });

  test.each(['record.jsonl.gz', 'context.jsonl.gz', 'raw/disks.jsonl.gz'])('%s that unpacks to much', async (name) => {
    const member = packed(Buffer.from(`"${'x'.repeat(1_000_000)}"\n`));
    victim.write(name, Buffer.concat(Array.from({ length: 700 }, () => member)));
    victim.rehash(false);
    expect(await differencesOf()).toContain('unpacks to over 200 times its size: reading stops there.');
  });

  /** As many values as fit, which take many times the room of their text when they are read. */
  const values = (text: string): string => `${text.repeat(5_000_000)}{}`;
  test('a manifest of too many values', async () => {
    victim.write('manifest.json', Buffer.from(`{"a":[${values('{},')}]}`));
    await expect(openPack(copy)).rejects.toThrow('manifest.json holds over 4000000 values: reading stops there.');
  });

  test('a manifest nested deep', async () => {
    victim.write('manifest.json', Buffer.from('['.repeat(9_000_000)));
    await expect(openPack(copy)).rejects.toThrow('manifest.json is nested over 64 levels deep: reading stops there.');
  });

  test('a baseline of too many values, between quotes or not', async () => {
    victim.write('baseline.json', Buffer.from(`// "\n{"a":[${values('{},')}]}`));
    victim.rehash();
    expect(await differencesOf()).toContain('baseline.json holds over 4000000 values: reading stops there.');
  });

  test.each(['record', 'context', 'carried', 'observations', 'answers', 'raw/disks'])(
    'a row of too many values in %s',
    async (part) => {
      victim.writeLines(`${part}.jsonl.gz`, [`{"a":[${values('{},')}]}`]);
      victim.rehash();
      expect(await differencesOf()).toContain('holds over 4000000 values: reading stops there.');
    },
  );

  test('more rows in a gzip member than a run writes into one', async () => {
    victim.write('raw/disks.jsonl.gz', packed('{}\n'.repeat(500_000)));
    victim.rehash();
    expect(await differencesOf()).toContain('a gzip member holds more rows than a run writes into one');
  });

  test('more gzip members than a run writes', async () => {
    const member = packed('{}\n');
    victim.write('raw/disks.jsonl.gz', Buffer.concat(Array.from({ length: 2_000 }, () => member)));
    victim.rehash();
    expect(await differencesOf()).toContain('repacked in more gzip members than a run writes: reading stops there.');
  });

  test('a record that says one thing many times over is not held against what follows, entry by entry', async () => {
    const lines = victim.lines('record.jsonl.gz');
    const at = lines.findIndex((line) => line.endsWith('"kind":"verdicts"}'));
    const head = JSON.parse(lines[0] ?? '') as { counts: Record<string, number> };
    head.counts['verdicts'] = (head.counts['verdicts'] ?? 0) + 20_000;
    const many = Array<string>(20_000).fill(lines[at] ?? '');
    const file = new JsonLines(copy, 'record.jsonl.gz');
    for (const line of [canonicalJson(head), ...lines.slice(1, at), ...many, ...lines.slice(at)]) file.addLine(line);
    file.close();
    victim.rehash();
    expect(await differencesOf()).toMatch(/The record holds \d+ verdicts; \d+ follow from the raw rows\./);
  });

  test('so many excerpts that to render them would take hours', async () => {
    const plans = Array.from({ length: BOUNDS.excerpts + 1 }, (_, at) => ({
      name: `excerpts/UNBROKEN-excerpt-${String(at).padStart(12, '0')}.xlsx`,
      requirements: ['R1' as const],
    }));
    const { differences } = await checkExcerpts(
      await openPack(copy),
      plans,
      () => Promise.reject(new Error('rendered')),
      'own',
    );
    expect(differences).toEqual(['context.jsonl.gz names 1001 excerpts, over 1000: none was rendered.']);
  });

  test('rows nested deep', async () => {
    victim.writeLines('raw/disks.jsonl.gz', [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`]);
    victim.rehash();
    expect(await differencesOf()).toContain('is nested over 64 levels deep: reading stops there.');
  });
});
