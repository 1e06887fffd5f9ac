// Writes the pages of docs/ that are made from the program itself. Run it with `npm run docs`.
import { writeFile } from 'node:fs/promises';
import { checksPage } from './checksPage/page.ts';

await writeFile(new URL('../docs/checks.md', import.meta.url), await checksPage());
