/**
 * CRC-32 of ISO 3309, as PNG's annex D gives it, of the bytes from `start` to `end`; four bytes at
 * a time (Kounavis & Berry, "A Systematic Approach to Building High Performance Software-Based CRC
 * Generators", 2005: the form known as slicing).
 *
 * @returns an unsigned number of 32 bits
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      CRC[768 + (crc & 255)]! ^
      CRC[512 + ((crc >>> 8) & 255)]! ^
      CRC[256 + ((crc >>> 16) & 255)]! ^
      CRC[crc >>> 24]!;
  }
  for (; at < end; at++) crc = CRC[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Four tables of 256: what a byte does to the checksum when 0, 1, 2 or 3 more bytes follow it. */
const CRC = crcTables();

function crcTables(): Int32Array {
  const tables = new Int32Array(1024);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    tables[n] = c;
  }
  for (let n = 256; n < 1024; n++) {
    const before = tables[n - 256]!;
    tables[n] = tables[before & 255]! ^ (before >>> 8);
  }
  return tables;
}
