import { trackProgress, type ProgressTracker, type Standing } from '../app/run/progressTracker.ts';
import { count, counted } from '../base/counted.ts';
import type { ProgressEvent, Report } from '../domain/progress.ts';

/** Milliseconds between two lines where standard error is not a terminal. */
const LINE_EVERY = 15_000;
/** Milliseconds between two looks of a terminal. */
const LOOK_EVERY = 500;

const STAGE_WORDS: Readonly<Record<Standing['stage'], string>> = {
  plan: 'planning',
  collect: 'reading Azure',
  assess: 'judging',
  compare: 'comparing with the previous run',
  pack: 'writing the pack',
  store: 'storing the pack',
  history: 'writing history',
  deliver: 'delivering',
  done: 'done',
};

export interface Progress {
  readonly report: Report;
  /** Clears the line, so that something else can be written. */
  readonly clear: () => void;
  /** Clears the line and does not draw it again. */
  readonly end: () => void;
}

/** The parts of a stream and of a clock that are needed. */
interface Surroundings {
  readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** The wall clock, for the end that is expected. */
  readonly wall: () => Date;
}

const REAL: Surroundings = { stream: process.stderr, now: () => performance.now(), wall: () => new Date() };

/** How far a run is, on standard error: see `shown`. */
export function showProgress(quiet: boolean, surroundings: Surroundings = REAL): Progress {
  return shown(quiet, surroundings, { tracker: trackProgress(surroundings.now), line: lineOf, note: noteOf });
}

/** The same for a command that reads Azure without a run: it has no stages, and tells itself what it sent. */
export function showReading(
  quiet: boolean,
  only: 'plan' | 'collect' = 'collect',
  surroundings: Surroundings = REAL,
): Progress {
  return shown(quiet, surroundings, {
    tracker: trackProgress(surroundings.now, only),
    line: readingLineOf,
    note: (event, wall) => (PLANS.has(event.kind) ? undefined : noteOf(event, wall)),
  });
}

const PLANS: ReadonlySet<ProgressEvent['kind']> = new Set<ProgressEvent['kind']>(['requestsPlanned', 'requestsSent']);

interface Words {
  readonly tracker: ProgressTracker;
  /** The line that is kept current, no wider than `width` where the parts that matter most fit. */
  readonly line: (standing: Standing, wall: Date, width?: number) => string;
  /** What a person should know at once. */
  readonly note: (event: ProgressEvent, wall: Date) => string | undefined;
}

/**
 * On a terminal one line that is kept current, and above it what a person should know at
 * once; elsewhere a line every 15 seconds, so that a log shows that something happens. Silent when `quiet`.
 */
function shown(quiet: boolean, { stream, wall }: Surroundings, { tracker, line, note }: Words): Progress {
  if (quiet) return { report: () => undefined, clear: () => undefined, end: () => undefined };
  const draw = (): void => {
    if (stream.isTTY) {
      const width = Math.max(20, (stream.columns || 80) - 1);
      stream.write(`\r\u001b[2K${line(tracker.standing(), wall(), width).slice(0, width)}`);
    } else stream.write(`${line(tracker.standing(), wall())}\n`);
  };
  const clear = (): void => {
    if (stream.isTTY) stream.write('\r\u001b[2K');
  };
  const timer = setInterval(draw, stream.isTTY ? LOOK_EVERY : LINE_EVERY);
  timer.unref();
  return {
    report(event: ProgressEvent): void {
      tracker.take(event);
      const words = note(event, wall());
      if (words !== undefined) {
        clear();
        stream.write(`${words}\n`);
      }
      if (stream.isTTY && event.kind === 'stage' && event.stage !== 'done') draw();
    },
    clear,
    end(): void {
      clearInterval(timer);
      clear();
    },
  };
}

/** Waits of less than this are not worth a line of their own. */
const WAIT_WORTH_SAYING = 10;

