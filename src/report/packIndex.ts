import type { Tally } from '../domain/answer.ts';
import type { CheckId, SubjectKind, Verdict } from '../domain/check.ts';
import type { ChainRow, RunRecord } from '../domain/record.ts';
import type { RequirementId } from '../domain/requirement.ts';
import type { LinkTarget } from './cell.ts';
import { causesOf, type Cause } from './causes.ts';
import { worstFirst } from './chainOrder.ts';
import type { Finding } from './findings/finding.ts';
import type { FindingList } from './findings/findingList.ts';
import { findingsOf } from './findings.ts';
import { limitationsOf, type Limitation } from './limitations.ts';
import { HEADER_ROWS, type SheetLimits } from './workbook/limits.ts';
import { NamedIds } from './namedIds.ts';
import { askedRequirements } from './overall.ts';
import { OwnersBehind } from './findings/ownersBehind.ts';
import type { PackContents, RunContents } from './packContents.ts';
import { outlineOf, type RecordOutline } from './recordOutline.ts';
import { portalLink } from './portalLink.ts';
import { subscriptionNames } from './subscriptionNames.ts';
import { sectionOf, sectionsBefore, sheetOfSection } from './sections.ts';
import { CHAINS_SHEET, DISKS_SHEET, FINDINGS_SHEET } from './sheets/names.ts';
import type { VerdictTable } from './verdictTable.ts';
import { list } from './words.ts';

/** The contents with what several sheets look up: where a row stands, who owns it, what it reaches. */
export class PackIndex<Contents extends RunContents = PackContents> {
  readonly contents: Contents;
  readonly record: RunRecord;
  readonly verdicts: VerdictTable;
  /** R1–R7, or those that an excerpt was asked for. */
  readonly requirements: readonly RequirementId[];
  /** Worst first: the order of the sheet Findings. */
  readonly findings: FindingList;
  /** As `subscriptionNames`. */
  readonly subscription: (id: string) => string;
  readonly #limits: SheetLimits;
  readonly #namedIds: NamedIds;
  readonly #outline: RecordOutline;
  #limitations: readonly Limitation[] | undefined;
  #causes: readonly Cause[] | undefined;
  #chainOrder: Uint32Array | undefined;
  /** By the position in the record, the row in the sheet. */
  #chainRows: Uint32Array | undefined;
  readonly #owners: OwnersBehind | undefined;
  /** What each check is about. */
  readonly #subjectKinds: ReadonlyMap<CheckId, SubjectKind>;

