import { DAY } from '../../base/time.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import type { TrendRun } from '../../pack/context.ts';
import { escapeXml } from './escapeXml.ts';
import { HEADER_ROWS } from './limits.ts';
import { absolute } from './sheetTarget.ts';
import { FIRST_REQUIREMENT_COLUMN, TREND_SHEET, UNDECIDED_COLUMN } from '../sheets/names.ts';
import { compliantOfDecided, day, percent, undecidedOf } from '../words.ts';

/** Told apart by colour, by the form of the marker and by the order in the legend. */
const LOOK: Readonly<Record<RequirementId, readonly [colour: string, marker: string]>> = {
  R1: ['1F4E79', 'circle'],
  R2: ['C55A11', 'square'],
  R3: ['2E7D32', 'triangle'],
  R4: ['6A1B9A', 'diamond'],
  R5: ['B71C1C', 'x'],
  R6: ['00695C', 'star'],
  R7: ['5D4037', 'plus'],
};

/** Excel's day number of an ISO date. */
function serial(iso: string): number {
  return Date.parse(iso) / DAY + 25_569;
}

/** A line for each requirement over the runs: compliant among the disks that are decided. Behind them, shaded, how much was not. */
export function trendChart(runs: readonly TrendRun[]): string {
  const last = HEADER_ROWS + runs.length;
  const column = (at: number): string => escapeXml(absolute(TREND_SHEET, [at, HEADER_ROWS + 1], [at, last]));
  const dates = numbers(
    column(1),
    'yyyy-mm-dd',
    runs.map(({ asOf }) => serial(asOf)),
  );
  const series = REQUIREMENTS.map((id, at) => {
    const own = FIRST_REQUIREMENT_COLUMN + at;
    const [colour, marker] = LOOK[id];
    const fill = `<a:solidFill><a:srgbClr val="${colour}"/></a:solidFill>`;
    const values = runs.map(({ counts }) => compliantOfDecided(counts[id]));
    return [
      // The shaded series is the first.
      `<c:ser><c:idx val="${String(at + 1)}"/><c:order val="${String(at + 1)}"/>`,
      title(own, seriesName(id)),
      `<c:spPr><a:ln w="22225">${fill}</a:ln></c:spPr>`,
      `<c:marker><c:symbol val="${marker}"/><c:size val="7"/><c:spPr>${fill}<a:ln>${fill}</a:ln></c:spPr></c:marker>`,
      `<c:cat>${dates}</c:cat><c:val>${numbers(column(own), '0.0%', values)}</c:val><c:smooth val="0"/></c:ser>`,
    ].join('');
  });
  const undecided = runs.map(({ counts }) => undecidedOf(REQUIREMENTS.map((id) => counts[id])));
  const shade = [
    `<c:ser><c:idx val="0"/><c:order val="0"/>${title(UNDECIDED_COLUMN, UNDECIDED)}`,
    '<c:spPr><a:solidFill><a:srgbClr val="D9DDE2"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>',
    `<c:cat>${dates}</c:cat><c:val>${numbers(column(UNDECIDED_COLUMN), '0.0%', undecided)}</c:val></c:ser>`,
  ].join('');
  return [
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>',
    '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>',
    `<c:areaChart><c:grouping val="standard"/><c:varyColors val="0"/>${shade}<c:axId val="1"/><c:axId val="2"/></c:areaChart>`,
    `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series.join('')}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>`,
    `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="yyyy-mm-dd" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${SMALL}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>`,
    `<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D0D7DE"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>${SMALL}<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="0.2"/></c:valAx>`,
    `</c:plotArea><c:legend><c:legendPos val="r"/><c:overlay val="0"/>${SMALL}</c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`,
  ].join('');
}

const SMALL =
  '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>';

/** What the shaded part is called. */
export const UNDECIDED = 'Undetermined, R1–R7';

function title(column: number, name: string): string {
  const cell = escapeXml(absolute(TREND_SHEET, [column, HEADER_ROWS]));
  return `<c:tx><c:strRef><c:f>${cell}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>${escapeXml(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>`;
}

export function seriesName(id: RequirementId): string {
  return `${id} ${REQUIREMENT_TEXT[id].title}`;
}

/** The chart in words: first and last run. */
export function trendText(runs: readonly TrendRun[]): string {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return '';
  const decided = (run: TrendRun, id: RequirementId): string => {
    const value = compliantOfDecided(run.counts[id]);
    return value === undefined ? 'none decided' : `${String(Math.floor(value * 100))}%`;
  };
  const open = ({ counts }: TrendRun): string => percent(undecidedOf(REQUIREMENTS.map((id) => counts[id])));
  return `Compliant of the decided disks, ${day(first.asOf)} to ${day(last.asOf)}: ${REQUIREMENTS.map((id) => `${id} ${decided(first, id)} → ${decided(last, id)}`).join('; ')}. Undetermined over all seven, shaded: ${open(first)} → ${open(last)}.`;
}

/** A point without a value is left out: the line has a gap there. */
function numbers(reference: string, format: string, values: readonly (number | undefined)[]): string {
  const points = values.map((value, at) =>
    value === undefined ? '' : `<c:pt idx="${String(at)}"><c:v>${String(value)}</c:v></c:pt>`,
  );
  return `<c:numRef><c:f>${reference}</c:f><c:numCache><c:formatCode>${format}</c:formatCode><c:ptCount val="${String(values.length)}"/>${points.join('')}</c:numCache></c:numRef>`;
}
