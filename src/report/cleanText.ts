/**
 * Characters that one cell can hold, in UTF-16 units.
 * @see https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
 */
export const CELL_CHARACTERS = 32_767;

/*
 * What a workbook cannot hold or a reader cannot see: C0 controls but tab and line feed, DEL, C1 controls, lone
 * surrogates, noncharacters, and the two bidirectional overrides, which make a name read as another.
 */
const UNFIT =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202d\u202e\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Most text: nothing to look for in it. */
const PLAIN = /^[ -~\n]*$/;

/**
 * Any text made fit for a workbook, a mail or a terminal: line ends become `\n`, every character that cannot be shown
 * is written as its code point, e.g. `⟨U+0007⟩`. Text without such characters is returned as it is.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNFIT, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** Cleaned text that fits one cell; what does not fit is cut with a visible notice. */
export function cellText(text: string, limit: number = CELL_CHARACTERS): string {
  const clean = cleanText(text);
  if (clean.length <= limit) return clean;
  // The notice grows with the number in it, so room is kept for the longest.
  let end = limit - notice(clean.length).length;
  if (isHighSurrogate(clean.charCodeAt(end - 1))) end -= 1;
  return clean.slice(0, end) + notice(clean.length - end);
}

/** One line: line ends and tabs become spaces. For subjects of mails, titles and sheet footers. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/**
 * Text that looks like an escape of a spreadsheet's XML (`_x0041_`) would be read back as the character it names.
 * @see https://learn.microsoft.com/openspecs/office_standards/ms-oi29500/ (ST_Xstring)
 */
export function escapeForSheet(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** Undoes `escapeForSheet`: what a person sees in the cell. */
export function unescapeFromSheet(text: string): string {
  return text.replace(/_x005F_(?=x[0-9A-Fa-f]{4}_)/g, '_');
}

function notice(cut: number): string {
  return `… [cut: ${String(cut)} characters, whole text in the pack]`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