/** Gaps are only counted: there may be thousands, and the result sums them up. */
function noteOf(event: ProgressEvent, wall: Date): string | undefined {
  // What could not be told to a recipient stands nowhere else.
  if (event.kind === 'noTimestamp' || (event.kind === 'gap' && event.source === 'mail')) return event.because;
  if (event.kind === 'waiting' && event.seconds >= WAIT_WORTH_SAYING)
    return `Waiting ${waitText(event.seconds, wall)}, for ${event.source}: ${event.because}.`;
  if (event.kind === 'requestsPlanned') return `Planned: ${event.because}.`;
  if (event.kind === 'requestsSent') return sentText(event);
  return undefined;
}

function sentText({
  planned,
  requests,
  furtherPages,
  repeated,
}: Extract<ProgressEvent, { kind: 'requestsSent' }>): string {
  const number = (value: number): string => value.toLocaleString('en-GB');
  const more = [
    ...(furtherPages === 0 ? [] : [`${number(furtherPages)} further pages`]),
    ...(repeated === 0 ? [] : [`${number(repeated)} repeated`]),
  ];
  return `Azure Resource Manager: ${number(requests)} requests sent of ${number(planned)} planned after reading the lists${more.length === 0 ? '' : `; besides these, ${more.join(' and ')}`}.`;
}

/** `[2/8] reading Azure: 12 of 31 kinds of resource, 310 of 708 requests, about 3 min left (done at 14:32), 4,210 rows, 14 queries left, 2 gaps`. */
export function lineOf(standing: Standing, wall: Date, width = Infinity): string {
  const { stage, stageNumber, stages } = standing;
  return fitted(`[${stageNumber}/${stages}] ${STAGE_WORDS[stage]}: `, partsOf(standing, wall), width);
}

/** `reading Azure: 12 of 31 kinds of resource, about 20 s left (done at 14:32), 4,210 rows`. */
function readingLineOf(standing: Standing, wall: Date, width = Infinity): string {
  return fitted(`${STAGE_WORDS[standing.stage]}: `, partsOf(standing, wall), width);
}

/** As many parts as a terminal is wide: never half a word. */
function fitted(start: string, parts: readonly string[], width: number): string {
  let line = `${start}${parts[0] ?? ''}`;
  for (const part of parts.slice(1)) {
    if (line.length + part.length + 2 > width) break;
    line += `, ${part}`;
  }
  return line;
}

function partsOf(standing: Standing, wall: Date): readonly string[] {
  const { stage, sources, requests, rows, requestsLeft, elapsed, remaining, waiting, gaps } = standing;
  const parts: string[] = [];
  if (stage === 'collect') parts.push(`${sources.answered} of ${sources.total} kinds of resource`);
  if (stage === 'collect' && requests !== undefined)
    parts.push(`${count(requests.answered)} of ${counted(requests.planned, 'request')}`);
  // Before what a narrow terminal may cut off.
  parts.push(
    remaining === undefined
      ? `${exactly(elapsed)} so far`
      : `about ${duration(remaining)} left (done at ${clockTime(new Date(wall.getTime() + remaining * 1000))})`,
  );
  if (waiting !== undefined) parts.push(`waiting ${waitText(waiting.seconds, wall)} (${waiting.because})`);
  if (stage === 'collect') {
    parts.push(counted(rows, 'row'));
    if (requestsLeft !== undefined) parts.push(`${counted(requestsLeft, 'query', 'queries')} left`);
  }
  if (gaps > 0) parts.push(counted(gaps, 'gap'));
  return parts;
}

/** `55 min, until 14:32`. */
function waitText(seconds: number, wall: Date): string {
  return `${duration(seconds)}, until ${clockTime(new Date(wall.getTime() + seconds * 1000))}`;
}

function duration(seconds: number): string {
  // Never "0 s" for what still lasts.
  const whole = Math.ceil(seconds);
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What has passed, to the second: two lines of a log never say the same. */
function exactly(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return [...(hours === 0 ? [] : [`${hours} h`]), ...(whole < 60 ? [] : [`${minutes} min`]), `${whole % 60} s`].join(
    ' ',
  );
}

/** Hours and minutes where the reader is. */
function clockTime(at: Date): string {
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}
