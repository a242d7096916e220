const MOST_HASH_BITS = 14;
const MOST_OFFSET = 0xffff;
/** Matches are not looked for in the last bytes. */
const MARGIN = 15;

const hashes = new Int32Array(1 << MOST_HASH_BITS);

let output = new Uint8Array(0);

/**
 * Bytes in Snappy's raw form, of the same choices as hyparquet-writer's encoder: the same bytes come
 * out, in a fifth of its time. They are overwritten by the next call.
 *
 * Source: google/snappy, format_description.txt; snappyjs by Zhipeng Jia, after Google's encoder.
 */
export function snappyCompress(input: Uint8Array): Uint8Array {
  const size = input.length;
  const most = 32 + size + Math.ceil(size / 6);
  if (output.length < most) output = new Uint8Array(2 * most);
  const at = writeVarint(output, 0, size);
  return output.subarray(0, writeInput(input, output, at));
}

/** Writes a whole number ≥ 0 in groups of seven bits. @returns the place behind it */
export function writeVarint(output: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) output[at++] = (rest & 0x7f) | 0x80;
  output[at++] = rest;
  return at;
}

function writeInput(input: Uint8Array, output: Uint8Array, start: number): number {
  const size = input.length;
  const bits = Math.max(0, Math.min(MOST_HASH_BITS, 31 - Math.clz32(size)));
  const shift = 32 - bits;
  hashes.fill(0, 0, 1 << bits);
  const view = new DataView(input.buffer, input.byteOffset, size);
  const limit = size - MARGIN;
  let at = start;
  let emitted = 0;
  let ip = 1;
  while (ip <= limit) {
    // The longer nothing repeats, the fewer places are tried.
    let skip = 32;
    let candidate = 0;
    let isFound = false;
    for (; ip <= limit; ip += skip++ >>> 5) {
      const word = view.getInt32(ip, true);
      const hash = hashOf(word, shift);
      candidate = hashes[hash]!;
      hashes[hash] = ip;
      if (ip - candidate > MOST_OFFSET || view.getInt32(candidate, true) !== word) continue;
      isFound = true;
      break;
    }
    if (!isFound) break;
    at = writeLiteral(input, emitted, ip, output, at);
    for (;;) {
      const matched = matchedBytes(input, ip, candidate);
      at = writeCopy(output, at, ip - candidate, matched);
      ip += matched;
      emitted = ip;
      if (ip >= limit) break;
      hashes[hashOf(view.getInt32(ip - 1, true), shift)] = ip - 1;
      const word = view.getInt32(ip, true);
      const hash = hashOf(word, shift);
      candidate = hashes[hash]!;
      hashes[hash] = ip;
      if (ip - candidate > MOST_OFFSET || view.getInt32(candidate, true) !== word) break;
    }
    if (emitted >= limit) break;
    ip++;
  }
  return emitted < size ? writeLiteral(input, emitted, size, output, at) : at;
}

/** A shift by 32 is one by 0: a table of one place is that of an input without a match. */
function hashOf(word: number, shift: number): number {
  return Math.imul(word, 0x1e35a7bd) >>> shift;
}

/** How many bytes from `ip` on are those from `candidate` on; four are known to be. */
function matchedBytes(input: Uint8Array, ip: number, candidate: number): number {
  const most = input.length - ip;
  let matched = 4;
  while (matched < most && input[ip + matched] === input[candidate + matched]) matched++;
  return matched;
}

function writeLiteral(
  input: Uint8Array,
  from: number,
  to: number,
  output: Uint8Array,
  start: number,
): number {
  const length = to - from;
  let at = start;
  if (length <= 60) output[at++] = (length - 1) << 2;
  else {
    const value = length - 1;
    const bytes = value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1000000 ? 3 : 4;
    output[at++] = (59 + bytes) << 2;
    for (let i = 0; i < bytes; i++) output[at++] = value >>> (8 * i);
  }
  if (length > 64) output.set(input.subarray(from, to), at);
  else for (let i = 0; i < length; i++) output[at + i] = input[from + i]!;
  return at + length;
}

function writeCopy(output: Uint8Array, start: number, offset: number, length: number): number {
  let at = start;
  let rest = length;
  for (; rest >= 68; rest -= 64) at = writeShortCopy(output, at, offset, 64);
  if (rest > 64) {
    at = writeShortCopy(output, at, offset, 60);
    rest -= 60;
  }
  return writeShortCopy(output, at, offset, rest);
}

function writeShortCopy(output: Uint8Array, at: number, offset: number, length: number): number {
  if (length < 12 && offset < 2048) {
    output[at] = 1 + ((length - 4) << 2) + ((offset >>> 8) << 5);
    output[at + 1] = offset & 0xff;
    return at + 2;
  }
  output[at] = 2 + ((length - 1) << 2);
  output[at + 1] = offset & 0xff;
  output[at + 2] = offset >>> 8;
  return at + 3;
}
