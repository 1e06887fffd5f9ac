/** What an auditor's machine needs to verify a pack, in a process of its own so that its memory is measured alone. */
import { giveBackFromNowOn } from '../src/app/run/memory.ts';
import { verifyPack } from '../src/app/verify/verifyPack.ts';
import { peakMegabytes, processorSeconds } from './measure.ts';

const [pack = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  giveBackFromNowOn();
  const [at, before] = [performance.now(), processorSeconds()];
  const { word, steps } = await verifyPack({ pack, earlier: [] });
  console.log(
    `verify    ${((performance.now() - at) / 1000).toFixed(1).padStart(8)} s (${(processorSeconds() - before).toFixed(1)} s of processor time), ${word}, peak memory ${String(peakMegabytes())} MB`,
  );
  for (const { about, verified, differences } of steps)
    if (about === 'record' || about === 'workbook' || differences.length > 0)
      console.log(`  ${[verified, ...differences].join(' ')}`);
}

void main();
