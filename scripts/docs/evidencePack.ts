import { SOURCE_IDS } from '../../src/collect/sources/list.ts';

const LIST = /(?<=The sources, each a file `raw\/<source>\.jsonl\.gz` where it gave a row: ).*?(?=\. What each is)/s;

/** The page of the evidence pack, naming every source. */
export function withSources(page: string): string {
  if (!LIST.test(page)) throw new Error('docs/evidence-pack.md has lost the sentence that lists the sources.');
  return page.replace(LIST, SOURCE_IDS.map((id) => `\`${id}\``).join(', '));
}
