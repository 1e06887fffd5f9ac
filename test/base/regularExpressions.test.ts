import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { steadyText } from '../../src/base/steadyText.ts';
import { withoutEnd } from '../../src/base/withoutEnd.ts';

/** Texts that no expression may need the square of its length for: a pack, a request or an answer may hold any of them. */
const LENGTH = 50_000;
/** Milliseconds: all need under one, a square one over a thousand. */
const MOST = 400;

/** Expressions that see our own text alone, each with what that is. */
const OWN_TEXT: Readonly<Record<string, string>> = {
  'src/base/counted.ts': 'a number',
  'src/report/workbook/finishStyles.ts': 'the styles that exceljs writes for our cells',
};

interface Found {
  readonly file: string;
  readonly line: number;
  readonly expression: RegExp;
}

function expressionsIn(file: string): readonly Found[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const flags = node.text.slice(end + 1).replace('g', '');
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file, line: line + 1, expression: new RegExp(node.text.slice(1, end), `${flags}g`) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const ALL = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name).replaceAll('\\', '/'))
  .filter((file) => OWN_TEXT[file] === undefined)
  .flatMap(expressionsIn);

/** Signs of ASCII, and one beyond. */
const SIGNS = [...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)), '\t', '\n', '\0', 'é'];
/** What a text is made of that runs on for as long as possible and then fails: signs, and words of the expression itself, alone and before a sign. */
function hostileTo(expression: RegExp): readonly string[] {
  const words = new Set(
    [...expression.source.replaceAll('\\/', '/').matchAll(/[\w:/<> .="-]{2,}/g)].map(([word]) => word),
  );
  const repeated = (unit: string): string => unit.repeat(Math.ceil(LENGTH / unit.length));
  const units = [...SIGNS, ...words, ...[...words].flatMap((word) => ['a', '/', ' '].map((sign) => word + sign))];
  return [
    ...units.map((unit) => `${repeated(unit)}\0`),
    ...[...words].flatMap((word) => ['a', '0', '/', ' ', '.', '-'].map((sign) => `${word}${repeated(sign)}\0`)),
  ];
}

/** Milliseconds that every match of a text takes. */
function timeOf(expression: RegExp, text: string): number {
  const began = performance.now();
  for (const match of text.matchAll(expression)) if (match.index > LENGTH * 2) break;
  return performance.now() - began;
}

test('no regular expression of the product takes the square of a hostile text’s length', () => {
  expect(ALL.length).toBeGreaterThan(250);
  const slow: string[] = [];
  for (const { file, line, expression } of ALL)
    for (const text of hostileTo(expression)) {
      // A busy machine may hold up one try; a square one is slow each time.
      let took = timeOf(expression, text);
      for (let again = 0; took >= MOST && again < 2; again += 1) took = Math.min(took, timeOf(expression, text));
      if (took < MOST) continue;
      slow.push(
        `${file}:${String(line)} ${expression.source} on ${JSON.stringify(text.slice(0, 30))}… ${String(took)} ms`,
      );
      break;
    }
  expect(slow).toEqual([]);
}, 120_000);

describe('what stands in for such expressions', () => {
  test('signs at the end of a text', () => {
    const cases = ['', '/', '//', 'a', 'a/', 'a//', '/a/', 'a/b//', '//a', 'a/\n', 'é/', 'a.:;'];
    for (const text of cases) {
      expect(withoutEnd(text, '/')).toBe(text.replace(/\/+$/, ''));
      expect(withoutEnd(text, '.:;')).toBe(text.replace(/[.:;]+$/, ''));
    }
  });

  test('words with a digit', () => {
    const cases = ['', 'a1', '1', 'vm-01 of (rg2), b;c3x', 'no number', '"12"', 'x\t3\ny', '4é5', 'a,1b2,c'];
    for (const text of cases) expect(steadyText(text)).toBe(text.replace(/[^\s"(),;]*\d[^\s"(),;]*/g, '#'));
  });
});
