import { oneLine } from './cleanText.ts';
import type { Block, MailMessage } from './mail/blocks.ts';
import { mailBlocks, mailIndex, overallStatus, verdictWords, type MailOptions } from './mail/content.ts';
import { htmlOf } from './mail/html.ts';
import { textOf } from './mail/text.ts';
import type { RunContents } from './packContents.ts';
import { isoWeek, moment } from './words.ts';
