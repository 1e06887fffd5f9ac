import { READ_ACTIONS } from '../../src/collect/readActions.ts';

/** `infra/roles/evidenceReader.json` with the actions that the sources say they need. */
export function withReadActions(text: string): string {
  const role = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ ...role, actions: READ_ACTIONS }, undefined, 2)}\n`;
}
