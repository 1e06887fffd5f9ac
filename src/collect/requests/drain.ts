/** Takes each thing that a generator yields, in turn. @returns what the generator returns at the end */
export async function drain<Item, Outcome>(
  generator: AsyncGenerator<Item, Outcome, undefined>,
  take: (item: Item) => void | Promise<void>,
): Promise<Outcome> {
  for (;;) {
    const step = await generator.next();
    if (step.done === true) return step.value;
    await take(step.value);
  }
}
