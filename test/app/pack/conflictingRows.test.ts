import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Fault } from '../../../simulator/index.ts';
import type { ArmDocument } from '../../../simulator/tenant.ts';
import { runLocally } from '../../../src/app/localRun.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { openPack, recordOf } from '../../../src/pack/readPack.ts';
import { openSmallBank, settingsOf } from '../run/stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
afterAll(() => folder.dispose());

const second = (type: string, change: (properties: object) => object): Fault => {
  let chosen: string | undefined;
  const isFirst = (row: ArmDocument): boolean => {
    if (row.type.toLowerCase() !== type.toLowerCase()) return false;
    chosen ??= row.id;
    return row.id === chosen;
  };
  return {
    effect: {
      kind: 'duplicateRow',
      where: isFirst,
      change: (row) => ({ ...row, properties: change(row.properties as object) }),
    },
  };
};

test('rows that disagree: the disk stays, the pack verifies, and so does its redacted copy', async () => {
  const bank = await openSmallBank(1, [
    second('Microsoft.Compute/disks', (all) => ({ ...all, networkAccessPolicy: 'AllowAll' })),
    second('Microsoft.Compute/virtualMachines', (all) => ({ ...all, securityProfile: { encryptionAtHost: 'maybe' } })),
  ]);
  try {
    const { packLocation } = await runLocally({
      settings: readSettings(await settingsOf(bank, folder.path)),
      outFolder: join(folder.path, 'out'),
      sendMail: false,
      report: () => undefined,
      trigger: 'cli',
      asOf: bank.now,
    });
    const record = await recordOf(await openPack(packLocation));
    const gaps = record.gaps.filter(({ kind }) => kind === 'conflictingRows');
    expect(gaps.map(({ source }) => source)).toEqual(['disks', 'virtualMachines']);
    for (const { source, subject } of gaps)
      if (source === 'disks') expect(record.chains.map(({ disk }) => disk)).toContain(subject);
    const verified = await verifyPack({ pack: packLocation, earlier: [] });
    expect(verified.steps.flatMap(({ differences }) => differences)).toEqual([]);
    const copy = join(folder.path, 'redacted');
    await redactPack({ pack: packLocation, output: copy, mapping: join(folder.path, 'mapping.json') });
    const again = await verifyPack({ pack: copy, earlier: [] });
    expect(again.steps.flatMap(({ differences }) => differences)).toEqual([]);
  } finally {
    await bank.close();
  }
}, 300_000);
