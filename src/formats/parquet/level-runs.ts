import { writeVarint } from "./snappy-compress.js";

/** Bytes that {@link writeRuns} may need. */
export function mostRunBytes(count: number): number {
  return 5 * count + 16; // eight values of 32 bits, and a header
}

/**
 * Whole numbers in Parquet's RLE / bit-packing hybrid: eight or more of the same are a run, others are
 * packed in groups of eight.
 *
 * Source: apache/parquet-format, Encodings.md (RLE).
 *
 * @param bits of a value, at most 24
 * @returns the place behind the last byte
 */
export function writeRuns(
  output: Uint8Array,
  start: number,
  values: Int32Array | Uint8Array,
  bits: number,
): number {
  let at = start;
  let packedFrom = 0;
  let i = 0;
  while (i < values.length) {
    const end = endOfRun(values, i);
    if (end - i < 8) {
      i += 8;
      continue;
    }
    if (packedFrom < i) at = writePacked(output, at, values, packedFrom, i, bits);
    at = writeVarint(output, at, (end - i) * 2);
    for (let shift = 0; shift < bits; shift += 8) output[at++] = values[i]! >> shift;
    i = end;
    packedFrom = end;
  }
  return packedFrom < i ? writePacked(output, at, values, packedFrom, i, bits) : at;
}

function endOfRun(values: Int32Array | Uint8Array, from: number): number {
  const value = values[from];
  let end = from + 1;
  while (end < values.length && values[end] === value) end++;
  return end;
}

/** @param to a multiple of eight behind `from`; values behind the last are 0 */
function writePacked(
  output: Uint8Array,
  start: number,
  values: Int32Array | Uint8Array,
  from: number,
  to: number,
  bits: number,
): number {
  let at = writeVarint(output, start, ((to - from) >> 3) * 2 + 1);
  let buffer = 0;
  let used = 0;
  for (let i = from; i < to; i++) {
    if (i < values.length) buffer |= values[i]! << used;
    used += bits;
    for (; used >= 8; used -= 8) {
      output[at++] = buffer;
      buffer >>>= 8;
    }
  }
  return at;
}
