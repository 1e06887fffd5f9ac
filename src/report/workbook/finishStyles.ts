/** The order in which a font's properties must stand (CT_Font); exceljs writes them in another. */
const ORDER = [
  'b',
  'i',
  'strike',
  'condense',
  'extend',
  'outline',
  'shadow',
  'u',
  'vertAlign',
  'sz',
  'color',
  'name',
  'family',
  'charset',
  'scheme',
];

/** exceljs always makes Calibri the workbook's own font, from which every program calculates the width of columns. */
const OWN_FONT = '<font><sz val="10"/><name val="Arial"/><family val="2"/></font>';

/** `xl/styles.xml` with fonts as the schema wants them, and a font of its own that every machine has. */
export function finishStyles(styles: string): string {
  let first = true;
  return styles.replace(/<font>(.*?)<\/font>/gs, (_font, inner: string) => {
    if (first) {
      first = false;
      return OWN_FONT;
    }
    const properties = [...inner.matchAll(/<(\w+)[^>]*\/>/g)].sort(
      (a, b) => ORDER.indexOf(a[1] ?? '') - ORDER.indexOf(b[1] ?? ''),
    );
    return `<font>${properties.map(([property]) => property).join('')}</font>`;
  });
}
