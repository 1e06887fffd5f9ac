import { LineBlocks } from '../../base/io/lineBlocks.ts';
import type { LinkTarget } from '../cell.ts';
import { escapeXml } from './escapeXml.ts';

const HYPERLINK = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink';

/** The links of a sheet, as they will stand in its package: packed, for a workbook may have some hundred thousand. */
export class SheetLinks {
  readonly #elements = new LineBlocks();
  readonly #relationships = new LineBlocks();

  get length(): number {
    return this.#elements.length;
  }

  /** Adds a link, after those of the cells before it. */
  add(cell: string, to: LinkTarget): void {
    if (to.kind === 'cell') {
      const location = escaped(`'${to.sheet.replaceAll("'", "''")}'!A${String(to.row)}`);
      this.#elements.add(`<hyperlink ref="${cell}" location="${location}"/>`);
      return;
    }
    const id = `rId${String(this.#relationships.length + 1)}`;
    this.#elements.add(`<hyperlink ref="${cell}" r:id="${id}"/>`);
    this.#relationships.add(
      `<Relationship Id="${id}" Type="${HYPERLINK}" Target="${escaped(to.url)}" TargetMode="External"/>`,
    );
  }

  /** The sheet’s `hyperlinks` element in pieces; none where there are no links. */
  *element(): Generator<string, undefined> {
    if (this.length === 0) return undefined;
    yield '<hyperlinks>';
    yield* this.#elements.range(0, this.#elements.length);
    yield '</hyperlinks>';
    return undefined;
  }

  /** What links to pages outside need in the sheet’s relationships. */
  relationships(): Generator<string, undefined> {
    return this.#relationships.range(0, this.#relationships.length);
  }

  /** Of links to pages outside. */
  get outside(): number {
    return this.#relationships.length;
  }
}

/** In one line. */
function escaped(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;');
}
