import { HomegroundError } from "../../core/errors.js";
import { decodeUtf8, decodeWindows1252 } from "./text-encoding.js";

/**
 * Distinct byte strings, numbered in order of first appearance. A column of a table is kept as the
 * numbers; text is made once for each distinct cell, at the end, instead of once for each cell.
 *
 * Open addressing with linear probing; a slot holds a number plus 1, or 0. State of one reader.
 */
export interface ByteDictionary {
  slots: Int32Array;
  /** Hash of each entry. */
  hashes: Int32Array;
  /** Entry k is `arena[offsets[k] … offsets[k + 1] − 1]`. */
  offsets: Int32Array;
  arena: Uint8Array;
  size: number;
}

/** First value of a running hash. */
export const HASH_SEED = 0x811c9dc5 | 0;
/** Multiplier of FNV-1a (Fowler, Noll, Vo), whose step is `Math.imul(hash ^ byte, HASH_PRIME)`. */
export const HASH_PRIME = 0x01000193;

export function createByteDictionary(): ByteDictionary {
  return {
    slots: new Int32Array(64),
    hashes: new Int32Array(32),
    offsets: new Int32Array(33),
    arena: new Uint8Array(512),
    size: 0,
  };
}

/**
 * Number of the byte string, which is `dictionary.size` before the call when it is new.
 *
 * @param hash FNV-1a of the bytes from {@link HASH_SEED}
 */
export function codeOfBytes(
  dictionary: ByteDictionary,
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
): number {
  const { slots, hashes, offsets, arena } = dictionary;
  const mask = slots.length - 1;
  const length = end - start;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (;;) {
    const code = slots[slot]! - 1;
    if (code < 0) return insert(dictionary, bytes, start, end, hash, slot);
    if (hashes[code] === hash) {
      const at = offsets[code]!;
      if (offsets[code + 1]! - at === length) {
        let i = 0;
        while (i < length && arena[at + i] === bytes[start + i]) i++;
        if (i === length) return code;
      }
    }
    slot = (slot + 1) & mask;
  }
}

function insert(
  d: ByteDictionary,
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
  slot: number,
): number {
  const code = appendBytes(d, bytes, start, end);
  d.hashes[code] = hash;
  d.slots[slot] = code + 1;
  if (d.size * 2 > d.slots.length) rehash(d);
  return code;
}

/**
 * Adds an entry without looking whether it is there, for a column that is a list of texts.
 * A dictionary is filled by this or by {@link codeOfBytes}, not by both.
 */
export function appendBytes(
  d: ByteDictionary,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const code = d.size++;
  const at = d.offsets[code]!;
  const length = end - start;
  if (at + length > d.arena.length) d.arena = grown(d.arena, at + length);
  if (length < 64) for (let i = 0; i < length; i++) d.arena[at + i] = bytes[start + i]!;
  else d.arena.set(bytes.subarray(start, end), at);
  if (code >= d.hashes.length) {
    const hashes = new Int32Array(d.hashes.length * 2);
    hashes.set(d.hashes);
    d.hashes = hashes;
    const offsets = new Int32Array(hashes.length + 1);
    offsets.set(d.offsets);
    d.offsets = offsets;
  }
  d.offsets[code + 1] = at + length;
  return code;
}

function rehash(d: ByteDictionary): void {
  const slots = new Int32Array(d.slots.length * 4);
  const mask = slots.length - 1;
  for (let code = 0; code < d.size; code++) {
    const hash = d.hashes[code]!;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = code + 1;
  }
  d.slots = slots;
}

const MAX_ARENA_BYTES = 2 ** 31 - 1;

function grown(bytes: Uint8Array, needed: number): Uint8Array {
  if (needed > MAX_ARENA_BYTES) {
    throw new HomegroundError("input/too-large", {
      what: "a column holds more than 2 GiB of distinct text",
      where: "table",
      fix: "Split the table, or leave that column out",
    });
  }
  const larger = new Uint8Array(Math.min(MAX_ARENA_BYTES, Math.max(needed, bytes.length * 2)));
  larger.set(bytes);
  return larger;
}

/** The texts of a dictionary, and the first one that is not UTF-8. */
export interface DecodedEntries {
  readonly texts: string[];
  /** Number of the first entry that was read as Windows-1252; −1 when all are UTF-8. */
  readonly firstLegacy: number;
  readonly legacyCount: number;
}

const BLOCK_BYTES = 1 << 20;

/** Text of every entry: UTF-8, and Windows-1252 for an entry that is not. */
export function decodeEntries(dictionary: ByteDictionary): DecodedEntries {
  const { offsets, arena, size } = dictionary;
  const texts: string[] = new Array(size);
  let firstLegacy = -1;
  let legacyCount = 0;
  for (let from = 0; from < size; ) {
    const start = offsets[from]!;
    let to = from + 1;
    while (to < size && offsets[to + 1]! - start <= BLOCK_BYTES) to++;
    const block = arena.subarray(start, offsets[to]!);
    if (isAscii(block)) {
      // A character is a byte, so one decoding serves all entries of the block.
      const text = decodeUtf8(block) ?? "";
      for (let k = from; k < to; k++) {
        texts[k] = text.slice(offsets[k]! - start, offsets[k + 1]! - start);
      }
    } else {
      for (let k = from; k < to; k++) {
        const bytes = arena.subarray(offsets[k]!, offsets[k + 1]!);
        const text = decodeUtf8(bytes);
        if (text === null) {
          legacyCount++;
          if (firstLegacy < 0) firstLegacy = k;
        }
        texts[k] = text ?? decodeWindows1252(bytes);
      }
    }
    from = to;
  }
  return { texts, firstLegacy, legacyCount };
}

function isAscii(bytes: Uint8Array): boolean {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) all |= bytes[i]!;
  return all < 0x80;
}
