import { describe, expect, test } from 'vitest';
import { ANSWER_KINDS, answerText, type AnswerKind } from '../../src/domain/answer.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { ANSWER_COLUMNS } from '../../src/report/answerColumns.ts';
import { ANSWER_TINT, BAR_COLOUR, lookOf } from '../../src/report/workbook/palette.ts';
import { seriesName, UNDECIDED } from '../../src/report/workbook/trendChart.ts';
import { contrast } from './contrast.ts';
import { namesIn } from './dax.ts';
import {
  at,
  fieldsOf,
  readModel,
  readProjectFiles,
  rolesOf,
  sourceOf,
  textAt,
  visualsOf,
  type Json,
  type Shown,
  type Visual,
} from './project.ts';

const model = readModel();
const visuals = visualsOf(readProjectFiles());
const measures = new Map(model.measures.map(({ name, expression }) => [name, expression]));

const QUALIFIER = / – (limited|attested)$/;
/** Measures that stand beside a plain one, with that one: `Compliant – limited` beside `Compliant`. */
const BESIDE = [...measures.keys()].flatMap((name) => {
  const plain = name.replace(QUALIFIER, '');
  return plain !== name && measures.has(plain) ? [[plain, name] as const] : [];
});

const visualAt = (name: string): Visual =>
  visuals.find((visual) => `${visual.page}/${visual.name}` === name) ?? expect.unreachable(name);
const shownIn = (visual: Visual, role: string): readonly Shown[] => rolesOf(visual).get(role) ?? [];
/** The measure that counts a kind of answer. */
const measureOf = ({ status, qualifier }: AnswerKind): string =>
  answerText(status, qualifier).replace('NotApplicable', 'Not applicable');

describe('limited and attested answers are counted apart', () => {
  test('each plain count has its limited or attested part, and each kind of answer its measure', () => {
    expect(BESIDE.map(([plain]) => plain)).toEqual(
      expect.arrayContaining(['Compliant', 'Unknown', 'Not applicable', 'No backup', 'No DR copy', 'Verdicts unknown']),
    );
    for (const kind of ANSWER_KINDS) expect(measures.has(measureOf(kind)), measureOf(kind)).toBe(true);
  });

  test('every measure about them or about the decided is used by a visual', () => {
    const used = new Set(visuals.flatMap(({ json }) => fieldsOf(json).map(({ property }) => property)));
    const about = [...measures.keys()].filter((name) => /limited|attested|decided/i.test(name));
    expect(about.length).toBeGreaterThan(12);
    // A sum that only the shares are of.
    expect(about.filter((name) => !used.has(name))).toEqual(['Decided']);
  });

  test.each(visuals.map((visual) => [`${visual.page}/${visual.name}`, visual] as const))(
    '%s shows no count without its limited or attested part beside it, and no share of decided without its other',
    (_name, visual) => {
      for (const shown of [...rolesOf(visual).values()].map((fields) => fields.map(({ property }) => property))) {
        for (const [plain, part] of BESIDE) if (shown.includes(plain)) expect(shown).toContain(part);
        expect(shown.includes('Compliance %')).toBe(shown.includes('Compliance of decided %'));
        // Sums that hold the parts as well: beside these, a disk would be counted twice.
        for (const whole of ['Compliant in all', 'Undetermined', 'Not applicable in all'])
          expect(shown).not.toContain(whole);
      }
    },
  );

  test('no visual shows the status of a verdict without what stands beside it', () => {
    for (const { path, json } of visuals)
      for (const { entity, property } of fieldsOf(json))
        expect(`${entity}[${property}]`, path).not.toBe('Verdicts[Status]');
    expect(JSON.stringify(visualAt('chain/table-intervals').json)).toContain('"Verdicts.Answer"');
  });

  test('shares are of the sums, never of plain counts', () => {
    for (const [name, code] of measures)
      if (name.endsWith(' %') && !name.includes('coverage'))
        for (const plain of ['Compliant', 'Unknown', 'Not applicable'])
          expect(namesIn(code, new Set()).bare.has(plain), `${name} of ${plain}`).toBe(false);
  });
});

