import { escapeXml } from './escapeXml.ts';

/** A chart that lies over rows of a sheet. One a workbook. */
export interface SheetChart {
  /** `chart1.xml`. */
  readonly xml: string;
  /** For those who cannot see it. */
  readonly description: string;
  /** Counted from 1. */
  readonly fromRow: number;
  readonly rows: number;
  readonly columns: number;
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DRAWING_ML = 'http://schemas.openxmlformats.org/drawingml/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** What names the files in the package's list of types. */
export const CHART_TYPES =
  '<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>' +
  '<Override PartName="/xl/charts/chart1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>';

export const DRAWING_ELEMENT = '<drawing r:id="rIdDrawing"/>';
export const DRAWING_RELATIONSHIP = `<Relationship Id="rIdDrawing" Type="${OFFICE}/drawing" Target="../drawings/drawing1.xml"/>`;

/** The files that a chart adds to the package, in order. */
export function chartFiles(chart: SheetChart): readonly (readonly [string, string])[] {
  return [
    ['xl/drawings/drawing1.xml', drawing(chart)],
    [
      'xl/drawings/_rels/drawing1.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${OFFICE}/chart" Target="../charts/chart1.xml"/></Relationships>`,
    ],
    ['xl/charts/chart1.xml', `${HEAD}${chart.xml}`],
  ];
}

/** @see https://learn.microsoft.com/dotnet/api/documentformat.openxml.drawing.spreadsheet.twocellanchor */
function drawing({ description, fromRow, rows, columns }: SheetChart): string {
  const corner = (column: number, row: number): string =>
    `<xdr:col>${String(column)}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${String(row)}</xdr:row><xdr:rowOff>0</xdr:rowOff>`;
  return [
    `${HEAD}<xdr:wsDr xmlns:xdr="${DRAWING_ML}/spreadsheetDrawing" xmlns:a="${DRAWING_ML}/main"><xdr:twoCellAnchor>`,
    `<xdr:from>${corner(0, fromRow - 1)}</xdr:from><xdr:to>${corner(columns, fromRow - 1 + rows)}</xdr:to>`,
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>',
    `<xdr:cNvPr id="2" name="Trend" descr="${escapeXml(description)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>`,
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>',
    `<a:graphic><a:graphicData uri="${DRAWING_ML}/chart"><c:chart xmlns:c="${DRAWING_ML}/chart" xmlns:r="${OFFICE}" r:id="rId1"/></a:graphicData></a:graphic>`,
    '</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>',
  ].join('');
}
