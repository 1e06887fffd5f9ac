import { describe, expect, test } from 'vitest';
import { csvOfRecord } from '../../src/report/renderings/csv.ts';
import { oscalOf } from '../../src/report/renderings/oscal.ts';
import { htmlOfPack } from '../../src/report/renderings/html.ts';
import { limitationText } from '../../src/report/limitations.ts';
import { EXCEL_LIMITS } from '../../src/report/workbook/limits.ts';
import { mailMessage } from '../../src/report/mail.ts';
import { outlineOf } from '../../src/report/recordOutline.ts';
import { NamedIds } from '../../src/report/namedIds.ts';
import { PackIndex } from '../../src/report/packIndex.ts';
import { contentsOf, recordOf } from './fixture.ts';
import { chainOf, CLOSED, DISKS, LIMITATION, PRODUCTION } from './fixtureDisks.ts';

const nameOf = (id: string): string => (id === PRODUCTION ? 'Contoso Production' : id);

describe('what limits an answer', () => {
  test('is named in words, several kinds of one place together', () => {
    expect(limitationText(undefined, nameOf)).toBeUndefined();
    expect(limitationText([], nameOf)).toBeUndefined();
    expect(limitationText([LIMITATION], nameOf)).toBe('Not read: keys in Contoso Production.');
    const many = ['disks', 'keys', 'snapshots', 'restoreJobs', 'recoveryPoints'].map(
      (source) => `${source} ${PRODUCTION}`,
    );
    expect(limitationText([...many, 'keys *'], nameOf)).toBe(
      'Not read: 5 kinds of resource in Contoso Production; keys in several subscriptions.',
    );
  });

  test('stands once for each place, with what it limits and whom to ask', () => {
    const places = new PackIndex(contentsOf(), EXCEL_LIMITS).limitations();
    expect(places).toEqual([
      {
        subscription: PRODUCTION,
        sources: ['keys'],
        // R3 and R4 of pay-db-01_OsDisk, R4 of the Hebrew one.
        disks: 2,
        answers: 3,
        because:
          'keys in Contoso Production could not be read: Keys of vault kv-closed could not be read: access was refused (403).',
        remedy:
          'Ask the owner of subscription Contoso Production to grant the run identity Reader there, then run again.',
      },
    ]);
  });

  test('of a place that was not in scope says how to have it read', () => {
    const [seed] = DISKS;
    if (seed === undefined) throw new Error('The fixture is empty.');
    const record = recordOf([chainOf(seed)], { gaps: [] });
    const [place] = new PackIndex(contentsOf(record), EXCEL_LIMITS).limitations();
    expect(place?.remedy).toContain('vaultSubscriptions');
  });
});

describe('limited and attested answers are told apart', () => {
  const contents = contentsOf();

  test('in the mail, as HTML and as text', () => {
    const { html, text } = mailMessage(contents, { attached: true, manifestSha256: 'd'.repeat(64) });
    for (const words of ['Compliant – limited', 'Unknown – attested', 'NotApplicable – limited']) {
      expect(text).toContain(`${words} 1`);
      expect(html).toContain(`>${words} 1<`);
    }
  });

  test('in HTML, CSV and OSCAL', async () => {
    let html = '';
    for await (const piece of htmlOfPack(contents)) html += piece;
    expect(html).toContain('<td class="limited">');
    expect(html).toContain('Compliant – limited');
    expect(html).toContain('Unknown – attested');
    const csv = [...csvOfRecord(contents.record)].join('');
    expect(csv).toContain(LIMITATION);
    expect(csv).toContain(',AT-1,');
    const oscal = JSON.stringify(JSON.parse([...oscalOf(contents)].join('')));
    expect(oscal).toContain('"name":"limitation"');
    expect(oscal).toContain('"name":"R3-Compliant-limited","ns":"https://unbroken.example/ns/oscal","value":"1"');
  });

  test('a check that is Compliant only as far as could be read is not satisfied in OSCAL', () => {
    const compliant = { ...chainOf(DISKS[0] ?? fail()) };
    const record = recordOf([compliant]);
    const { results } = (JSON.parse([...oscalOf(contentsOf(record))].join('')) as Document)['assessment-results'];
    const state = (check: string): string | undefined =>
      results[0]?.findings.find(({ title }) => title.startsWith(check))?.target.status.state;
    expect(state('KEY-01')).toBe('satisfied');
    expect(state('RST-01')).toBe('not-satisfied');
    expect(state('DR-03')).toBe('not-satisfied');
  });
});

interface Document {
  readonly 'assessment-results': {
    readonly results: readonly {
      readonly findings: readonly { title: string; target: { status: { state: string } } }[];
    }[];
  };
}

function fail(): never {
  throw new Error('The fixture has lost a disk.');
}

describe('names beside GUIDs', () => {
  const item = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  const [bare, version] = ['aaaaaaaabbbb4ccc8dddeeeeeeeeeeee', '0123456789abcdef0123456789abcdef'];
  const ids = new NamedIds(
    {
      coverage: [
        { subscriptionId: PRODUCTION, name: 'Contoso Production', expectedBy: [], seen: true, read: true },
        { subscriptionId: CLOSED, name: '', expectedBy: [], seen: false, read: false },
      ],
    },
    outlineOf({
      verdicts: [
        { ...first(), subject: `/subscriptions/x/replicationprotecteditems/${item}`, subjectName: 'pay-db-01' },
        { ...first(), subject: `/subscriptions/x/replicationprotecteditems/${bare}`, subjectName: 'pay-db-02' },
        { ...first(), subject: `https://x/keys/disks/${version}`, subjectName: `disks/${version}` },
      ],
      chains: [],
    }).guidNames,
  );

  test.each([
    [
      `the identity may not read subscription ${PRODUCTION}.`,
      `the identity may not read subscription ${PRODUCTION} (Contoso Production).`,
    ],
    [`Contoso Production (${PRODUCTION}) is closed.`, `Contoso Production (${PRODUCTION}) is closed.`],
    [
      `through Owner at /subscriptions/${PRODUCTION}/resourcegroups/rg-keys.`,
      `through Owner at /subscriptions/${PRODUCTION}/resourcegroups/rg-keys (in Contoso Production).`,
    ],
    [`at /subscriptions/${PRODUCTION}, and more`, `at /subscriptions/${PRODUCTION} (Contoso Production), and more`],
    [`item ${item.toUpperCase()} names it`, `item ${item.toUpperCase()} (pay-db-01) names it`],
    [`item ${bare} names it`, `item ${bare} (pay-db-02) names it`],
    [`key disks/${version}, of hash ${bare}${bare}`, `key disks/${version}, of hash ${bare}${bare}`],
    [`subscription ${CLOSED} has no name`, `subscription ${CLOSED} has no name`],
    ['nothing-to-name here', 'nothing-to-name here'],
  ])('%s', (text, expected) => {
    expect(ids.beside(text)).toBe(expected);
    expect(ids.beside(expected)).toBe(expected);
  });

  function first() {
    const [verdict] = contentsOf().record.verdicts;
    if (verdict === undefined) throw new Error('The fixture is empty.');
    return verdict;
  }
});
