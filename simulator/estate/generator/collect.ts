import type { ArmDocument } from '../../tenant.ts';
import type { SharedSink } from '../workload/shared.ts';
import { GENERATED_NOW } from './bank.ts';

interface Built {
  readonly document: ArmDocument;
  readonly row: ((row: ArmDocument) => ArmDocument) | undefined;
}

/** What a builder made. */
export interface Collected {
  readonly documents: readonly Built[];
  /** By id in lower case. */
  readonly byId: ReadonlyMap<string, ArmDocument>;
  /** Rows of `authorizationresources`. */
  readonly accessRows: readonly ArmDocument[];
}

/** Runs a builder and keeps what it makes; `types` (lower case) spares it what nobody wants. */
export function collect(
  tenantId: string,
  types: ReadonlySet<string> | undefined,
  build: (sink: SharedSink) => void,
): Collected {
  const documents: Built[] = [];
  const byId = new Map<string, ArmDocument>();
  const accessRows: ArmDocument[] = [];
  build({
    now: GENERATED_NOW,
    tenantId,
    wants: (type) => types?.has(type) ?? true,
    add: (document, row) => {
      documents.push({ document, row });
      byId.set(document.id.toLowerCase(), document);
      return document.id;
    },
    addRow: (_, row) => {
      accessRows.push(row);
    },
  });
  return { documents, byId, accessRows };
}
