/** The fields of a schedule, with the names that some of their values have. */
const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59, names: [] },
  { name: 'minute', least: 0, most: 59, names: [] },
  { name: 'hour', least: 0, most: 23, names: [] },
  { name: 'day', least: 1, most: 31, names: [] },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: [
      ...['january', 'february', 'march', 'april', 'may', 'june'],
      ...['july', 'august', 'september', 'october', 'november', 'december'],
    ],
  },
  {
    name: 'day of the week',
    least: 0,
    most: 6,
    names: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  },
];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

/** Days that the longest form of each month has. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Why the weekly timer cannot run by this value of UNBROKEN_SCHEDULE, in one sentence with the remedy; undefined where it
 * can. NCRONTAB of six fields (or five: without seconds), each `*`, a value, a range, a list of these, or steps.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 * @see https://github.com/atifaziz/NCrontab
 */
export function scheduleFault(text: string | undefined): string | undefined {
  const words = (text ?? '').trim().split(/\s+/);
  const fault = text === undefined || text.trim() === '' ? 'is not set' : faultIn(words);
  return fault === undefined
    ? undefined
    : `Setting UNBROKEN_SCHEDULE ${fault}, so the weekly run never starts; give six fields, such as 0 0 6 * * 1 (Mondays 06:00 UTC).`;
}

function faultIn(words: readonly string[]): string | undefined {
  if (words.length !== 5 && words.length !== 6) return `has ${words.length} fields`;
  const all = words.length === 5 ? ['0', ...words] : words;
  const values: (readonly number[])[] = [];
  for (const [at, field] of FIELDS.entries()) {
    const word = all[at] ?? '';
    const found = valuesOf(word, field);
    if (found === undefined) return `has "${word}" as its ${field.name}`;
    values.push(found);
  }
  const [, , , days = [], months = []] = values;
  const exists = months.some((month) => days.some((day) => day <= (MONTH_DAYS[month - 1] ?? 0)));
  return exists ? undefined : 'names a day that none of its months has';
}

/** The values that a field stands for; undefined where it cannot be read. */
function valuesOf(word: string, field: Field): readonly number[] | undefined {
  const values: number[] = [];
  for (const range of word.split(',')) {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(range) ?? [];
    const first = from === '*' ? field.least : valueOf(from, field);
    const last = to !== undefined ? valueOf(to, field) : from === '*' || step !== undefined ? field.most : first;
    const by = step === undefined ? 1 : Number(step);
    if (first === undefined || last === undefined || by < 1 || (from === '*' && to !== undefined)) return undefined;
    for (let value = Math.min(first, last); value <= Math.max(first, last); value += by) values.push(value);
  }
  return values;
}

function valueOf(text: string | undefined, { least, most, names }: Field): number | undefined {
  if (text === undefined) return undefined;
  // NCrontab takes any beginning of a name.
  const named = /^[a-z]+$/i.test(text) ? names.findIndex((name) => name.startsWith(text.toLowerCase())) : -1;
  if (named >= 0) return named + least;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= most ? value : undefined;
}
