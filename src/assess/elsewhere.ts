import { compareText } from '../base/order.ts';
import type { Verdict } from '../domain/check.ts';
import { EVERY_SUBSCRIPTION } from '../domain/estate.ts';
import type { ChainRow, RequirementCell } from '../domain/record.ts';

const GUID = /(subscription )?\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi;

/** Removes subscriptions that a reader may not know about from what was said about those that they may. */
export class Elsewhere {
  readonly #hidden: ReadonlySet<string>;

  /** @param hidden GUIDs in lower case */
  constructor(hidden: ReadonlySet<string>) {
    this.#hidden = hidden;
  }

  verdict(verdict: Verdict): Verdict {
    const { because, gaps, limitations } = verdict;
    return {
      ...verdict,
      because: this.#sentence(because),
      gaps: this.#places(gaps),
      ...(limitations === undefined ? {} : { limitations: this.#places(limitations) }),
    };
  }

  chain(chain: ChainRow): ChainRow {
    const { limitations, requirements } = chain;
    const cells = Object.entries(requirements).map(([id, cell]): [string, RequirementCell] => [id, this.#cell(cell)]);
    return {
      ...chain,
      requirements: Object.fromEntries(cells) as ChainRow['requirements'],
      ...(limitations === undefined ? {} : { limitations: this.#places(limitations) }),
    };
  }

  #cell(cell: RequirementCell): RequirementCell {
    const { because, limitations } = cell;
    return {
      ...cell,
      because: this.#sentence(because),
      ...(limitations === undefined ? {} : { limitations: this.#places(limitations) }),
    };
  }

  #sentence(text: string): string {
    return text.replace(GUID, (found, _, guid: string) =>
      this.#hidden.has(guid.toLowerCase()) ? 'another subscription' : found,
    );
  }

  /** `source subscription`, sorted, each once. */
  #places(names: readonly string[]): readonly string[] {
    const shown = names.map((name) => {
      const [source = '', subscription = ''] = name.split(' ');
      return this.#hidden.has(subscription) ? `${source} ${EVERY_SUBSCRIPTION}` : name;
    });
    return [...new Set(shown)].sort(compareText);
  }
}
