// The measures of powerbi/ about counts and shares, computed over history rows from their own DAX: no engine for it runs outside
// Windows. What it knows of the language is what these measures use; anything else is an error.
import { readFileSync } from 'node:fs';
import { parseDax } from './daxParser.mjs';

const TABLES = 'powerbi/Unbroken.SemanticModel/definition/tables';
const unquoted = (name) => name.replace(/^'(.*)'$/, '$1').replaceAll("''", "'");

/** Each measure's expression and format, as the model says. */
function readMeasures() {
  const text = readFileSync(`${TABLES}/Key figures.tmdl`, 'utf8');
  const found = text.matchAll(/^\tmeasure ('(?:[^']|'')+'|\S+) =([^]*?)\n\t\t(?=[a-z])([^]*?)\n\n/gm);
  return new Map(
    [...found].map(([, name, code, properties]) => [
      unquoted(name),
      { code, format: /formatString: (.*)/.exec(properties)?.[1] },
    ]),
  );
}

/** `Results[Count compliant]` → `compliant`. */
function readColumns() {
  const text = readFileSync(`${TABLES}/Results.tmdl`, 'utf8');
  const found = text.matchAll(/^\tcolumn ('(?:[^']|'')+'|\S+)\n[^]*?\n\t\tsourceColumn: (\S+)/gm);
  return new Map([...found].map(([, name, source]) => [`Results[${unquoted(name)}]`, source]));
}

const isBlank = (value) => value === undefined;
const number = (value) => value ?? 0;
const arithmetic = (act) => (a, b) => (isBlank(a) && isBlank(b) ? undefined : act(number(a), number(b)));
const SIGNS = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': (a, b) => (isBlank(a) || isBlank(b) ? undefined : a * b),
  '/': (a, b) => (isBlank(a) ? undefined : a / number(b)),
  '&': (a, b) => `${a ?? ''}${b ?? ''}`,
  '&&': (a, b) => Boolean(a) && Boolean(b),
  '=': (a, b) => a === b,
  '>': (a, b) => number(a) > number(b),
  '<': (a, b) => number(a) < number(b),
};

/**
 * Computes measures over the rows of a history.
 * @param results rows of the table Summary without those over all subscriptions, as the model loads them
 * @param runs rows of the table Runs of one scope
 * @returns a function of a measure's name and what is chosen: a requirement, the runs of a week (by `asOf`)
 */
