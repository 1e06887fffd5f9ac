/**
 * Kusto's `hash()`: XXH64 with seed 0 over the value's UTF-8 text, as a signed 64-bit number. Proven against the example on the
 * page: `hash("World")` is 1846988464401551951.
 * @see https://learn.microsoft.com/kusto/query/hash-function
 */
export function hash64(text: string): bigint {
  return BigInt.asIntN(64, xxHash64(Buffer.from(text, 'utf8')));
}

const MASK = (1n << 64n) - 1n;
const PRIME_1 = 11_400_714_785_074_694_791n;
const PRIME_2 = 14_029_467_366_897_019_727n;
const PRIME_3 = 1_609_587_929_392_839_161n;
const PRIME_4 = 9_650_029_242_287_828_579n;
const PRIME_5 = 2_870_177_450_012_600_261n;

const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & MASK;
const round = (accumulator: bigint, lane: bigint): bigint =>
  (rotate((accumulator + lane * PRIME_2) & MASK, 31n) * PRIME_1) & MASK;

/** @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
function xxHash64(bytes: Buffer): bigint {
  let offset = 0;
  let hash = PRIME_5;
  if (bytes.length >= 32) {
    const lanes: [bigint, bigint, bigint, bigint] = [(PRIME_1 + PRIME_2) & MASK, PRIME_2, 0n, (0n - PRIME_1) & MASK];
    for (; offset <= bytes.length - 32; offset += 32) {
      lanes[0] = round(lanes[0], bytes.readBigUInt64LE(offset));
      lanes[1] = round(lanes[1], bytes.readBigUInt64LE(offset + 8));
      lanes[2] = round(lanes[2], bytes.readBigUInt64LE(offset + 16));
      lanes[3] = round(lanes[3], bytes.readBigUInt64LE(offset + 24));
    }
    hash = (rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n)) & MASK;
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4) & MASK;
  }
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; offset + 8 <= bytes.length; offset += 8)
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(offset)), 27n) * PRIME_1 + PRIME_4) & MASK;
  if (offset + 4 <= bytes.length) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(offset)) * PRIME_1) & MASK), 23n) * PRIME_2 + PRIME_3) & MASK;
    offset += 4;
  }
  for (; offset < bytes.length; offset++)
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt8(offset)) * PRIME_5) & MASK), 11n) * PRIME_1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * PRIME_2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * PRIME_3) & MASK;
  return hash ^ (hash >> 32n);
}