  constructor(contents: Contents, limits: SheetLimits) {
    this.contents = contents;
    this.record = contents.record;
    this.#outline = outlineOf(contents.record);
    this.verdicts = this.#outline.verdicts;
    this.requirements = askedRequirements(contents.record);
    this.findings = findingsOf(contents.record, contents.lives);
    this.#limits = limits;
    this.#namedIds = new NamedIds(contents.record, this.#outline.guidNames);
    this.subscription = subscriptionNames(this.record);
    this.#subjectKinds = new Map(this.record.checks.map(({ id, subject }) => [id, subject]));
    this.#owners =
      contents.ownerTag === undefined
        ? undefined
        : new OwnersBehind(contents.record.chains, this.#outline.suspects, contents.ownerTag);
  }

  /** A text with names beside the GUIDs that have one. */
  named(text: string): string {
    return this.#namedIds.beside(text);
  }

  /** Why answers are Unknown or limited, the heaviest cause first. */
  causes(): readonly Cause[] {
    return (this.#causes ??= causesOf(this.record, this.subscription));
  }

  /** What limits answers, each place once, the heaviest first. */
  limitations(): readonly Limitation[] {
    return (this.#limitations ??= this.#outline.isLimited
      ? limitationsOf(this.record, this.requirements, this.subscription)
      : []);
  }

  /** The verdict that a requirement's `behind` names: `CHECK subject`. */
  verdictBehind(key: string): Verdict | undefined {
    return this.verdicts.find(...checkAndSubject(key));
  }

  /** Answers of a check's verdicts. */
  tallyOfCheck(check: CheckId): Tally {
    return this.#outline.tallyOfCheck(check);
  }

  /** To how many disks a requirement applies. */
  populationOf(requirement: RequirementId): number {
    return this.#outline.applying[requirement];
  }

  /** Where the reader finds what the weakest verdict behind an answer is about: its finding, else the row of its subject. */
  rowBehind(chain: ChainRow, requirement: RequirementId): LinkTarget | undefined {
    const [key] = chain.requirements[requirement].behind;
    if (key === undefined) return undefined;
    const finding = this.findings.rankOf(key);
    if (finding !== undefined) return this.place(FINDINGS_SHEET, finding);
    const [check, name] = checkAndSubject(key);
    const subjectKind = this.#subjectKinds.get(check) ?? this.verdicts.find(check, name)?.subjectKind;
    const section = subjectKind === undefined ? undefined : sectionOf({ check, subjectKind });
    const subject = section === undefined ? undefined : this.placeOfSubject(section, name);
    return subject ?? this.placeOfDisk(DISKS_SHEET, chain.disk);
  }

  /** The row of a check's subject on the sheet that has a section for it. */
  placeOfSubject(section: CheckId, subject: string): LinkTarget | undefined {
    const at = this.verdicts.placeOf(section, subject);
    const sheet = sheetOfSection(section);
    if (at === undefined || sheet === undefined) return undefined;
    const above = sectionsBefore(section).reduce((sum, check) => sum + this.verdicts.of(check).length, 0);
    return this.place(sheet, above + at);
  }

  /** A disk's row on the sheets that have one for each disk. */
  placeOfDisk(sheet: typeof CHAINS_SHEET | typeof DISKS_SHEET, disk: string): LinkTarget | undefined {
    const at = this.#outline.placeOf(disk);
    if (at === undefined) return undefined;
    return sheet === CHAINS_SHEET ? this.placeOfChain(at) : this.place(sheet, at);
  }

  /** The row of the sheet Chains that shows a chain of the record, counted from 0 there. */
  placeOfChain(at: number): LinkTarget & { readonly kind: 'cell' } {
    this.#chainRows ??= rowsOf(this.#order());
    return this.place(CHAINS_SHEET, this.#chainRows[at] ?? at);
  }

  /** The chains in the order of the sheet Chains. */
  *chainsWorstFirst(): Generator<ChainRow> {
    for (const at of this.#order()) {
      const chain = this.record.chains.at(at);
      if (chain !== undefined) yield chain;
    }
  }

  #order(): Uint32Array {
    return (this.#chainOrder ??= worstFirst(this.#outline.weights));
  }

  /** The chain of a disk in scope. */
  chain(disk: string | undefined): ChainRow | undefined {
    const at = this.#outline.placeOf(disk);
    return at === undefined ? undefined : this.record.chains.at(at);
  }

  /** The findings that decide the chain's requirements or are about its disk: how many, and where the worst stands. */
  findingsBehind(chain: ChainRow): { readonly count: number; readonly first: number | undefined } {
    const place = this.#outline.placeOf(chain.disk);
    const found = place === undefined ? [] : [...this.findings.concerning(place)];
    return { count: found.length, first: found.length === 0 ? undefined : Math.min(...found) };
  }

  /** The owners named by the configured tag of the disks concerned; at most three by name. */
  ownersOf(finding: Finding): string {
    const place = this.#outline.placeOf(finding.subject);
    const owners = [...(this.#owners?.behind(finding.key) ?? this.#owners?.ofDisk(place) ?? [])].sort();
    return owners.length <= 3 ? list(owners) : list([...owners.slice(0, 3), `${String(owners.length - 3)} more`]);
  }

  /** Where the finding's disk is in the sheet Chains; for another subject, the first disk that it concerns. */
  chainOf(finding: Finding): number | undefined {
    return this.#outline.placeOf(finding.subject) ?? this.findings.firstChainOf(finding);
  }

  portal(resourceId: string): LinkTarget | undefined {
    return portalLink(this.contents.portalBase, this.record.scope.tenantId, resourceId);
  }

  /** The cell in column A of a table's row, counted from 0, wherever the table was split. */
  place(sheet: string, row: number): LinkTarget & { readonly kind: 'cell' } {
    const capacity = this.#limits.rows - HEADER_ROWS;
    const continuation = Math.floor(row / capacity);
    return { kind: 'cell', sheet: continuationName(sheet, continuation), row: HEADER_ROWS + 1 + (row % capacity) };
  }

  /** The sheets over which a table of so many rows continues, each with its last row. */
  spanOf(sheet: string, rows: number): readonly { readonly sheet: string; readonly lastRow: number }[] {
    const capacity = this.#limits.rows - HEADER_ROWS;
    const sheets = Math.max(1, Math.ceil(rows / capacity));
    return Array.from({ length: sheets }, (_none, continuation) => ({
      sheet: continuationName(sheet, continuation),
      lastRow: HEADER_ROWS + Math.max(1, Math.min(capacity, rows - continuation * capacity)),
    }));
  }
}

/** `Chains`, `Chains (2)`, `Chains (3)`. */
export function continuationName(sheet: string, continuation: number): string {
  return continuation === 0 ? sheet : `${sheet} (${String(continuation + 1)})`;
}

/** What `findingKey` made one text of. */
function checkAndSubject(key: string): readonly [CheckId, string] {
  const space = key.indexOf(' ');
  return [key.slice(0, space) as CheckId, key.slice(space + 1)];
}

function rowsOf(order: Uint32Array): Uint32Array {
  const rows = new Uint32Array(order.length);
  for (const [row, at] of order.entries()) rows[at] = row;
  return rows;
}
