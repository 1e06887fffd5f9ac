import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { at, fieldsOf, readModel, readProjectFiles, textAt, visualsOf, type Json, type Visual } from './project.ts';

const model = readModel();
const files = readProjectFiles();
const visuals = visualsOf(files);
const pageFiles = files.filter(({ path }) => path.endsWith('/page.json'));
const pages = pageFiles.map(({ json }) => textAt(json, 'name'));
const fileAt = (end: string): Json | undefined => files.find(({ path }) => path.endsWith(end))?.json;

/** The text of a formatting property; undefined where it is not a literal text. */
function text(visual: Visual, object: string, property: string): string | undefined {
  const value = at(
    visual.json,
    'visual',
    'visualContainerObjects',
    object,
    0,
    'properties',
    property,
    'expr',
    'Literal',
    'Value',
  );
  return typeof value === 'string' ? value.replace(/^'|'$/g, '').replaceAll("''", "'") : undefined;
}

describe('project', () => {
  test('points from project to report to model', () => {
    expect(at(fileAt('Unbroken.pbip'), 'artifacts', 0, 'report', 'path')).toBe('Unbroken.Report');
    expect(at(fileAt('definition.pbir'), 'datasetReference', 'byPath', 'path')).toBe('../Unbroken.SemanticModel');
    const items = files.filter(({ path }) => path.endsWith('.platform'));
    expect(items.map(({ json }) => at(json, 'metadata', 'type'))).toEqual(['Report', 'SemanticModel']);
    expect(new Set(items.map(({ json }) => at(json, 'config', 'logicalId'))).size).toBe(2);
  });

  test('holds no address, account or path of a machine', () => {
    const texts =
      files.map(({ json }) => JSON.stringify(json)).join('\n') + model.objects.map((o) => o.expression).join('\n');
    for (const found of texts.matchAll(/https?:\/\/[^"\s)]+/g))
      expect(found[0]).toMatch(/^https:\/\/(developer\.microsoft\.com\/json-schemas\/fabric|name\.table\.core\.)/);
    expect(texts).not.toMatch(/[A-Z]:\\\\|\/home\/|\/root\//);
  });
});

describe('pages', () => {
  test('are the five, Overview first, and each folder is named as its page', () => {
    expect(pageFiles.map(({ json }) => at(json, 'displayName')).sort()).toEqual(
      ['Chain explorer', 'Coverage', 'Findings', 'Keys', 'Overview'].sort(),
    );
    const order = at(fileAt('pages/pages.json'), 'pageOrder') as readonly string[];
    expect([...order].sort()).toEqual([...pages].sort());
    expect(order[0]).toBe('overview');
    expect(at(fileAt('pages/pages.json'), 'activePageName')).toBe('overview');
    for (const { path, json } of pageFiles) expect(path.split('/').at(-2)).toBe(at(json, 'name'));
    for (const { path, name } of visuals) expect(path.split('/').at(-2)).toBe(name);
  });

  test.each(pages)('%s: visuals lie on the page, do not overlap, and are read in order', (page) => {
    const here = visuals.filter((visual) => visual.page === page);
    expect(here.length).toBeGreaterThan(5);
    const orders = here.map(({ position }) => position.tabOrder);
    expect(new Set(orders).size).toBe(orders.length);
    for (const { name, position } of here) {
      expect(position.x, name).toBeGreaterThanOrEqual(0);
      expect(position.x + position.width, name).toBeLessThanOrEqual(1280);
      expect(position.y + position.height, name).toBeLessThanOrEqual(720);
      for (const other of here)
        if (other.name !== name) expect(apart(position, other.position), `${name} and ${other.name}`).toBe(true);
    }
    const byOrder = [...here]
      .sort((a, b) => a.position.tabOrder - b.position.tabOrder)
      .map(({ position }) => position.y);
    expect(byOrder[0]).toBe(Math.min(...byOrder));
  });

  test('Overview has a layout for the phone that does not overlap and holds the key figures', () => {
    const phone = files.filter(({ path }) => path.endsWith('/mobile.json'));
    expect(phone.every(({ path }) => path.includes('/pages/overview/'))).toBe(true);
    expect(phone.map(({ path }) => path.split('/').at(-2))).toEqual(
      expect.arrayContaining(['cards-figures', 'card-run-note', 'table-requirements', 'line-trend']),
    );
    const places = phone.map(({ json }) => at(json, 'position') as Visual['position']);
    for (const place of places) {
      expect(place.x + place.width).toBeLessThanOrEqual(324);
      for (const other of places) if (other !== place) expect(apart(place, other)).toBe(true);
    }
  });
});

function apart(a: Visual['position'], b: Visual['position']): boolean {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

describe('visuals', () => {
  test.each(visuals.map((visual) => [`${visual.page}/${visual.name}`, visual] as const))(
    '%s has a text for screen readers and a title, label or header',
    (_name, visual) => {
      expect(text(visual, 'general', 'altText')?.length ?? 0).toBeGreaterThan(15);
      const titled = (text(visual, 'title', 'text')?.length ?? 0) > 3;
      if (!['textbox', 'slicer', 'cardVisual'].includes(visual.type)) expect(titled).toBe(true);
      if (visual.type === 'slicer')
        expect(at(visual.json, 'visual', 'objects', 'header', 0, 'properties', 'text')).toBeDefined();
    },
  );

  test('every field of every visual, filter and page exists in the model', () => {
    const columns = new Set(model.columns.map(({ table, name }) => `${table}.${name}`));
    const measures = new Set(model.measures.map(({ name }) => `Key figures.${name}`));
    const references = files.flatMap(({ path, json }) => fieldsOf(json).map((field) => ({ path, ...field })));
    expect(references.length).toBeGreaterThan(150);
    const broken = references
      .filter(({ kind, entity, property }) => !(kind === 'Column' ? columns : measures).has(`${entity}.${property}`))
      .map(({ path, entity, property }) => `${path}: ${entity}[${property}]`);
    expect(broken).toEqual([]);
  });

  test('formats point to fields that the visual shows', () => {
    for (const { path, json } of visuals) {
      const shown = new Set(
        Object.values((at(json, 'visual', 'query', 'queryState') ?? {}) as Readonly<Record<string, Json>>).flatMap(
          (role) =>
            ((at(role, 'projections') ?? []) as readonly Json[]).map((projection) => textAt(projection, 'queryRef')),
        ),
      );
      for (const [, metadata = ''] of JSON.stringify(json).matchAll(/"metadata":"([^"]+)"/g))
        expect(shown, path).toContain(metadata);
    }
  });

  test('no visual uses a column that readers of single subscriptions may not see', () => {
    const withheld = new Set(
      model.roles.flatMap(({ children }) =>
        children.flatMap((table) => table.children.map((column) => `${table.name}[${column.name}]`)),
      ),
    );
    expect(withheld.size).toBeGreaterThan(15);
    for (const { path, json } of visuals)
      for (const { entity, property } of fieldsOf(json))
        expect(withheld.has(`${entity}[${property}]`), path).toBe(false);
  });

  test('names of filters are unique in the report', () => {
    const names = files.flatMap(({ json }) =>
      ((at(json, 'filterConfig', 'filters') ?? []) as readonly Json[]).map((filter) => at(filter, 'name')),
    );
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
  });

  test('charts tell more in their tooltips than they draw', () => {
    const charts = visuals.filter(({ type }) => type.endsWith('Chart'));
    expect(charts.length).toBeGreaterThan(7);
    for (const { path, json } of charts)
      expect(at(json, 'visual', 'query', 'queryState', 'Tooltips', 'projections', 0), path).toBeDefined();
  });
});

describe('theme', () => {
  const theme = fileAt('RegisteredResources/Unbroken.json');

  test('is the one that the report names', () => {
    const report = fileAt('definition/report.json');
    expect(at(report, 'themeCollection', 'customTheme', 'name')).toBe('Unbroken.json');
    const packages = at(report, 'resourcePackages') as readonly Json[];
    expect(JSON.stringify(packages)).toContain('"path":"Unbroken.json"');
  });

  test('texts stand out: at least 4.5 to 1 on white, on the page and on table headers', () => {
    for (const colour of ['foreground', 'foregroundNeutralSecondary', 'hyperlink', 'tableAccent'])
      for (const ground of ['#FFFFFF', textAt(theme, 'backgroundLight')])
        expect(contrast(textAt(theme, colour), ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#14283F', '#DCE6F1')).toBeGreaterThanOrEqual(4.5);
  });

  test('colours of data stand out: at least 3 to 1 on white', () => {
    for (const colour of at(theme, 'dataColors') as readonly string[])
      expect(contrast(colour, '#FFFFFF'), colour).toBeGreaterThanOrEqual(3);
  });

  test('tints of cells leave their text readable', () => {
    const tints = model.measures
      .filter(({ name }) => name.endsWith(' tint'))
      .flatMap(({ expression }) => [...expression.matchAll(/#[0-9A-F]{6}/g)].map(([tint]) => tint));
    expect(tints.length).toBeGreaterThan(8);
    for (const tint of tints) expect(contrast(textAt(theme, 'foreground'), tint), tint).toBeGreaterThanOrEqual(7);
  });

  test('colours of verdicts are the same in every chart', () => {
    const colours = new Map<string, Set<string>>();
    for (const { json } of visuals)
      for (const point of (at(json, 'visual', 'objects', 'dataPoint') ?? []) as readonly Json[]) {
        const measure = textAt(point, 'selector', 'metadata');
        const colour = textAt(point, 'properties', 'fill', 'solid', 'color', 'expr', 'Literal', 'Value');
        colours.set(measure, (colours.get(measure) ?? new Set()).add(colour));
      }
    for (const [measure, own] of colours) expect(own.size, measure).toBe(1);
  });
});
