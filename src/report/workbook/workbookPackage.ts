import { EventEmitter, once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { errorText } from '../../base/errorText.ts';
import { compareText } from '../../base/order.ts';
import { zipEntries, type ZipEntry } from '../../pack/zip/reader.ts';
import { writeZip, type Packing, type ZipWriter } from '../../pack/zip/writer.ts';
import { CHART_TYPES, chartFiles, DRAWING_ELEMENT, DRAWING_RELATIONSHIP, type SheetChart } from './chartFiles.ts';
import { escapeXml } from './escapeXml.ts';
import { bytesOf, finishSheet } from './finishSheet.ts';
import { finishStyles } from './finishStyles.ts';
import { SheetLinks } from './sheetLinks.ts';

/** The workbook could not be written; nothing is left at its path. */
export class WorkbookError extends Error {
  override readonly name = 'WorkbookError';
}

/** What a sheet gets beside what exceljs writes of it. */
export interface SheetExtras {
  /** In the order of their cells. */
  readonly links: SheetLinks;
  chart?: SheetChart;
}

/** A name that stands for cells. */
interface DefinedName {
  readonly name: string;
  readonly refersTo: string;
}

/** Where the sheets of a workbook under way go. */
export interface OpenWorkbook {
  readonly writer: ExcelJS.stream.xlsx.WorkbookWriter;
  readonly names: DefinedName[];
  /** For the sheet that was begun last. */
  readonly extrasOfSheet: () => SheetExtras;
  /** Waits until what was written so far is nearly packed: exceljs queues rows without limit. @throws where the file cannot be written */
  readonly room: () => Promise<void>;
}

type Fill = (workbook: OpenWorkbook) => Promise<void>;

/**
 * Writes a workbook part by part as `fill` adds sheets, so that memory does not grow with the number of rows. Equal sheets give equal
 * parts on every machine; the packed bytes depend on its zlib. The file appears at `path` when it is whole; until then two temporary files
 * lie beside it.
 * @throws WorkbookError with its cause.
 */
export async function writePackage(path: string, packing: Packing, fill: Fill): Promise<void> {
  const raw = `${path}.raw.part`;
  const finished = `${path}.part`;
  try {
    await writeParts(raw, packing, fill);
    await sortParts(raw, finished, packing);
    await rename(finished, path);
  } catch (cause) {
    await rm(finished, { force: true });
    throw new WorkbookError(`The workbook ${path} could not be written: ${errorText(cause)}`, { cause });
  } finally {
    await rm(raw, { force: true });
  }
}

/** A zip of the workbook's parts in the order in which exceljs ends them. Exported for its test. */
export async function writeParts(raw: string, packing: Packing, fill: Fill): Promise<void> {
  await writeZip(raw, packing, async (output) => {
    const parts = new Parts(output);
    // exceljs waits for its file without a look at errors: what fails here has to end it.
    await Promise.race([parts.filledBy(fill), parts.failure]);
  });
}

/** What exceljs hands over as a stream. */
interface Source {
  readonly pipe: (to: NodeJS.WritableStream) => unknown;
}

/**
 * Takes the parts that exceljs ends in place of the archiver that it brings, and packs each once, with what exceljs cannot do: fonts in the
 * order of the schema, links as the format wants them (inner ones by `location`, before the page's margins), charts, and no time of writing.
 * @see https://github.com/exceljs/exceljs/blob/v4.4.0/lib/stream/xlsx/workbook-writer.js
 */
class Parts {
  readonly failure: Promise<never>;
  readonly #output: ZipWriter;
  readonly #names: DefinedName[] = [];
  readonly #sheets = new Map<number, SheetExtras>();
  readonly #file = new EventEmitter();
  #reject: (error: Error) => void = () => undefined;
  readonly #failing = new AbortController();
  #hasChart = false;
  #begun = 0;
  #queue = Promise.resolve();
  #open: PassThrough | undefined;

  constructor(output: ZipWriter) {
    this.#output = output;
    this.failure = new Promise((_resolve, reject) => (this.#reject = reject));
    // Whoever races against it may have ended already.
    this.failure.catch(() => undefined);
  }

  async filledBy(fill: Fill): Promise<void> {
    const writer = new ExcelJS.stream.xlsx.WorkbookWriter({
      stream: new PassThrough(),
      useStyles: true,
      // Shared strings would keep every text of the workbook in memory until the end.
      useSharedStrings: false,
    });
    const within = writer as unknown as WriterWithin;
    within.zip.abort();
    Object.assign(writer, { zip: this, stream: this.#file });
    // These two went to the archiver as the writer was made.
    await Promise.all([within.addThemes(), within.addOfficeRels()]);
    await fill({
      writer,
      names: this.#names,
      extrasOfSheet: () => this.#extrasOf((this.#begun += 1)),
      room: () => this.#room(),
    });
    await writer.commit();
  }

  /** Called by exceljs, as all that follows until `finalize`. */
  append(source: string | Buffer | Source, { name: given }: { readonly name: string }): void {
    const name = given.replace(/^\//, '');
    if (typeof source === 'string' || Buffer.isBuffer(source)) {
      this.#then(() => this.#output.add(name, [Buffer.from(this.#rewritten(name, source.toString()))]));
      return;
    }
    const content = new PassThrough();
    source.pipe(content);
    this.#open = content;
    this.#then(() => this.#addSheet(name, content));
  }

  on(): this {
    return this;
  }

  /** exceljs listens to its file for the end. */
  finalize(): void {
    this.#then(() => Promise.resolve(void this.#file.emit('finish')));
  }

  #then(work: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(() => (this.#failing.signal.aborted ? undefined : work()))
      .catch((error: unknown) => {
        this.#failing.abort();
        this.#reject(error instanceof Error ? error : new Error(errorText(error)));
      });
  }

  async #room(): Promise<void> {
    await setImmediate();
    const { signal } = this.#failing;
    // A race against `failure` would leave something behind in it each time.
    if (this.#open?.writableNeedDrain === true)
      await once(this.#open, 'drain', { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    if (signal.aborted) await this.failure;
  }

  #extrasOf(number: number): SheetExtras {
    const own = this.#sheets.get(number) ?? { links: new SheetLinks() };
    this.#sheets.set(number, own);
    return own;
  }

  async #addSheet(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const number = sheetNumber(name) ?? 0;
    await this.#output.add(
      name,
      finishSheet(content, name, () => {
        const { links, chart } = this.#extrasOf(number);
        return { links: links.element(), drawing: chart === undefined ? '' : DRAWING_ELEMENT };
      }),
    );
    const { links, chart } = this.#extrasOf(number);
    if (links.outside > 0 || chart !== undefined)
      await this.#output.add(
        name.replace('worksheets/', 'worksheets/_rels/') + '.rels',
        bytesOf(relationshipsOf(links, chart !== undefined)),
      );
    if (chart !== undefined) {
      this.#hasChart = true;
      for (const [path, text] of chartFiles(chart)) await this.#output.add(path, [Buffer.from(text)]);
    }
    this.#sheets.delete(number);
  }

  /** Small parts are changed as a whole. */
  #rewritten(name: string, text: string): string {
    switch (name) {
      case 'xl/styles.xml':
        return finishStyles(text);
      case 'xl/workbook.xml':
        return text.replace(
          '</definedNames>',
          `${this.#names.map((one) => `<definedName name="${one.name}">${escapeXml(one.refersTo)}</definedName>`).join('')}</definedNames>`,
        );
      case '[Content_Types].xml':
        return text.replace('</Types>', `${this.#hasChart ? CHART_TYPES : ''}</Types>`);
      default:
        return text;
    }
  }
}

/** What exceljs's types leave out of its writer. */
interface WriterWithin {
  readonly zip: { readonly abort: () => unknown };
  readonly addThemes: () => Promise<void>;
  readonly addOfficeRels: () => Promise<void>;
}

/** The same parts, packed as they are, in a fixed order. */
async function sortParts(from: string, to: string, packing: Packing): Promise<void> {
  const entries = [...(await zipEntries(from))].sort(inPackageOrder);
  await writeZip(to, packing, async (output) => {
    for (const entry of entries) {
      const { dataOffset: start, compressedSize } = entry;
      const packed = compressedSize === 0 ? [] : createReadStream(from, { start, end: start + compressedSize - 1 });
      await output.copy(entry, packed);
    }
  });
}

const PACKAGE_ORDER = [
  /^\[Content_Types\]\.xml$/,
  /^_rels\//,
  /^docProps\//,
  /^xl\/workbook\.xml$/,
  /^xl\/_rels\//,
  /^xl\/(styles|theme)/,
];

/** Sheets stay in their order, each with the parts that belong to it behind it. */
function inPackageOrder(a: ZipEntry, b: ZipEntry): number {
  const between = rank(a.name) - rank(b.name);
  return between !== 0 || rank(a.name) === PACKAGE_ORDER.length ? between : compareText(a.name, b.name);
}

function rank(name: string): number {
  const at = PACKAGE_ORDER.findIndex((pattern) => pattern.test(name));
  return at < 0 ? PACKAGE_ORDER.length : at;
}

function sheetNumber(name: string): number | undefined {
  const match = /^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

function* relationshipsOf(links: SheetLinks, withDrawing: boolean): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">';
  yield* links.relationships();
  yield `${withDrawing ? DRAWING_RELATIONSHIP : ''}</Relationships>`;
}
