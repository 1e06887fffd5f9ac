// The Overview of the Power BI report, drawn without Power BI: places, titles, colours and texts from powerbi/, rows from the history
// tables of the demo, and each figure computed here by the words of its measure (powerbi/…/tables/Key figures.tmdl). Said on the picture.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { bars, cards, columns, grid, lines, slicer } from './visuals.mjs';

const PAGE = 'powerbi/Unbroken.Report/definition/pages/overview';
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const rows = (folder, table) =>
  gunzipSync(readFileSync(join(folder, `Unbroken${table}.jsonl.gz`)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** What the measures of the page give for the newest run of the demo. */
function figuresOf(folder) {
  const runs = rows(folder, 'Runs').sort((a, b) => a.asOf.localeCompare(b.asOf));
  const newest = runs.at(-1);
  const summary = rows(folder, 'Summary').filter(({ subscriptionId }) => subscriptionId === '*');
  for (const { runId, requirement, population } of summary) {
    const parts = rows(folder, 'Summary').filter(
      (row) => row.runId === runId && row.requirement === requirement && row.subscriptionId !== '*',
    );
    // The model adds subscriptions up; here the row over all of them is read.
    if (parts.reduce((sum, row) => sum + row.population, 0) !== population)
      throw new Error(`${requirement} of ${runId} does not add up.`);
  }
  // As the model loads them: the finding of a replaced snapshot goes on in that of its successor (tables/Findings.tmdl).
  const findings = rows(folder, 'Findings').filter(({ closedBecause }) => closedBecause !== 'replaced');
  const tables = readFileSync('powerbi/Unbroken.SemanticModel/definition/tables/Requirements.tmdl', 'utf8');
  const titles = new Map([...tables.matchAll(/\{"(R\d)", "([^"]+)"/g)].map(([, id, title]) => [id, title]));
  const at = (asOf) =>
    [...titles].map(([id, title]) => {
      const row = summary.find((entry) => entry.requirement === id && entry.asOf === asOf);
      if (row === undefined) throw new Error(`No summary of ${id} at ${asOf}.`);
      const { population, compliant, nonCompliant, unknown, exempt, notApplicable } = row;
      return {
        title,
        population,
        compliant,
        nonCompliant,
        unknown,
        exempt,
        notApplicable,
        applicable: population - notApplicable,
      };
    });
  const moment = newest.asOf;
  const open = findings.filter(
    ({ openedAt, closedAt, exemptSince }) => openedAt <= moment && !(closedAt <= moment) && !(exemptSince <= moment),
  );
  const weekOf = (time) => time.slice(0, 10);
  const weeks = runs.map(({ asOf }) => ({
    asOf,
    week: weekOf(asOf),
    answers: at(asOf),
    opened: findings.filter(({ openedAt }) => weekOf(openedAt) === weekOf(asOf)).length,
    fixed: findings.filter(
      ({ closedAt, closedBecause }) =>
        closedAt !== undefined && weekOf(closedAt) === weekOf(asOf) && closedBecause === 'fixed',
    ).length,
    closed: findings.filter(({ closedAt }) => closedAt !== undefined && weekOf(closedAt) === weekOf(asOf)).length,
  }));
  return {
    newest,
    weeks,
    now: weeks.at(-1),
    before: weeks.at(-2),
    open,
    everComplete: runs.some(({ complete }) => complete),
  };
}

/** Rounded down to a tenth: only a whole population reads 100 %. */
const compliance = ({ compliant, applicable }) =>
  applicable > 0 ? Math.floor((1000 * compliant) / applicable) / 10 : undefined;
const unknownShare = ({ unknown, applicable }) =>
  applicable > 0 ? Math.ceil((1000 * unknown) / applicable) / 10 : undefined;
const percent = (value) => (value === undefined ? '' : `${value.toFixed(1)}%`);

/** The page as HTML. */
export function overviewPage(folder) {
  const figures = figuresOf(folder);
  const { newest, weeks, now, before, open } = figures;
  const sum = (name) => now.answers.reduce((total, answer) => total + answer[name], 0);
  const whole = { compliant: sum('compliant'), unknown: sum('unknown'), applicable: sum('applicable') };
  const values = {
    'Key figures.Disks': Math.max(...now.answers.map(({ population }) => population)),
    'Key figures.Compliance %': percent(compliance(whole)),
    'Key figures.Unknown %': percent(unknownShare(whole)),
    'Key figures.Open findings': open.length,
    'Key figures.Open findings of high severity': open.filter(({ severity }) => severity === 'High').length,
    'Key figures.Subscriptions not read whole': new Set(
      open.filter(({ check }) => check === 'POP-01').map(({ subscriptionId }) => subscriptionId),
    ).size,
    // A picture has no "now": a complete run would be counted from the moment it is looked at.
    'Key figures.Hours since last complete run': figures.everComplete ? '…' : '(Blank)',
  };
  const day = new Date(newest.asOf).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const note = `As of ${day} ${newest.asOf.slice(11, 16)} UTC. ${newest.complete ? 'The run is complete.' : `The run is INCOMPLETE (${String(newest.gaps)} gaps): what could not be read is missing or Unknown.`}${figures.everComplete ? '' : ' No run was complete yet.'}`;
  const draw = {
    textbox: ({ objects }) =>
      objects.general[0].properties.paragraphs
        .flatMap(({ textRuns }) => textRuns)
        .map(
          ({ value, textStyle }) =>
            `<div style="font-size:${textStyle.fontSize};color:${textStyle.color}">${value}</div>`,
        )
        .join(''),
    cardVisual: (visual) => {
      const shown = visual.query.queryState.Data.projections.map(({ queryRef }) => queryRef);
      if (shown[0] === 'Key figures.Run note') return `<div class="note">${note}</div>`;
      return cards(shown.map((name) => [name.replace('Key figures.', ''), values[name]]));
    },
    slicer: (visual) => slicer(visual.query.queryState.Values.projections[0].queryRef.split('.')[1]),
    tableEx: (visual) =>
      grid(
        visual.query.queryState.Values.projections.map(({ queryRef }) => queryRef.split('.')[1]),
        now.answers.map((answer, index) => {
          const was = before === undefined ? undefined : compliance(before.answers[index]);
          const is = compliance(answer);
          const moved =
            was === undefined || is === undefined ? '' : `${is - was > 0 ? '+' : ''}${(is - was).toFixed(1)}`;
          const { compliant, nonCompliant, unknown, exempt, notApplicable } = answer;
          return [
            answer.title,
            percent(is),
            moved,
            percent(unknownShare(answer)),
            compliant,
            nonCompliant,
            unknown,
            exempt,
            notApplicable,
          ];
        }),
      ),
    hundredPercentStackedBarChart: (visual, size) =>
      bars(
        now.answers.map(({ title, compliant, nonCompliant, unknown, exempt, notApplicable }) => [
          title,
          [compliant, nonCompliant, unknown, exempt, notApplicable],
        ]),
        series(visual),
        size,
      ),
    lineChart: (_, size) =>
      lines(
        weeks.map(({ week }) => week),
        now.answers.map(({ title }, index) => [title, weeks.map(({ answers }) => compliance(answers[index]))]),
        theme.dataColors,
        size,
      ),
    clusteredColumnChart: (visual, size) =>
      columns(
        weeks.map(({ week, opened, fixed, closed }) => [week, [opened, fixed, closed - fixed]]),
        series(visual),
        size,
      ),
  };
  const { width, height } = json(join(PAGE, 'page.json'));
  const theme = json('powerbi/Unbroken.Report/StaticResources/RegisteredResources/Unbroken.json');
  const visuals = readdirSync(join(PAGE, 'visuals')).map((name) => json(join(PAGE, 'visuals', name, 'visual.json')));
  const boxes = visuals.map(({ position, visual }) => {
    const make = draw[visual.visualType];
    if (make === undefined) throw new Error(`No way to draw a ${visual.visualType}.`);
    const title = titleOf(visual);
    const inner = make(visual, { width: position.width - 16, height: position.height - (title === '' ? 8 : 34) });
    return `<div class="box" style="left:${position.x}px;top:${position.y}px;width:${position.width}px;height:${position.height}px">${title === '' ? '' : `<h2>${title}</h2>`}${inner}</div>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body style="width:${width}px">
<div style="position:relative;width:${width}px;height:${height}px">${boxes.join('')}</div>
<p>Not a screenshot of Power BI: drawn by npm run docs:pictures from the history tables of the demo, laid out as powerbi/Unbroken.Report says, each figure by the words of its measure.</p></body>`;
}

/** The title that a visual shows; empty where it hides it. */
function titleOf({ visualContainerObjects, visualType }) {
  const properties = visualContainerObjects?.title?.[0]?.properties;
  if (visualType === 'textbox' || properties?.show?.expr.Literal.Value === 'false') return '';
  return properties?.text?.expr.Literal.Value.slice(1, -1) ?? '';
}

/** Name and colour of each measure of a chart. */
function series({ query, objects }) {
  return query.queryState.Y.projections.map(({ queryRef }) => {
    const own = objects.dataPoint.find(({ selector }) => selector?.metadata === queryRef);
    return [queryRef.replace('Key figures.', ''), /#[0-9A-F]{6}/i.exec(JSON.stringify(own))?.[0] ?? '#33589E'];
  });
}

const STYLE = `body{margin:0;background:#F4F6F8;font-family:"Segoe UI","Liberation Sans",sans-serif;color:#1F2328}
.box{position:absolute;box-sizing:border-box;padding:4px 8px;background:#fff;overflow:hidden}
h2{font-size:13px;margin:2px 0 4px}.note{font-size:12px;padding-top:6px}
.cards{display:flex;justify-content:space-between;height:100%;align-items:center}.cards b{display:block;font-size:26px}.cards span{font-size:11px;color:#57606A}
.slicer{font-size:11px;color:#57606A}.slicer b{display:block;border:1px solid #C5CED8;padding:4px;margin-top:3px;color:#1F2328;font-weight:normal;font-size:12px}
table{border-collapse:collapse;font-size:11px;width:100%}th{font-size:10px;text-align:right;border-bottom:1px solid #14283F;vertical-align:bottom}td{text-align:right;padding:5px 2px;border-bottom:1px solid #E6ECF3}th:first-child,td:first-child{text-align:left}
p{margin:0;padding:6px 16px;font-size:11px;color:#57606A}svg text{font-size:10px;fill:#57606A}`;
