/** Texts that recur, each kept once and known by its place. */
export class TextsOnce<Text extends string = string> {
  readonly texts: Text[] = [];
  readonly #places = new Map<Text, number>();

  /** The place of a text, which is added if it is new. */
  place(text: Text): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
