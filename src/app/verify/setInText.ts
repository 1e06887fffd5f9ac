/**
 * What another wording of a text must keep, in the same order: numbers, hashes, IDs and verdict words (as in the workbook
 * and in sentences); if the text is a single word, also a severity, a yes or a no.
 */
const SET =
  /\b(?:[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:in)?complete|(?:non-?)?compliant|unknown|undetermined|exempt|not(?:hing)? ?applicable|limited|attested)\b|^(?:high|medium|low|yes|no|none)$|\p{N}+/giu;

/** Whether one text may be another wording of the other. */
export function sameSet(one: string, other: string): boolean {
  return one === other || setIn(one) === setIn(other);
}

function setIn(text: string): string {
  return (text.match(SET) ?? []).map((each) => each.toLowerCase().replace('non-', 'non')).join(' ');
}
