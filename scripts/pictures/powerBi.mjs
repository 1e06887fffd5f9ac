// The Overview of the Power BI report, drawn without Power BI: fields, names, places, titles, colours and texts from powerbi/, rows
// from the history tables of the demo, figures by the measures (figures.mjs). Said on the picture.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayText, figuresOf } from './figures.mjs';
import { bars, cards, columns, grid, linesOverColumns, slicer } from './visuals.mjs';

const PAGE = 'powerbi/Unbroken.Report/definition/pages/overview';
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The page as HTML: after the run of a moment, else after the newest. */
export function overviewPage(folder, until) {
  const figures = figuresOf(folder, until);
  const { width, height } = json(join(PAGE, 'page.json'));
  const visuals = readdirSync(join(PAGE, 'visuals')).map((name) => json(join(PAGE, 'visuals', name, 'visual.json')));
  const boxes = visuals.map(({ position, visual }) => {
    const make = DRAW[visual.visualType];
    if (make === undefined) throw new Error(`No way to draw a ${visual.visualType}.`);
    const [title, subTitle] = ['title', 'subTitle'].map((part) => captionOf(visual, part));
    const taken =
      (title === '' ? 8 : 36) + (subTitle === '' ? 0 : subTitle.length * 5.8 > position.width - 16 ? 32 : 16);
    const size = { width: position.width - 18, height: position.height - taken };
    const place = `left:${position.x}px;top:${position.y}px;width:${position.width}px;height:${position.height}px`;
    const head = `${title === '' ? '' : `<h2>${title}</h2>`}${subTitle === '' ? '' : `<h3>${subTitle}</h3>`}`;
    return `<div class="box" style="${place}">${head}${make(visual, figures, size)}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body style="width:${width}px">
<div style="position:relative;width:${width}px;height:${height}px">${boxes.join('')}</div>
<p>Not a screenshot of Power BI: drawn by npm run docs:pictures from the history tables of the demo, laid out as powerbi/Unbroken.Report says, figures by the words of its measures.</p></body>`;
}

/** The text of a formatting property; empty where it has none. */
const literal = (property) => property?.expr?.Literal.Value.replace(/^'|'$/g, '').replaceAll("''", "'") ?? '';

/** The title or subtitle that a visual shows; empty where it hides it. */
function captionOf({ visualContainerObjects, visualType }, part) {
  const properties = visualContainerObjects?.[part]?.[0]?.properties;
  return visualType === 'textbox' || literal(properties?.show) === 'false' ? '' : literal(properties?.text);
}

/** The fields of a role: what the model calls each, and what the visual shows it as. */
function fieldsOf({ query }, role) {
  return (query.queryState[role]?.projections ?? []).map(({ field, queryRef, displayName }) => {
    const name = (field.Measure ?? field.Column).Property;
    return { name, queryRef, shown: displayName ?? name, isMeasure: field.Measure !== undefined };
  });
}

/** What a visual sets for one of its fields, else for all of them. */
function formatOf({ objects }, object, property, queryRef) {
  const entries = objects?.[object] ?? [];
  const own = entries.find(({ selector, properties }) => selector?.metadata === queryRef && properties[property]);
  return (own ?? entries.find(({ selector, properties }) => selector === undefined && properties[property]))
    ?.properties[property];
}

const colourOf = (visual, object, property, queryRef) =>
  literal(formatOf(visual, object, property, queryRef)?.solid.color) || undefined;

const legendOf = (visual, size) => ({ size, position: literal(formatOf(visual, 'legend', 'position')) });

/** Name, colour and colour of the number of each field of a role. */
function seriesOf(visual, role) {
  return fieldsOf(visual, role).map(({ shown, queryRef }) => {
    const colour = colourOf(visual, 'dataPoint', 'fill', queryRef);
    if (colour === undefined) throw new Error(`${queryRef} has no colour.`);
    return [shown, colour, colourOf(visual, 'labels', 'color', queryRef)];
  });
}

/** What a cell of a requirement's row shows, and its background. */
function cellOf(visual, figures, { id, title }, { name, queryRef, isMeasure }) {
  if (!isMeasure) return [name === 'Requirement title' ? title : id];
  const tint = visual.objects.values.find(({ selector }) => selector?.metadata === queryRef)?.properties.backColor;
  const measure = tint?.solid.color.expr.Measure.Property;
  return [
    figures.text(name, { requirement: id }),
    measure === undefined ? undefined : figures.value(measure, { requirement: id }),
  ];
}

const DRAW = {
  textbox: ({ objects }) =>
    objects.general[0].properties.paragraphs
      .flatMap(({ textRuns }) => textRuns)
      .map(
        ({ value, textStyle }) =>
          `<div style="font-size:${textStyle.fontSize};color:${textStyle.color}">${value}</div>`,
      )
      .join(''),
  cardVisual: (visual, figures) => {
    const fields = fieldsOf(visual, 'Data');
    if (fields[0].name === 'Run note') return `<div class="note">${figures.text('Run note')}</div>`;
    return cards(fields.map(({ name, shown }) => [shown, figures.text(name)]));
  },
  slicer: (visual) => slicer(fieldsOf(visual, 'Values')[0].shown),
  tableEx: (visual, figures) => {
    const fields = fieldsOf(visual, 'Values');
    return grid(
      fields.map(({ shown }) => shown),
      figures.requirements.map((requirement) => fields.map((field) => cellOf(visual, figures, requirement, field))),
    );
  },
  hundredPercentStackedBarChart: (visual, figures, size) => {
    const [category] = fieldsOf(visual, 'Category');
    const rows = figures.requirements.map((requirement) => [
      cellOf(visual, figures, requirement, category)[0],
      fieldsOf(visual, 'Y').map(({ name }) => figures.value(name, { requirement: requirement.id }) ?? 0),
    ]);
    return bars(rows, seriesOf(visual, 'Y'), legendOf(visual, size));
  },
  lineClusteredColumnComboChart: (visual, figures, size) => {
    const over = (role) =>
      fieldsOf(visual, role).map(({ name, queryRef }, index) => [
        ...seriesOf(visual, role)[index].slice(0, 2),
        figures.weeks.map((week) => figures.value(name, { week })),
        literal(formatOf(visual, 'lineStyles', 'markerShape', queryRef)),
      ]);
    const drawn = { shades: over('Y'), lines: over('Y2') };
    return linesOverColumns(figures.weeks.map(dayText), drawn, legendOf(visual, size));
  },
  clusteredColumnChart: (visual, figures, size) => {
    const groups = figures.weeks.map((week) => [
      dayText(week),
      fieldsOf(visual, 'Y').map(({ name }) => figures.value(name, { week })),
    ]);
    return columns(groups, seriesOf(visual, 'Y'), legendOf(visual, size));
  },
};

const STYLE = `body{margin:0;background:#F4F6F8;font-family:"Segoe UI","Liberation Sans",sans-serif;color:#1F2328}
.box{position:absolute;box-sizing:border-box;padding:5px 8px;background:#fff;overflow:hidden;border:1px solid #C5CED8;border-radius:4px}
h2{font-size:15px;margin:1px 0 3px;color:#14283F}h3{font-size:11px;font-weight:normal;margin:0 0 4px;color:#57606A}.note{font-size:12px;padding-top:6px}
.cards{display:flex;justify-content:space-between;height:100%;align-items:center}.cards b{display:block;font-size:24px}.cards span{font-size:11px;color:#57606A}
.slicer{font-size:11px;color:#57606A}.slicer b{display:block;border:1px solid #C5CED8;padding:4px;margin-top:3px;color:#1F2328;font-weight:normal;font-size:12px}
table{border-collapse:collapse;font-size:12.5px;width:100%}th{font-size:12px;text-align:right;background:#DCE6F1;color:#14283F;vertical-align:bottom;padding:2px 4px}td{text-align:right;padding:4px;border-bottom:1px solid #E6ECF3}th:first-child,td:first-child{text-align:left}
p{margin:0;padding:6px 16px;font-size:11px;color:#57606A}svg text{font-size:11px;fill:#1F2328}`;
