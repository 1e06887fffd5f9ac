import { terminalJson } from '../../base/terminalText.ts';
import type { RunRecord } from '../../domain/record.ts';

/** The record as JSON, in pieces: of its long lists one entry is held at a time. */
export function* jsonOfRecord(record: RunRecord): Generator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(record) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `${before}${terminalJson(name)}:`;
    before = ',';
    if (isList(value)) yield* listOf(value);
    else yield terminalJson(value);
  }
  yield before === '{' ? '{}\n' : '}\n';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function* listOf(entries: Iterable<unknown>): Generator<string> {
  let before = '[';
  for (const entry of entries) {
    yield before + terminalJson(entry);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}
