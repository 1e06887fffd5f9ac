import { counted } from '../../base/counted.ts';
import { errorText } from '../../base/errorText.ts';
import { SOURCE_IDS } from '../../collect/sources/list.ts';
import { measure } from '../../pack/measure.ts';
import { fixedPartsOf, isWorkbook, MANIFEST, strangerIn } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { Differences, type Step } from './step.ts';

/**
 * Every part has the size, the hash and the rows that the manifest gives, and there is nothing else in the pack.
 * @param spelled the part whose lines are known to have their one valid spelling
 */
export async function checkParts(pack: Pack, beside: readonly string[], spelled?: string): Promise<Step> {
  const differences = new Differences();
  const { parts, schemaVersion } = pack.manifest;
  const there = new Set(pack.names);
  let total = 0;
  for (const part of parts) {
    if (!there.has(part.name)) {
      differences.add(`${part.name} is listed in manifest.json and missing from the pack.`);
      continue;
    }
    const known = { isSpelled: part.name === spelled, isMarked: schemaVersion > 1 };
    const found = await measure(pack, part.name, part.bytes, known).catch((error: unknown) => errorText(error));
    if (typeof found === 'string') differences.add(found);
    else {
      total += found.bytes;
      if (found.bytes !== part.bytes)
        differences.add(
          `${part.name} has ${String(found.bytes)} bytes, not the ${String(part.bytes)} of manifest.json.`,
        );
      if (found.sha256 !== part.sha256)
        differences.add(
          `${part.name} has the SHA-256 ${found.sha256}, not ${part.sha256}: it is not the file that was packed.`,
        );
      for (const fault of found.faults) differences.add(fault);
      if (found.rows !== part.rows && (found.rows !== undefined || found.faults.length === 0))
        differences.add(
          `${part.name} holds ${String(found.rows)} rows, not the ${String(part.rows)} of manifest.json.`,
        );
    }
  }
  const listed = new Set([MANIFEST, ...beside, ...parts.map(({ name }) => name)]);
  for (const name of fixedPartsOf(pack.manifest))
    if (!parts.some((part) => part.name === name))
      differences.add(`manifest.json does not list ${name}, which every pack has.`);
  const workbooks = pack.names.filter(isWorkbook);
  if (workbooks.length > 1) differences.add(`The pack holds ${String(workbooks.length)} workbooks; it has one.`);
  for (const name of pack.names) {
    const stranger = strangerIn(name, pack.manifest, SOURCE_IDS);
    if (stranger !== undefined) differences.add(stranger);
  }
  for (const name of pack.names)
    if (!listed.has(name)) differences.add(`${name} is in the pack, but manifest.json does not list it.`);
  return differences.step(
    'parts',
    `${counted(parts.length, 'part')} (${counted(total, 'byte')}) have the size, the SHA-256 and the number of rows that manifest.json gives, and there is nothing else in the pack.`,
  );
}
