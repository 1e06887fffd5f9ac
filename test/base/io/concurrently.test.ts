import { expect, test } from 'vitest';
import { concurrently } from '../../../src/base/io/concurrently.ts';

test('concurrent work: at most so many at once, nothing new after a failure, the failure thrown once all is quiet', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const work = async (item: number): Promise<void> => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
    running -= 1;
    if (item === 5) throw new Error('five');
    done.push(item);
  };
  await expect(
    concurrently(
      Array.from({ length: 50 }, (_, index) => index),
      3,
      work,
    ),
  ).rejects.toThrow('five');
  expect(most).toBe(3);
  expect(running).toBe(0);
  expect(done.length).toBeLessThan(9);
});
