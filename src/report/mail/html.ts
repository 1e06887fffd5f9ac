import { counted } from '../../base/counted.ts';
import { cleanText, oneLine } from '../cleanText.ts';
import { BAR_COLOUR, lookOf, SEVERITY_TINT, STATUS_TINT, type Tint } from '../workbook/palette.ts';
import { barSegments } from '../workbook/bar.ts';
import { answerWords } from '../answerColumns.ts';
import type { Answer, Block, FindingLine } from './blocks.ts';

// Mail programs know tables and inline styles; Outlook for Windows little else. Every colour is repeated as `bgcolor`.

const FONT = "font-family:Arial,'Helvetica Neue',Helvetica,sans-serif;";
const TEXT = `${FONT}font-size:15px;line-height:22px;color:#1f2328;`;
const SMALL = `${FONT}font-size:14px;line-height:20px;color:#57606a;`;
const CODE =
  "font-family:Consolas,'Courier New',monospace;font-size:13px;line-height:19px;color:#1f2328;word-break:break-all;";
/** A long name breaks anywhere rather than pushing a phone's page wider. */
const BREAK = 'word-break:break-word;overflow-wrap:anywhere;';
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"';

/** A whole HTML document: one column of at most 600 pixels. Every text is escaped here and nowhere else. */
export function htmlOf(title: string, preview: string, blocks: Iterable<Block>, footer: string): string {
  const rows = [...blocks]
    .map((block) => `<tr><td style="padding:0 20px 10px 20px;${BREAK}">${blockHtml(block)}</td></tr>`)
    .join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escape(title)}</title>
</head>
<body style="margin:0;padding:0;background-color:#f3f4f6;" bgcolor="#f3f4f6">
<div style="display:none;max-height:0;overflow:hidden;">${escape(preview)}</div>
<table ${TABLE} bgcolor="#f3f4f6"><tr><td align="center" style="padding:12px 6px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table ${TABLE} style="max-width:600px;background-color:#ffffff;text-align:left;" bgcolor="#ffffff">
<tr><td style="padding:20px 20px 12px 20px;"><h1 style="margin:0;${FONT}font-size:21px;line-height:28px;color:#14283f;">${escape(title)}</h1></td></tr>
${rows}
<tr><td style="padding:10px 20px 20px 20px;border-top:1px solid #d0d7de;"><p style="margin:0;${SMALL}">${escape(footer)}</p></td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2 style="margin:12px 0 0 0;padding-bottom:4px;border-bottom:1px solid #d0d7de;${FONT}font-size:17px;line-height:24px;color:#14283f;">${escape(block.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0;${TEXT}">${escape(block.text)}</p>`;
    case 'note':
      return `<p style="margin:0;${SMALL}">${escape(block.text)}</p>`;
    case 'banner':
      return banner(block.text, STATUS_TINT[block.tone === 'good' ? 'Compliant' : 'NonCompliant']);
    case 'list':
      return `<ul style="margin:0;padding-left:20px;${TEXT}">${block.items.map((item) => `<li style="margin:0 0 4px 0;">${escape(item)}</li>`).join('')}</ul>`;
    case 'facts':
      return `<table ${TABLE}>${block.rows.map(([label, value]) => fact(label, value, block.code)).join('')}</table>`;
    case 'answers':
      return `<table ${TABLE}>${block.rows.map(answer).join('')}</table>`;
    case 'findings':
      return `<table ${TABLE}>${block.rows.map(finding).join('')}</table>`;
    case 'button':
      return `<p style="margin:4px 0;${TEXT}"><a href="${escape(webAddress(block.url))}" style="color:#0b5394;font-weight:bold;">${escape(block.text)}</a></p>`;
  }
}

function banner(text: string, tint: Tint): string {
  return `<table ${TABLE}><tr><td bgcolor="#${tint.fill}" style="background-color:#${tint.fill};padding:10px 12px;${FONT}font-size:15px;line-height:21px;font-weight:bold;color:#${tint.text};">${escape(text)}</td></tr></table>`;
}

function fact(label: string, value: string, code: boolean): string {
  if (code)
    return `<tr><td style="padding:3px 0;"><span style="${SMALL}">${escape(label)}</span><br><span style="${CODE}">${escape(value)}</span></td></tr>`;
  return `<tr><td width="110" valign="top" style="padding:2px 10px 2px 0;${SMALL}">${escape(label)}</td><td valign="top" style="padding:2px 0;${TEXT}">${escape(value)}</td></tr>`;
}

function answer({ title, disks, tally, ofDecided, ofApplicable }: Answer): string {
  const words = answerWords(tally).map((word) => `<span style="white-space:nowrap;">${escape(word)}</span>`);
  const bar = barSegments(tally, 100)
    .map(({ kind, length }) => {
      const colour = BAR_COLOUR[lookOf(kind)];
      return `<td width="${String(length)}%" height="8" bgcolor="#${colour}" style="background-color:#${colour};font-size:1px;line-height:8px;">&nbsp;</td>`;
    })
    .join('');
  const shares = `<b>${escape(ofDecided)}</b><span style="${SMALL}">&nbsp;of&nbsp;decided</span><br><b>${escape(ofApplicable)}</b><span style="${SMALL}">&nbsp;of&nbsp;applicable</span>`;
  return `<tr><td valign="bottom" style="padding:6px 0 1px 0;${TEXT}"><b>${escape(title)}</b></td><td align="right" style="padding:6px 0 1px 8px;white-space:nowrap;${TEXT}">${shares}</td></tr>
<tr><td colspan="2">${bar === '' ? '' : `<table ${TABLE}><tr>${bar}</tr></table>`}</td></tr>
<tr><td colspan="2" style="padding:1px 0 4px 0;${SMALL}">${counted(disks, 'disk')}: ${words.join(', ')}</td></tr>`;
}

function finding({ severity, title, detail, url }: FindingLine): string {
  const tint = SEVERITY_TINT[severity];
  const name =
    url === undefined ? escape(title) : `<a href="${escape(url)}" style="color:#0b5394;">${escape(title)}</a>`;
  return `<tr><td style="padding:6px 0;${TEXT}"><span style="padding:1px 7px;background-color:#${tint.fill};${FONT}font-size:13px;line-height:19px;font-weight:bold;color:#${tint.text};">${severity}</span>&nbsp; <b>${name}</b><br><span style="${SMALL}">${escape(detail)}</span></td></tr>`;
}

/** Only a page of the web may be linked. */
function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new TypeError(`The workbook's address must start with https://, not ${protocol}`);
  return href;
}

function escape(text: string): string {
  return oneLine(cleanText(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
