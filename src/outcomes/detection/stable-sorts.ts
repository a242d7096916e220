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

/**
 * Rows by falling score, equal scores in the order they come in (0 and −0 are equal): a radix sort,
 * linear in rows.
 *
 * @param score of each row, finite
 */
export function sortByScore(rows: Int32Array, score: Float64Array): Int32Array {
  const n = rows.length;
  const word = new Uint32Array(score.buffer, score.byteOffset, 2 * score.length);
  let from = createKeyed(n);
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const high = score[row] === 0 ? 0 : word[2 * row + 1 - LOW]!;
    const low = word[2 * row + LOW]!;
    // The bits of a positive double rise with it, those of a negative one fall: all are to fall.
    const isNegative = high >>> 31 === 1;
    from.row[i] = row;
    from.high[i] = isNegative ? high : ~high ^ 0x8000_0000;
    from.low[i] = isNegative ? low : ~low;
  }
  let to = createKeyed(n);
  for (let digit = 0; digit < 4; digit++) {
    if (scatter(from, to, digit)) [from, to] = [to, from];
  }
  return from.row;
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

/** One pass by 16 bits of the key, the lowest first; false where all are equal and nothing moves. */
function scatter(from: Keyed, to: Keyed, digit: number): boolean {
  const n = from.row.length;
  if (n === 0) return false;
  const words = digit < 2 ? from.low : from.high;
  const shift = 16 * (digit % 2);
  const next = new Int32Array(0x1_0001);
  for (let i = 0; i < n; i++) next[((words[i]! >>> shift) & 0xffff) + 1]!++;
  if (next[((words[0]! >>> shift) & 0xffff) + 1] === n) return false;
  for (let k = 0; k < 0x1_0000; k++) next[k + 1]! += next[k]!;
  for (let i = 0; i < n; i++) {
    const at = next[(words[i]! >>> shift) & 0xffff]!++;
    to.row[at] = from.row[i]!;
    to.high[at] = from.high[i]!;
    to.low[at] = from.low[i]!;
  }
  return true;
}
