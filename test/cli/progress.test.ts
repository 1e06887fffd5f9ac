import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { trackProgress } from '../../src/app/run/progressTracker.ts';
import { lineOf, showProgress, showReading } from '../../src/cli/progress.ts';
import type { ProgressEvent } from '../../src/domain/progress.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function shown(
  isTTY: boolean,
  {
    quiet = false,
    columns = 200,
    show = showProgress,
  }: { quiet?: boolean; columns?: number; show?: typeof showProgress } = {},
) {
  let text = '';
  let time = 0;
  const stream = {
    isTTY,
    columns,
    write: (words: string) => ((text += words), true),
  } as unknown as NodeJS.WriteStream;
  const wall = (): Date => new Date(2026, 10, 16, 14, 0, time / 1000);
  const progress = show(quiet, { stream, now: () => time, wall });
  return {
    ...progress,
    pass: (seconds: number): void => {
      time += seconds * 1000;
      vi.advanceTimersByTime(seconds * 1000);
    },
    text: () => text,
  };
}

const page = (source: string, rows: number, quotaRemaining?: number): ProgressEvent => ({
  kind: 'page',
  source,
  rows,
  pages: 1,
  quotaRemaining,
});

describe('on a terminal', () => {
  test('one line is kept current: stage, done of total, rows, queries left, the end expected', () => {
    const { report, pass, text, end } = shown(true);
    report({ kind: 'stage', stage: 'collect' });
    report(page('disks', 4_000, 14));
    report(page('snapshots', 210, 13));
    pass(60);
    const last = text().split('\r\u001b[2K').at(-1);
    expect(last).toMatch(
      /^\[2\/8\] reading Azure: 2 of \d\d kinds of resource, about \d+ min left \(done at \d\d:\d\d\), 4,210 rows, 13 queries left$/,
    );
    expect(text()).not.toContain('\n');
    report({ kind: 'requestsPlanned', requests: 5_961, seconds: 0, because: '5,961 requests' });
    report({ kind: 'requestAnswered', answered: 1_200, planned: 5_960 });
    pass(1);
    expect(text().split('\r\u001b[2K').at(-1)).toMatch(/kinds of resource, 1,200 of 5,960 requests, about/);
    for (let gap = 0; gap < 100; gap += 1) report({ kind: 'gap', source: 'disks', because: 'so' });
    pass(1);
    expect(text().split('\r').at(-1)).toMatch(/, 100 gaps$/);
    expect(text().split('\r').length).toBeLessThan(200);
    end();
    expect(text().endsWith('\r\u001b[2K')).toBe(true);
  });

  test('a long wait is said with its reason, a short one only while it lasts', () => {
    const { report, text } = shown(true);
    report({ kind: 'waiting', source: 'Resource Graph', seconds: 2, because: 'its quota is used up' });
    expect(text()).not.toContain('\n');
    report({ kind: 'waiting', source: 'Resource Graph', seconds: 3600, because: 'its quota is used up' });
    expect(text()).toMatch(/Waiting 60 min, until \d\d:\d\d, for Resource Graph: its quota is used up\.\n/);
  });
});

describe('a narrow terminal', () => {
  test.each([40, 60, 80, 81, 100, 120])('of %i columns shows whole parts only', (columns) => {
    const wide = shown(true);
    const narrow = shown(true, { columns });
    for (const { report, pass } of [wide, narrow]) {
      report({ kind: 'stage', stage: 'collect' });
      report(page('disks', 4_000, 14));
      report({ kind: 'waiting', source: 'Resource Graph', seconds: 3600, because: 'its quota is used up' });
      pass(60);
    }
    const [whole, cut] = [wide, narrow].map(({ text }) => text().split('\r\u001b[2K').at(-1) ?? '');
    expect(cut?.length).toBeLessThan(columns);
    expect(`${whole}, `.startsWith(columns < 60 ? (cut ?? '?') : `${cut}, `)).toBe(true);
  });
});

describe('a command that reads Azure and is no run', () => {
  const reading = (only: 'plan' | 'collect'): typeof showProgress => {
    return (quiet, surroundings) => showReading(quiet, only, surroundings);
  };

  test.each([true, false])('tells no stages, and leaves what it planned to its own words (terminal: %s)', (isTTY) => {
    const { report, pass, text } = shown(isTTY, { show: reading('collect') });
    report(page('disks', 4_000, 14));
    report({ kind: 'requestsPlanned', requests: 5_961, seconds: 0, because: '5,961 requests' });
    report({ kind: 'requestsSent', planned: 3, requests: 3, furtherPages: 0, repeated: 0 });
    pass(60);
    expect(text()).not.toMatch(/\[\d\/\d\]|Planned|planned with/);
    expect(text()).toMatch(/reading Azure: 1 of \d\d kinds of resource, .*4,000 rows/);
  });

  test('planning alone does not say when it ends', () => {
    const { report, pass, text } = shown(false, { show: reading('plan') });
    report(page('disks', 4_000, 14));
    pass(15);
    expect(text()).toBe('planning: 15 s so far\n');
  });
});

describe('elsewhere', () => {
  test('a line every 15 seconds, and none before', () => {
    const { report, pass, text } = shown(false);
    report({ kind: 'stage', stage: 'collect' });
    report(page('disks', 10));
    pass(14);
    expect(text()).toBe('');
    pass(1);
    expect(text().split('\n')).toHaveLength(2);
    pass(30);
    expect(text().split('\n')).toHaveLength(4);
    expect(text()).not.toContain('\u001b');
  });

  test('no two lines say the same while the end cannot be told', () => {
    const { report, pass, text } = shown(false);
    report({ kind: 'stage', stage: 'plan' });
    for (let step = 0; step < 266; step += 1) pass(15);
    const lines = text().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(200);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines[0]).toMatch(/: 15 s so far$/);
    expect(lines[5]).toMatch(/: 1 min 30 s so far$/);
    expect(lines.at(-1)).toMatch(/: 1 h 6 min \d+ s so far$/);
  });

  test('a run that has ended says nothing more', () => {
    const { pass, text, end } = shown(false);
    end();
    pass(60);
    expect(text()).toBe('');
  });
});

test('--quiet is quiet', () => {
  const { report, pass, text, end } = shown(true, { quiet: true });
  report({ kind: 'stage', stage: 'pack' });
  pass(60);
  end();
  expect(text()).toBe('');
});

describe('the end expected', () => {
  test('is not told before it can be reckoned, and comes nearer stage by stage', () => {
    let time = 0;
    const tracker = trackProgress(() => time);
    expect(tracker.standing().remaining).toBeUndefined();
    const left: number[] = [];
    for (const stage of ['assess', 'pack', 'deliver', 'done'] as const) {
      time += 10_000;
      tracker.take({ kind: 'stage', stage });
      left.push(tracker.standing().remaining ?? NaN);
    }
    expect(left.at(-1)).toBe(0);
    expect(left[2]).toBeLessThan(left[1] ?? 0);
    expect(left.every((seconds) => seconds >= 0)).toBe(true);
  });

  test('is never before the end of a wait', () => {
    let time = 0;
    const tracker = trackProgress(() => time);
    tracker.take({ kind: 'stage', stage: 'deliver' });
    time = 10_000;
    tracker.take({ kind: 'waiting', source: 'disks', seconds: 500, because: 'so' });
    expect(tracker.standing().remaining).toBe(500);
    expect(lineOf(tracker.standing(), new Date(0))).toMatch(/waiting 8 min, until \d\d:\d\d \(so\)/);
  });
});
