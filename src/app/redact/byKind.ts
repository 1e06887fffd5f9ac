import { NAME_MADE_BY_AZURE, TAGS_OF_AZURE } from '../../domain/azureNames.ts';
import { namesEncryptionAtHost } from '../../domain/encryptionAtHost.ts';
import { readInstant } from '../../collect/instant.ts';
import { AZURE_WORDS, BUILT_IN_ROLES, HOST_ENDS, MACHINE_SIZE, REGION_NAMES } from './azureWords.ts';
import { GUID, WORD, type Pseudonyms } from './pseudonyms.ts';

/**
 * What is left of a text, by what it is. Azure's own words stay where Azure's words stand, and nowhere else: a resource group
 * called `disks` is a name.
 */
export class ByKind {
  readonly pseudonyms: Pseudonyms;

  constructor(pseudonyms: Pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** A value of an enum, a type, an operation: what is not a word of Azure's becomes a pseudonym. */
  word(text: string): string {
    if (MACHINE_SIZE.test(text) || REGION_NAMES.has(text.replaceAll(' ', '').toLowerCase())) return text;
    const known = text.replace(GUID, (guid) => this.pseudonyms.guid(guid));
    const guids = [...known.matchAll(GUID)];
    let next = 0;
    /** Within a pseudonym that was put for a GUID just before; asked from the first word to the last. */
    const isGuids = (at: number): boolean => {
      while (next < guids.length && at >= endOf(guids[next])) next += 1;
      return at >= (guids[next]?.index ?? known.length);
    };
    return known.replace(WORD, (word, at: number) =>
      isNumber(word) || isGuids(at) || isAzures(word, known[at - 1] === '*', known[at + word.length] === '*')
        ? word
        : this.pseudonyms.word(word),
    );
  }

  /** A condition of a role assignment: operations and attributes are Azure's, the values between quotes are not. */
  condition(text: string): string {
    return this.word(text);
  }

  /** A word of ours that a schema allows. */
  own(text: string): string {
    return text;
  }

  /** A name that is joined with nothing in Azure: one pseudonym for all of it. */
  label(text: string): string {
    return this.pseudonyms.whole(text);
  }

  /** The SHA-256 of something that is the organisation's. */
  hash(text: string): string {
    return this.pseudonyms.hash(text);
  }

  run(runId: string): string {
    return `run-${this.pseudonyms.whole(runId)}`;
  }

  /** ISO 8601, or as the property bag of a job writes it. */
  time(text: string): string {
    return readInstant(text) === null ? this.name(text) : text;
  }

  number(text: string): string {
    return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? text : this.name(text);
  }

  /** Names, also several between semicolons. What Azure adds to a name stays: by that the checks know what it made. */
  name(text: string): string {
    if (text.includes(';'))
      return text
        .split(';')
        .map((one) => (/^\s*(vm|iaasvmcontainer(v2)?)\s*$/i.test(one) ? one : this.name(one)))
        .join(';');
    for (const pattern of NAME_MADE_BY_AZURE) {
      const found = pattern.exec(text)?.groups;
      if (found === undefined) continue;
      const { before = '', inner = '', after = '', digits = '' } = found;
      return `${before}${inner === '' ? '' : this.name(inner)}${after}${digits === '' ? '' : this.pseudonyms.digits(digits)}`;
    }
    const replaced = this.pseudonyms.words(text);
    return namesEncryptionAtHost(text) ? `${replaced}-encryption-at-host` : replaced;
  }

  /** The name of a tag: Azure's services mark what they make. */
  tag(text: string): string {
    return TAGS_OF_AZURE.has(text.toLowerCase()) ? text : this.name(text);
  }

  /** The name of a role. */
  role(text: string): string {
    return BUILT_IN_ROLES.has(text.toLowerCase()) ? text : this.name(text);
  }

  /** Text that people wrote: taken out. Where the same text stands again, that is seen. */
  text(text: string): string {
    if (text.trim() === '') return text;
    const about = namesEncryptionAtHost(text) ? ', is about encryption at host' : '';
    return `(redacted ${this.pseudonyms.whole(text)}${about})`;
  }

  /** The id of a resource or principal, or an address. */
  id(text: string): string {
    if (/^\s*none\s*$/i.test(text)) return text;
    const address = /^(\s*https?:\/\/)([^/?#]*)(.*)$/is.exec(text);
    if (address !== null) return this.#address(address[1] ?? '', address[2] ?? '', address[3] ?? '');
    return text.includes('/') ? this.#path(text) : this.name(text);
  }

  /** `GET` and a path with its query, or another question of ours in the same form. */
  request(text: string): string {
    const [, method = '', path = '', query] = /^([A-Z]{3,6} )?([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
    const parameters = query?.split('&').map((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      const isOurs = /^(api-version|\$filter|\$top|\$expand)$/.test(name);
      return `${isOurs ? name : this.name(name)}=${isOurs ? this.#parameter(value.join('=')) : this.name(value.join('='))}`;
    });
    return `${method === 'GET ' ? method : this.name(method)}${this.id(path)}${parameters === undefined ? '' : `?${parameters.join('&')}`}`;
  }

  #parameter(value: string): string {
    return /^\d{4}-\d{2}-\d{2}(-preview)?$/.test(value) ? value : this.word(value);
  }

  /** Only what stands where a type of resource stands is read as one. */
  #path(text: string): string {
    const [path = '', ...query] = text.split('?');
    const isRooted = path.startsWith('/');
    const segments = (isRooted ? path.slice(1) : path).split('/');
    const replaced = segments.map((segment, at) => {
      const isKind = at % 2 === 0;
      const ofProvider = !isKind && segments[at - 1]?.toLowerCase() === 'providers';
      if (isKind) return AZURE_WORDS.has(segment.toLowerCase()) ? segment : this.name(segment);
      return ofProvider ? this.word(segment) : this.name(segment);
    });
    const rest = query.map(
      (part) => `?${/^id=/i.test(part) ? part.slice(0, 3) + this.name(part.slice(3)) : this.name(part)}`,
    );
    return `${isRooted ? '/' : ''}${replaced.join('/')}${rest.join('')}`;
  }

  #address(scheme: string, host: string, rest: string): string {
    const [name = '', ...port] = host.split(':');
    const lower = name.toLowerCase();
    const end = HOST_ENDS.find((one) => lower.endsWith(`.${one}`)) ?? '';
    const own = end === '' ? lower : lower.slice(0, -end.length - 1);
    const shown = `${this.name(own)}${end === '' ? '' : `.${end}`}${port.map((one) => `:${this.number(one)}`).join('')}`;
    const segments = rest
      .split('/')
      .map((segment, at) =>
        at === 1 && /^(keys|secrets|certificates)$/i.test(segment) ? segment : this.name(segment),
      );
    return `${scheme.toLowerCase()}${shown}${segments.join('/')}`;
  }
}

function endOf(match: RegExpExecArray | undefined): number {
  return match === undefined ? 0 : match.index + match[0].length;
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}

/** A pattern of operations may stop within a word: `Microsoft.Comp*`. */
function isAzures(word: string, isEnd: boolean, isStart: boolean): boolean {
  const lower = word.toLowerCase();
  if (AZURE_WORDS.has(lower)) return true;
  if (!isEnd && !isStart) return false;
  for (const one of AZURE_WORDS) if ((isStart && one.startsWith(lower)) || (isEnd && one.endsWith(lower))) return true;
  return false;
}
