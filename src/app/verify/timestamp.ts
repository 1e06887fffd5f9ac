import { quotation } from '../../base/quotation.ts';
import { errorText } from '../../base/errorText.ts';
import { DAY, MINUTE } from '../../base/time.ts';
import { wholeOf } from '../../pack/files.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { MANIFEST, TIMESTAMP } from '../../pack/parts.ts';
import { eachObservation, type Pack } from '../../pack/readPack.ts';
import { certificatesIn, proveTimestamp, readTimestamp } from '../../pack/timestamp.ts';
import { namedFile } from './namedFile.ts';
import { Differences, type Step } from './step.ts';

/** Two clocks seldom agree. */
const CLOCKS_DIFFER = 5 * MINUTE;

interface CheckedTimestamp {
  readonly step: Step;
  /** ISO 8601, from an authority that the reader trusts; undefined if that is not proven. */
  readonly proven: string | undefined;
}

/**
 * Checks the timestamp beside the manifest (RFC 3161): it covers this manifest, is from an authority under the certificates
 * that the reader gave, and is within 24 hours after the run's end.
 * @param authorities PEM; undefined if the reader gave none
 */
export async function checkTimestamp(pack: Pack, authorities: string | undefined): Promise<CheckedTimestamp> {
  const differences = new Differences();
  if (!pack.names.includes(TIMESTAMP)) {
    differences.trust(
      `When the pack was made: it has no timestamp (${TIMESTAMP}), so only the pack itself states its times, and it may have been made later.`,
    );
    return { step: differences.step('timestamp', 'The pack has no timestamp.', false), proven: undefined };
  }
  const [answer, manifest] = [await wholeOf(pack, TIMESTAMP), await wholeOf(pack, MANIFEST)];
  const found = await readTimestamp(answer, manifest).catch((error: unknown) => {
    differences.add(`${TIMESTAMP}: ${errorText(error)}`);
  });
  if (found === undefined) return { step: differences.step('timestamp', ''), proven: undefined };
  const { time, authority } = found;
  const end = await endOf(pack);
  const late = Date.parse(time) - Date.parse(end);
  if (late > DAY || late < -CLOCKS_DIFFER)
    differences.add(
      `${TIMESTAMP} is dated ${time}, not within 24 hours after the end of the run (${end}): the pack is older or newer than it claims.`,
    );
  // In RFC 3161 the signature covers nothing but the TSTInfo and the signed attributes.
  differences.trust(
    `What else is in ${TIMESTAMP}: the wording of the response, and unsigned certificates and attributes. No signature covers them, and no time follows from them.`,
  );
  if (authorities === undefined)
    differences.trust(
      `That the timestamp of ${time} is by an authority that can be trusted (${quotation(authority)}): give the certificate above it with --timestamp-ca.`,
    );
  else {
    await proveTimestamp(answer, manifest, authorities).catch((error: unknown) => {
      differences.add(`${TIMESTAMP}: ${errorText(error)}`);
    });
    differences.trust('That the certificate of the timestamp had not been revoked: that cannot be checked offline.');
  }
  const proven = authorities !== undefined && differences.count === 0 ? time : undefined;
  const whose =
    proven === undefined
      ? 'which authority issued it is not proven'
      : `${quotation(authority)} issued it, under a certificate that was given`;
  return {
    step: differences.step('timestamp', `According to its timestamp, the manifest existed at ${time}; ${whose}.`),
    proven,
  };
}

/** When the run ended, according to the manifest; in packs that do not say it, the time of the last answer. */
async function endOf(pack: Pack): Promise<string> {
  let end = pack.manifest.endedAt ?? '';
  if (end !== '') return end;
  for await (const { endedAt } of eachObservation(pack)) if (endedAt > end) end = endedAt;
  return end === '' ? pack.manifest.asOf : end;
}

/** Certificates of authorities that the reader trusts. @throws PackReadError */
export async function readAuthorities(path: string): Promise<string> {
  const text = await namedFile(path);
  try {
    certificatesIn(text);
    return text;
  } catch (cause) {
    throw new PackReadError(`${path} holds no certificate of a timestamp authority; give one or several in PEM.`, {
      cause,
    });
  }
}
