import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Turns that read like a translation, each with what to write. */
const TURNS: readonly (readonly [RegExp, string])[] = [
  [/\bis not known (?:whether|who|which|how many|of which)\b/i, 'Could not determine whether …'],
  [/\bcould not be told\b|\b(?:was|is) not told\b|\bdoes not tell\b/, 'could not be determined; does not say'],
  [/\bwas not said\b/, 'Azure did not return …'],
  [/\bin vain\b/, 'failed'],
  [/\banew\b/, 'again'],
  [/\bas it says\b/, 'says'],
  [/\bheld against\b|\bhold it against\b/, 'compared with'],
  [/\bleads elsewhere\b/, 'no longer matches'],
  [/\bthere already\b/, 'already exists; existing'],
  [/\bof (?:its|their|your) own\b/, 'its own …; separate; custom'],
  [/\bfor certain\b/, 'certainly'],
  [/\botherwise than\b/, 'differently from'],
  [/\bin its one spelling\b/, 'in canonical form'],
  [/\bis no (?:RSA|file|ID|name)\b/, 'is not a …'],
];

const filesIn = (folder: string, end: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => join(folder, file));

/** What a program or a template says: its literals of more than two words, without comments and names. */
function textsIn(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (file.endsWith('.bicep'))
    return [...text.matchAll(/@description\('((?:[^'\\]|\\.)*)'\)/g)].map(([, said = '']) => said);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      if (node.text.includes(' ')) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return texts;
}

test('what the program and its template say to people is idiomatic English', () => {
  const found = [...filesIn('src', '.ts'), ...filesIn('infra', '.bicep')].flatMap((file) =>
    textsIn(file).flatMap((text) =>
      TURNS.filter(([turn]) => turn.test(text)).map(([, better]) => `${file}: "${text}" – write: ${better}`),
    ),
  );
  expect(found).toEqual([]);
});
