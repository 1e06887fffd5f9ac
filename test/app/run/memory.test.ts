import { readFileSync } from 'node:fs';
import { constants, PerformanceObserver, type NodeGCPerformanceDetail } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';

let memory: typeof import('../../../src/app/run/memory.ts');
beforeEach(async () => {
  vi.resetModules();
  memory = await import('../../../src/app/run/memory.ts');
});

/** How often memory was looked through because the program asked for it. */
async function asked(work: () => void): Promise<number> {
  let times = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as unknown as readonly { readonly detail: NodeGCPerformanceDetail }[])
      if (detail.flags === constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) times += 1;
  });
  observer.observe({ entryTypes: ['gc'] });
  work();
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  observer.disconnect();
  return times;
}

/** More than any instance needs without a run. */
const LARGE = 160 * 2 ** 20;

test('a program that owns its process gives back memory between stages; in one that it shares, nothing is looked through', async () => {
  const held = Buffer.alloc(LARGE);
  expect(await asked(memory.giveBackMemory)).toBe(0);
  expect(await asked(memory.holdMemoryDown)).toBe(0);
  memory.giveBackFromNowOn();
  expect(await asked(memory.holdMemoryDown)).toBe(1);
  expect(await asked(memory.holdMemoryDown)).toBe(0);
  expect(await asked(memory.giveBackMemory)).toBe(1);
  expect(held).toHaveLength(LARGE);
});

test('while work is under way, memory is given back again and again, and no longer when it has ended', async () => {
  memory.giveBackFromNowOn();
  let held: Buffer | undefined;
  const looked = (): Promise<number> => asked(memory.holdMemoryDown);
  await memory.inLittleMemory(async () => {
    held = Buffer.alloc(LARGE);
    await setTimeout(250);
  });
  // What was let go of or taken meanwhile was looked through by then.
  expect(await looked()).toBe(0);
  held = Buffer.alloc(2 * LARGE);
  await setTimeout(250);
  expect(await looked()).toBe(1);
  expect(held).toHaveLength(2 * LARGE);
});

test.each(['src/cli/main.ts', 'src/functions/main.ts', 'bench/run.ts', 'bench/verify.ts', 'bench/history.ts'])(
  '%s owns its process',
  (entry) => {
    expect(readFileSync(entry, 'utf8')).toMatch(/^ *giveBackFromNowOn\(\);$/m);
  },
);