export function measuresOver(results, runs) {
  const measures = readMeasures();
  const columns = readColumns();
  const moments = runs.map(({ asOf }) => asOf).sort();
  const trees = new Map();

  const treeOf = (name) => {
    const measure = measures.get(name);
    if (measure === undefined) throw new Error(`The model has no measure ${name}.`);
    if (!trees.has(name)) trees.set(name, parseDax(measure.code));
    return trees.get(name);
  };
  const latest = ({ week }) =>
    (week === undefined ? moments : moments.filter((moment) => week.includes(moment))).at(-1);
  /** Of one scope, as `runs` is: the rule for several is the model's own. */
  const RUNS = {
    'Latest run': latest,
    'Previous run': (chosen) => moments.filter((moment) => moment < (latest(chosen) ?? '')).at(-1),
  };
  const measure = (name, chosen) =>
    RUNS[name]?.(chosen) ?? (name in RUNS ? undefined : value(treeOf(name), chosen, {}));

  const FUNCTIONS = {
    SUM: ([column], { requirements, week, asOf }) => {
      const source = columns.get(column.name);
      if (source === undefined) throw new Error(`The model has no column ${String(column.name)}.`);
      const counted = results
        .filter((row) => requirements === undefined || requirements.includes(row.requirement))
        .filter(
          (row) => (week === undefined || week.includes(row.asOf)) && (asOf === undefined || asOf.includes(row.asOf)),
        )
        .map((row) => row[source])
        .filter((count) => count !== undefined);
      return counted.length === 0 ? undefined : counted.reduce((sum, count) => sum + count, 0);
    },
    CALCULATE: ([result, ...filters], chosen, variables) =>
      value(
        result,
        filters.reduce((context, filter) => chosenBy(filter, context, variables), chosen),
        variables,
      ),
    MAXX: ([rows, each], chosen, variables) => {
      if (rows.name !== 'VALUES' || rows.parts[0].name !== 'Requirements[Requirement]')
        throw new Error('MAXX over requirements only.');
      const ids = chosen.requirements ?? [...new Set(results.map(({ requirement }) => requirement))];
      const all = ids
        .map((id) => value(each, { ...chosen, requirements: [id] }, variables))
        .filter((one) => !isBlank(one));
      return all.length === 0 ? undefined : Math.max(...all);
    },
    IF: ([test, yes, no], chosen, variables) =>
      value(test, chosen, variables) ? value(yes, chosen, variables) : no && value(no, chosen, variables),
    NOT: ([one], chosen, variables) => !value(one, chosen, variables),
    ISBLANK: ([one], chosen, variables) => isBlank(value(one, chosen, variables)),
    ROUNDDOWN: ([one], chosen, variables) => Math.trunc(number(value(one, chosen, variables))),
    ROUNDUP: ([one], chosen, variables) => Math.ceil(number(value(one, chosen, variables))),
  };

  function value(tree, chosen, variables) {
    switch (tree.kind) {
      case 'value':
        return tree.value;
      case 'measure':
        return measure(tree.name, chosen);
      case 'sign': {
        const act = SIGNS[tree.sign];
        if (act === undefined) throw new Error(`DAX: the sign ${tree.sign} is not known.`);
        return act(value(tree.left, chosen, variables), value(tree.right, chosen, variables));
      }
      case 'block': {
        const known = { ...variables };
        for (const [name, code] of tree.variables) known[name] = value(code, chosen, known);
        return value(tree.result, chosen, known);
      }
      case 'call': {
        const act = FUNCTIONS[tree.name];
        if (act === undefined) throw new Error(`DAX: ${tree.name} is not known.`);
        return act(tree.parts, chosen, variables);
      }
      default:
        if (!(tree.name in variables)) throw new Error(`DAX: ${String(tree.name)} is not known.`);
        return variables[tree.name];
    }
  }

  /** What is chosen once a filter of CALCULATE is applied: it replaces what was chosen before, KEEPFILTERS narrows it. */
  function chosenBy(filter, chosen, variables) {
    if (filter.kind === 'call' && filter.name === 'REMOVEFILTERS') {
      const { requirements } = chosen;
      return { requirements };
    }
    const keeping = filter.kind === 'call' && filter.name === 'KEEPFILTERS';
    const { kind, sign, left, right } = keeping ? filter.parts[0] : filter;
    const key = { 'Runs[As of]': 'asOf', 'Requirements[Requirement]': 'requirements' }[left?.name];
    if (kind !== 'sign' || sign !== '=' || key === undefined) throw new Error('DAX: a filter is not known.');
    const wanted = value(right, chosen, variables);
    const before = keeping ? chosen[key] : undefined;
    return { ...chosen, [key]: before === undefined || before.includes(wanted) ? [wanted] : [] };
  }

  return {
    value: (name, { requirement, week } = {}) =>
      measure(name, { ...(requirement && { requirements: [requirement] }), ...(week && { week }) }),
    formatted: (name, value) => formatted(value, measures.get(name)?.format),
  };
}

/** A value as the format string of its measure shows it; nothing for a blank one. */
function formatted(value, format = '') {
  if (isBlank(value)) return '';
  if (!format.includes('%')) return value.toLocaleString('en-US');
  const text = `${(100 * value).toFixed(1)}%`;
  return format.startsWith('+') && 100 * value >= 0.05 ? `+${text}` : text;
}
