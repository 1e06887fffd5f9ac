/**
 * What another wording of a text leaves as it is, in its order: numbers, hashes, IDs, and words that answer (as the workbook and the
 * sentences have them); of a text that is one such word also a severity, a yes and a no.
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
