// Every link between our pages leads somewhere, anchors included, and every path of this repository that a page or a comment names is
// there. Addresses on the web are not asked: CI has no network to rely on.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const TEXT = /\.(md|ts|mjs|cjs|bicep|bicepparam|ya?ml|kql|tmdl)$/;
const PATH =
  /(?<![\w./@-])(?:\.github|bench|docs|infra|powerbi|scripts|simulator|src|test)\/[\w./-]+?\.(?:bicepparam|bicep|json|kql|md|mjs|pbip|png|svg|tmdl|ts|ya?ml)\b(?!\.\w)/g;
/** `app/settings.ts` on a page: a path below src/. */
const IN_SRC = /`((?:app|assess|base|cli|collect|deliver|domain|functions|history|pack|report)\/[\w./-]+)`/g;
/** Tests make paths up. */
const MADE_UP = /^test\//;
/** The check that docs/adding-a-check.md adds. */
const EXAMPLES = new Set([
  'src/assess/checks/key-06.ts',
  'test/assess/checks/key-06.test.ts',
  'assess/checks/key-06.ts',
]);

/** @returns {string[]} `file: what is wrong`, for the files given (paths from the root, with `/`). */
export function brokenReferences(root, files) {
  const known = new Set(files);
  const anchors = new Map();
  const anchorsOf = (file) => {
    if (!anchors.has(file)) anchors.set(file, slugs(readFileSync(join(root, file), 'utf8')));
    return anchors.get(file);
  };
  const isThere = (path) =>
    known.has(path) || files.some((file) => file.startsWith(`${path}/`)) || existsSync(join(root, path));
  const wrong = [];
  for (const file of files.filter((name) => TEXT.test(name))) {
    const text = readFileSync(join(root, file), 'utf8');
    if (file.endsWith('.md'))
      for (const [, target] of withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)) {
        if (/^[a-z]+:/i.test(target)) continue;
        const [path, anchor] = target.split('#');
        const to =
          path === ''
            ? file
            : normalize(join(dirname(file), decodeURIComponent(path)))
                .split(sep)
                .join('/')
                .replace(/\/$/, '');
        if (!isThere(to)) wrong.push(`${file}: links to ${target}, which is not there`);
        else if (anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).has(anchor))
          wrong.push(`${file}: links to ${target}, and ${to} has no such heading`);
      }
    if (MADE_UP.test(file)) continue;
    for (const [path] of text.replaceAll(/https?:\/\/\S+/g, '').matchAll(PATH))
      if (!EXAMPLES.has(path) && !isThere(path)) wrong.push(`${file}: names ${path}, which is not there`);
    if (file.endsWith('.md') && file !== 'CHANGELOG.md')
      for (const [, path] of text.matchAll(IN_SRC))
        if (!EXAMPLES.has(path) && !isThere(`src/${path.replace(/\/$/, '')}`))
          wrong.push(`${file}: names ${path}, which is not there in src`);
  }
  return [...new Set(wrong)];
}

function withoutCode(markdown) {
  return markdown.replaceAll(/^(`{3,})[^]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Anchors of a page as GitHub makes them of its headings. */
function slugs(markdown) {
  const seen = new Map();
  const found = new Set();
  for (const [, heading] of markdown.replaceAll(/^(`{3,})[^]*?^\1/gm, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]|(?<!\w)_|_(?!\w)/g, '');
    const slug = plain
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    found.add(times === 0 ? slug : `${slug}-${times}`);
  }
  for (const [, id] of markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)) found.add(id);
  return found;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  const files = listed.split('\n').filter((file) => file !== '' && existsSync(file));
  const wrong = brokenReferences('.', files);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exit(1);
}