describe('words and colours are those of the workbook', () => {
  const table = shownIn(visualAt('overview/table-requirements'), 'Values').slice(4);
  const bars = visualAt('overview/bar-verdicts');
  const colours = (visual: Visual): ReadonlyMap<string, string> => fills(visual, 'dataPoint', 'fill');

  test('the table and the bars show each kind of answer, in its order and under its heading', () => {
    for (const shown of [table, shownIn(bars, 'Y')]) {
      expect(shown.map(({ property }) => property)).toEqual(ANSWER_KINDS.map(measureOf));
      expect(shown.map(({ name }) => name)).toEqual(ANSWER_COLUMNS.map(({ title }) => title));
    }
  });

  test('bars are coloured as in the workbook, plain apart from limited and attested', () => {
    for (const kind of ANSWER_KINDS) expect(colours(bars).get(measureOf(kind))).toBe(`#${BAR_COLOUR[lookOf(kind)]}`);
    expect(new Set(colours(bars).values()).size).toBe(ANSWER_KINDS.length);
    for (const [prefix, none, name] of [
      ['Backup', 'No backup', 'coverage/bar-backup'],
      ['DR', 'No DR copy', 'coverage/bar-dr'],
    ] as const) {
      const own = colours(visualAt(name));
      expect(own.get(`${prefix} unknown`)).toBe(`#${BAR_COLOUR.Unknown}`);
      expect(own.get(`${prefix} unknown – attested`)).toBe(`#${BAR_COLOUR.attested}`);
      expect(own.get(none)).toBe(`#${BAR_COLOUR.NotApplicable}`);
      expect(own.get(`${none} – limited`)).toBe(`#${BAR_COLOUR.notApplicableLimited}`);
    }
  });

  test('numbers on bars stand out: at least 4.5 to 1', () => {
    for (const visual of visuals.filter(({ type }) => type === 'hundredPercentStackedBarChart')) {
      const inks = fills(visual, 'labels', 'color');
      for (const [measure, colour] of colours(visual))
        expect(contrast(inks.get(measure) ?? inks.get('') ?? '', colour), measure).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('cells are tinted as in the workbook', () => {
    const code = measures.get('Status tint') ?? '';
    const tints = [...code.matchAll(/"([^"#]+)", "#([0-9A-F]{6})"/g)].map(([, answer, tint]) => [answer, tint]);
    expect(new Map(tints as [string, string][])).toEqual(
      new Map(ANSWER_KINDS.map((kind) => [answerText(kind.status, kind.qualifier), ANSWER_TINT[lookOf(kind)].fill])),
    );
    for (const kind of ANSWER_KINDS.filter(({ qualifier }) => qualifier !== undefined))
      expect(measures.get(`${measureOf(kind)} tint`)).toContain(`#${ANSWER_TINT[lookOf(kind)].fill}`);
  });

  test('the trend plots compliant of decided for each requirement, and shades what is undetermined', () => {
    const trend = visualAt('overview/line-trend');
    expect(shownIn(trend, 'Y2')).toMatchObject(
      REQUIREMENTS.map((id) => ({ property: `${id} of decided %`, name: seriesName(id) })),
    );
    expect(shownIn(trend, 'Y')).toMatchObject([{ property: 'Unknown %', name: UNDECIDED }]);
    for (const id of REQUIREMENTS)
      expect(measures.get(`${id} of decided %`)).toBe(
        `CALCULATE ( [Compliance of decided %], KEEPFILTERS ( Requirements[Requirement] = "${id}" ) )`,
      );
  });

  test('the query of the verdicts and the status at a run know the same answers', () => {
    const { code } = sourceOf(model.tables.find(({ name }) => name === 'Verdicts') ?? expect.unreachable());
    const answers = ANSWER_KINDS.map(({ status, qualifier }) => answerText(status, qualifier));
    const listed = /"answerOrder", each List\.PositionOf\(\{([^}]*)\}/.exec(code)?.[1] ?? '';
    expect([...listed.matchAll(/"([^"]+)"/g)].map(([, answer]) => answer).sort()).toEqual([...answers].sort());
    for (const text of [code, measures.get('Status at the run') ?? ''])
      for (const part of ['"Unknown – attested"', '" – limited"']) expect(text).toContain(part);
  });
});

/** A colour that a visual sets, by measure; for all of them under an empty name. */
function fills({ json }: Visual, object: string, property: string): ReadonlyMap<string, string> {
  return new Map(
    ((at(json, 'visual', 'objects', object) ?? []) as readonly Json[]).map((entry) => [
      textAt(entry, 'selector', 'metadata').replace('Key figures.', ''),
      textAt(entry, 'properties', property, 'solid', 'color', 'expr', 'Literal', 'Value').replaceAll("'", ''),
    ]),
  );
}
