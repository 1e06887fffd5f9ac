import { createHash } from 'node:crypto';
import type { ArmDocument, Tenant } from '../../../simulator/tenant.ts';
import { AZURE_WORDS } from '../../../src/app/redact/azureWords.ts';

/** Parts of Azure's addresses and of the names that its services give. */
const OF_AZURE = new Set([
  ...AZURE_WORDS,
  ...'https net core windows blob vault com md z1 azurebackup azurebackuprg asr asrreplica asrtest asrseeddisk ms'.split(
    ' ',
  ),
  ...'rsvaultbackup replicadisk asrseeddisk replica osdisk datadisk vmname vhd'.split(' '),
]);
const GUID_OR_TIME =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\b[0-9a-f]{32}\b/gi;
const WORD = /[\p{L}\p{N}]+/gu;

/** Puts a canary for each word that somebody chose, the same one for the same word. */
export class Canaries {
  readonly #words = new Map<string, string>();

  text(text: string): string {
    if (/^\s*[[{]/.test(text)) return JSON.stringify(this.value(JSON.parse(text)));
    const kept: string[] = [];
    return text
      .replace(GUID_OR_TIME, (found) => `\uE000${String(kept.push(found) - 1)}\uE000`)
      .replace(/\uE000\d+\uE000|[\p{L}\p{N}]+/gu, (found) => (found.startsWith('\uE000') ? found : this.#word(found)))
      .replace(/\uE000(\d+)\uE000/g, (_, at: string) => kept[Number(at)] ?? '');
  }

  /** A copy with canaries for all text, and a canary of its own in every object, under a name that nobody knows. */
  value(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((entry) => this.value(entry, key));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, child]) => [
      key === 'tags' || name.includes('/') ? this.text(name) : name,
      this.value(child, name),
    ]);
    const isPlain = /^(tags|userAssignedIdentities|propertyBag)$/.test(key);
    return Object.fromEntries(isPlain ? entries : [...entries, ['canaryField', 'canary of a field that nobody knows']]);
  }

  /** The path that was meant by one with canaries. */
  back(path: string): string {
    const known = new Map([...this.#words].map(([word, canary]) => [canary, word]));
    return path.replace(WORD, (word) => known.get(word.toLowerCase()) ?? word);
  }

  #word(word: string): string {
    const lower = word.toLowerCase();
    if (OF_AZURE.has(lower) || /^\d+$|^.$|^\d+[tz]/.test(lower)) return word;
    const known = this.#words.get(lower);
    if (known !== undefined) return known;
    const canary = `canary${[...createHash('sha256').update(lower).digest().subarray(0, 7)]
      .map((byte) => String.fromCharCode(97 + (byte % 26)))
      .join('')}`;
    this.#words.set(lower, canary);
    return canary;
  }
}

/** The same estate with every free string a canary. */
export function withCanaries(tenant: Tenant, canaries: Canaries): Tenant {
  const there = (document: ArmDocument): ArmDocument => {
    const { properties, ...rest } = document;
    const columns = Object.entries(canaries.value(rest) as object).filter(([name]) => name !== 'canaryField');
    return {
      ...(Object.fromEntries(columns) as object),
      ...(properties === undefined ? {} : { properties: canaries.value(properties) }),
    } as ArmDocument;
  };
  return {
    ...tenant,
    subscriptions: tenant.subscriptions.map((one) => ({
      ...one,
      name: canaries.text(one.name),
      managementGroups: one.managementGroups.map((name) => canaries.text(name)),
    })),
    rows: (table, only) => [...tenant.rows(table, only)].map(there),
    get: (id) => {
      const found = tenant.get(canaries.back(id));
      return found === undefined ? undefined : there(found);
    },
    list: (path) => {
      const found = tenant.list(canaries.back(path));
      return found === undefined ? undefined : [...found].map(there);
    },
  };
}
