/** A text that must not stand in a query. The message names the parameter, never the text. */
export class KqlValueError extends Error {
  override readonly name = 'KqlValueError';
}

/**
 * What ids, names and GUIDs of Azure are made of: letters and digits of any script (resource groups may have them) and
 * `_ . - ( ) /`. Neither a quote nor a backslash is among them, so a literal cannot be left; nor a blank, `|`, `;` or `*`;
 * nor a letter that only modifies another and may look like a quote (U+02BC).
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const PLAIN = /^[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}_.()/-]+$/u;
/** No resource id is longer than this; a query of Resource Graph has room for a few thousand of them. */
const CHARACTERS = 1_000;
/** Values of one parameter. */
const VALUES = 500;
/** Stands for an empty list: equal to nothing in Azure, and contained in nothing. */
const NOTHING = '/nothing/nowhere/';

/** Whether a text may be put into a query. */
export function isPlain(text: string): boolean {
  return text.length <= CHARACTERS && PLAIN.test(text);
}

/**
 * The only way for a value to get into KQL: each `'{name}'` in the text becomes one value as a literal or, within
 * parentheses, any number of them, separated by commas. Resource Graph takes no query parameters.
 * @see https://learn.microsoft.com/kusto/query/scalar-data-types/string
 * @throws KqlValueError
 */
export function bindKql(kql: string, values: Readonly<Record<string, readonly string[]>>): string {
  return kql.replace(/([(,] ?)?'\{(\w+)\}'/g, (_, list: string | undefined, name: string) => {
    const bound = Object.hasOwn(values, name) ? values[name] : undefined;
    if (bound === undefined) throw new KqlValueError(`The query has a parameter ${name} that nothing is given for.`);
    if (list === undefined && bound.length !== 1)
      throw new KqlValueError(`The parameter ${name} takes exactly one value.`);
    if (bound.length > VALUES) throw new KqlValueError(`The parameter ${name} has more than ${VALUES} values.`);
    if (!bound.every(isPlain))
      throw new KqlValueError(
        `A value of the parameter ${name} is not an id or name that Azure uses, so it is not asked about.`,
      );
    return (list ?? '') + (bound.length === 0 ? [NOTHING] : bound).map((value) => `'${value}'`).join(', ');
  });
}
