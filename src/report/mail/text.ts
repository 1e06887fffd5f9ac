import { counted } from '../../base/counted.ts';
import { oneLine } from '../cleanText.ts';
import { answerWords } from '../answerColumns.ts';
import type { Block } from './blocks.ts';

/** The mail without markup: what a screen reader, a phone's watch or an archive shows. */
export function textOf(title: string, blocks: Iterable<Block>, footer: string): string {
  const texts = [...blocks].map(blockText);
  return [underlined(title, '='), ...texts, '--', oneLine(footer)].join('\n\n') + '\n';
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return underlined(block.text, '-');
    case 'paragraph':
    case 'note':
      return oneLine(block.text);
    case 'banner':
      return `*** ${oneLine(block.text)} ***`;
    case 'list':
      return block.items.map((item) => `- ${oneLine(item)}`).join('\n');
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${oneLine(value)}`).join('\n');
    case 'answers':
      return block.rows
        .map(
          ({ title, disks, tally, ofDecided, ofApplicable }) =>
            `${title}: ${ofDecided} of decided, ${ofApplicable} of applicable\n  ${counted(disks, 'disk')}: ${answerWords(tally).join(', ')}`,
        )
        .join('\n');
    case 'findings':
      return block.rows
        .map(({ severity, title, detail, url }) =>
          [`[${severity}] ${oneLine(title)}`, `  ${oneLine(detail)}`, ...(url === undefined ? [] : [`  ${url}`])].join(
            '\n',
          ),
        )
        .join('\n');
    case 'button':
      return `${block.text}: ${new URL(block.url).href}`;
  }
}

function underlined(text: string, line: string): string {
  const clean = oneLine(text);
  return `${clean}\n${line.repeat(Math.min(clean.length, 72))}`;
}
