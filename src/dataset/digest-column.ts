/** Bytes of SHA-256. */
const WIDTH = 32;

/** Digests of many items, 32 bytes each; an item may have none. */
export interface DigestColumn {
  readonly count: number;
  /** @param hex 64 hexadecimal digits; null leaves the item without one */
  set(item: number, hex: string | null): void;
  has(item: number): boolean;
  /** 64 hexadecimal digits; null where the item has none. */
  hex(item: number): string | null;
  readonly data: Uint8Array;
  /** 1 where an item has one. */
  readonly known: Uint8Array;
}

/** Looks up the items of a column by a digest. */
export interface DigestIndex {
  /** The first item of the column with the digest of an item of another one; −1 where none has it. */
  first(of: DigestColumn, item: number): number;
  /** All of them, ascending. */
  all(of: DigestColumn, item: number): number[];
}

export function createDigestColumn(count: number): DigestColumn {
  return digestColumnOf({ data: new Uint8Array(count * WIDTH), known: new Uint8Array(count) });
}

/** The column of data that came from another thread, where functions are left behind. */
export function digestColumnOf({
  data,
  known,
}: Pick<DigestColumn, "data" | "known">): DigestColumn {
  return {
    count: known.length,
    data,
    known,
    set(item, hex) {
      if (hex === null) return;
      for (let k = 0; k < WIDTH; k++) {
        data[item * WIDTH + k] = (digitAt(hex, 2 * k) << 4) | digitAt(hex, 2 * k + 1);
      }
      known[item] = 1;
    },
    has: (item) => known[item] === 1,
    hex: (item) =>
      known[item] === 1 ? hexOf(data.subarray(item * WIDTH, (item + 1) * WIDTH)) : null,
  };
}

/** The value of a hexadecimal digit of either case. */
function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** A table of chains by the first 32 bits of the digests, which are as good as random. */
export function createDigestIndex(column: DigestColumn): DigestIndex {
  let size = 1;
  while (size < 2 * column.count) size *= 2;
  const head = new Int32Array(size).fill(-1);
  const next = new Int32Array(column.count).fill(-1);
  // From the last, so that chains are ascending.
  for (let item = column.count - 1; item >= 0; item--) {
    if (!column.has(item)) continue;
    const slot = slotOf(column, item) & (size - 1);
    next[item] = head[slot]!;
    head[slot] = item;
  }
  const from = (of: DigestColumn, item: number, start: number): number => {
    for (let other = start; other >= 0; other = next[other]!) {
      if (isSame(of, item, column, other)) return other;
    }
    return -1;
  };
  const start = (of: DigestColumn, item: number): number =>
    of.has(item) ? head[slotOf(of, item) & (size - 1)]! : -1;
  return {
    first: (of, item) => from(of, item, start(of, item)),
    all(of, item) {
      const found: number[] = [];
      let other = from(of, item, start(of, item));
      while (other >= 0) {
        found.push(other);
        other = from(of, item, next[other]!);
      }
      return found;
    },
  };
}

function slotOf({ data }: DigestColumn, item: number): number {
  const at = item * WIDTH;
  return data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
}

function isSame(a: DigestColumn, i: number, b: DigestColumn, j: number): boolean {
  for (let k = 0; k < WIDTH; k++) {
    if (a.data[i * WIDTH + k] !== b.data[j * WIDTH + k]) return false;
  }
  return true;
}
