import type { ProgressEvent, Report } from '../domain/progress.ts';

/** Progress for a person on stderr; silent when stderr is no terminal, so that logs stay readable. */
export function terminalProgress(stream: NodeJS.WriteStream): Report {
  if (!stream.isTTY) return () => undefined;
  let open = false;
  const line = (text: string): void => {
    if (open) stream.write('\n');
    open = false;
    stream.write(`${text}\n`);
  };
  return (event: ProgressEvent): void => {
    switch (event.kind) {
      case 'stage':
        line(event.stage === 'done' ? 'done' : `${event.stage} …`);
        break;
      case 'page': {
        const quota = event.quotaRemaining === undefined ? '' : `, ${event.quotaRemaining} requests left`;
        stream.write(`\r\u001b[2K  ${event.source}: ${event.rows} rows, ${event.pages} pages${quota}`);
        open = true;
        break;
      }
      case 'waiting':
        line(`  ${event.source}: waiting ${event.seconds.toFixed(1)} s, ${event.because}`);
        break;
      case 'gap':
        line(`  GAP ${event.source}: ${event.because}`);
        break;
    }
  };
}
