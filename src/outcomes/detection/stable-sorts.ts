/**
 * Rows by rising key, equal keys in the order they come in: a counting sort, linear in rows and keys.
 *
 * @param rows null for 0, 1, 2, …
 * @param key of each row, 0 … keyCount − 1
 */
export function sortByKey(rows: Int32Array | null, key: Int32Array, keyCount: number): Int32Array {
  const next = new Int32Array(keyCount + 1);
  const n = rows === null ? key.length : rows.length;
  for (let i = 0; i < n; i++) next[key[rows === null ? i : rows[i]!]! + 1]!++;
  for (let k = 0; k < keyCount; k++) next[k + 1]! += next[k]!;
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows === null ? i : rows[i]!;
    order[next[key[row]!]!++] = row;
  }
  return order;
}

/** From so many rows on, a digit of 16 bits pays for its table. */
const LONG = 16_384;

/**
 * Sorts rows in place by falling score, equal scores in the order they come in (0 and −0 are equal): a
 * radix sort, linear in rows.
 *
 * @param score of each row, finite
 */
export function sortByScore(rows: Int32Array, score: Float64Array): void {
  const n = rows.length;
  if (n < 2) return;
  const word = new Uint32Array(score.buffer, score.byteOffset, 2 * score.length);
  let [keyed, other] = [createKeyed(n), createKeyed(n)];
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const high = score[row] === 0 ? 0 : word[2 * row + 1 - LOW]!;
    const low = word[2 * row + LOW]!;
    // The bits of a positive double rise with it, those of a negative one fall: all are to fall.
    const isNegative = high >>> 31 === 1;
    keyed.row[i] = row;
    keyed.high[i] = isNegative ? high : ~high ^ 0x8000_0000;
    keyed.low[i] = isNegative ? low : ~low;
  }
  const bits = n < LONG ? 8 : 16;
  const next = new Int32Array((1 << bits) + 1);
  for (let shift = 0; shift < 64; shift += bits) {
    if (scatter(keyed, other, shift, bits, next)) [keyed, other] = [other, keyed];
  }
  rows.set(keyed.row);
}

interface Keyed {
  readonly row: Int32Array;
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function createKeyed(n: number): Keyed {
  return { row: new Int32Array(n), high: new Uint32Array(n), low: new Uint32Array(n) };
}

/** Index of the lower word of a double on this machine. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** One pass by a digit of the key; false where all digits are equal and nothing moves. */
function scatter(from: Keyed, to: Keyed, shift: number, bits: number, next: Int32Array): boolean {
  const words = shift < 32 ? from.low : from.high;
  const place = shift & 31;
  const mask = (1 << bits) - 1;
  const n = words.length;
  next.fill(0);
  for (let i = 0; i < n; i++) next[((words[i]! >>> place) & mask) + 1]!++;
  if (next[((words[0]! >>> place) & mask) + 1] === n) return false;
  for (let k = 0; k <= mask; k++) next[k + 1]! += next[k]!;
  for (let i = 0; i < n; i++) {
    const at = next[(words[i]! >>> place) & mask]!++;
    to.row[at] = from.row[i]!;
    to.high[at] = from.high[i]!;
    to.low[at] = from.low[i]!;
  }
  return true;
}
