interface Chosen {
  readonly requirement?: string;
  /** The moments of the runs in it. */
  readonly week?: readonly string[];
}

interface Measures {
  /** Undefined where DAX gives a blank. */
  readonly value: (name: string, chosen?: Chosen) => number | undefined;
}

/** The measures of the model about counts and shares, over rows as the model loads them. The pictures draw by the same. */
export const { measuresOver } = (await import(
  new URL('../../scripts/pictures/measures.mjs', import.meta.url).href
)) as { readonly measuresOver: (results: readonly object[], runs: readonly object[]) => Measures };
