import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArmDocument, Tenant } from '../../../simulator/tenant.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { FORMATS, renderPack } from '../../../src/app/renderPack.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { weeklyPacks } from './twoWeeks.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

const ID =
  '/subscriptions/5ec12e70-aaaa-4bbb-8ccc-0123456789ab/resourceGroups/rg-mergers/providers/Microsoft.Compute/disks/Falcon-Ledger';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** What people put into tags and names, by what it is. */
const SECRETS: Readonly<Record<string, string>> = {
  base64: base64('Falcon-Ledger acquisition'),
  base64url: Buffer.from('Falcon-Ledger acquisition?').toString('base64url'),
  json: '{"owner":"alice.meyer@fabrikam.example","hosts":["10.20.30.40"],"nested":"{\\"deep\\":\\"Falcon\\"}"}',
  upper: ID.toUpperCase(),
  lower: ID.toLowerCase(),
  encoded: encodeURIComponent(ID),
  twice: encodeURIComponent(encodeURIComponent(ID)),
  plainGuid: '5ec12e70aaaa4bbb8ccc0123456789ab',
  braced: '{5EC12E70-AAAA-4BBB-8CCC-0123456789AB}',
  address: '10.20.30.40',
  block: '10.20.30.0/24',
  six: '2001:db8:5ec1::12e7',
  upn: 'alice.meyer_fabrikam.example#EXT#@contoso.onmicrosoft.example',
  phone: '+43 660 5551234',
  account: 'AT611904300234573201',
  number: '4711508815',
  hash: 'd41d8cd98f00b204e9800998ecf8427e',
  mac: '00-1B-63-84-45-E6',
  url: 'https://falcon.fabrikam.example:8443/path?user=alice&token=zx81spectrum',
  unicode: 'Müller Straße Ωmega',
  fullwidth: 'Ｆａｌｃｏｎ',
};
/** Pieces by which each is known again in the copy, whatever case or encoding it has. */
const PIECES = [
  /falcon/i,
  /ledger acquisition/i,
  /fabrikam/i,
  /alice|meyer/i,
  /mergers/i,
  /5ec1[-]?2e70/i,
  /10\.20\.30/,
  /2001:db8:5ec1/i,
  /5551234/,
  /611904300234573201/,
  /4711508815/,
  /d41d8cd98f00b204/i,
  /00-1B-63-84/i,
  /zx81spectrum/i,
  /müller|straße|ωmega/i,
  /Ｆａｌ/,
];

function withSecrets(tenant: Tenant): Tenant {
  const there = (document: ArmDocument): ArmDocument => {
    const { tags } = document as { readonly tags?: Readonly<Record<string, string>> };
    if (tags === undefined && !/microsoft\.compute\/(disks|virtualMachines|snapshots)$/i.test(document.type))
      return document;
    // Azure does not tell names of tags by their case.
    const keyed = Object.entries(SECRETS)
      .filter(([what]) => what !== 'lower')
      .map(([what, secret]) => [`key ${secret}`, what]);
    return { ...document, tags: { ...tags, ...SECRETS, ...(Object.fromEntries(keyed) as object) } };
  };
  return {
    ...tenant,
    subscriptions: tenant.subscriptions.map((one, at) => ({
      ...one,
      name: `${one.name} ${Object.values(SECRETS)[at % Object.keys(SECRETS).length]}`,
    })),
    rows: (table, only) => [...tenant.rows(table, only)].map(there),
    get: (id) => {
      const found = tenant.get(id);
      return found === undefined ? undefined : there(found);
    },
    list: (path) => {
      const found = tenant.list(path);
      return found === undefined ? undefined : [...found].map(there);
    },
  };
}

async function textsOf(where: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of (await openPack(where)).names) {
    const bytes = readFileSync(join(where, name));
    if (name.endsWith('.gz')) texts.set(name, gunzipSync(bytes).toString('utf8'));
    else if (name.endsWith('.xlsx'))
      for (const [inner, file] of Object.entries(unzipSync(bytes))) texts.set(`${name}!${inner}`, strFromU8(file));
    else texts.set(name, bytes.toString('utf8'));
  }
  for (const format of FORMATS) {
    let text = '';
    for await (const piece of renderPack(where, format)) text += piece;
    texts.set(format, text);
  }
  return texts;
}

/** A text, and what is hidden in it: percent-encoded, escaped in JSON or HTML, in base64. */
function unfolded(text: string): string {
  const decoded = [...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('utf8'),
  );
  const percent = text.replace(/%(?:25)*([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return [text, percent, ...decoded].join('\n');
}

let original: ReadonlyMap<string, string>;
let copy: ReadonlyMap<string, string>;

beforeAll(async () => {
  const baseline = join(folder.path, 'baseline.json');
  writeFileSync(
    baseline,
    JSON.stringify({
      name: SECRETS['upn'],
      version: SECRETS['base64'],
      rules: [
        {
          id: SECRETS['number'],
          where: { tags: { [SECRETS['json'] ?? '']: ['json'], base64: [SECRETS['base64'] ?? ''] } },
          keys: { maximumVersionAgeDays: 366 },
        },
      ],
    }),
  );
  const [week] = await weeklyPacks(join(folder.path, 'out'), [
    {
      week: 1,
      tenant: withSecrets,
      settings: { UNBROKEN_BASELINE: baseline, UNBROKEN_OWNER_TAG: `key ${SECRETS['url'] ?? ''}` },
    },
  ]);
  const output = join(folder.path, 'copy');
  await redactPack({ pack: week?.packLocation ?? '', output, mapping: join(folder.path, 'mapping.json') });
  original = await textsOf(week?.packLocation ?? '');
  copy = await textsOf(output);
}, 300_000);

test.each(PIECES)('%s is in the pack, and not in the copy, its workbook or what is rendered from it', (piece) => {
  const found = (texts: ReadonlyMap<string, string>): readonly string[] =>
    [...texts].flatMap(([where, text]) => {
      const all = unfolded(text);
      const at = all.search(piece);
      return at < 0 ? [] : [`${where}: ${all.slice(Math.max(0, at - 50), at + 40)}`];
    });
  expect(found(original).length).toBeGreaterThan(0);
  expect(found(copy)).toEqual([]);
});
