/** The different values of a column chunk, and which of them each cell that is there holds. */
export interface Dictionary<Values> {
  readonly values: Values;
  readonly indexes: Int32Array;
}

/** Cells that are looked at first. */
const SAMPLED = 1000;
/** A column that seems to repeat fewer of its bytes is written plainly. */
const MOST_DISTINCT = 0.9;

/** Place of each sampled cell. */
function sampledRow(i: number, sampled: number, rows: number): number {
  return sampled === 1 ? 0 : Math.floor((i * (rows - 1)) / (sampled - 1));
}

/** Bits of an index into so many values. */
export function indexBits(values: number): number {
  return 32 - Math.clz32(values - 1);
}

/** Whether a dictionary and its indexes take at most half of the bytes that they stand for. */
function isWorth(bytes: number, values: number, cells: number, plainBytes: number): boolean {
  return 2 * (bytes + Math.ceil((cells * indexBits(values)) / 8)) <= plainBytes;
}

/**
 * The dictionary of numbers; null where it would not halve the bytes, by the rules of hyparquet-writer.
 * As there, −0 is the 0 that came before it. Its indexes are overwritten by the next call.
 *
 * @param cells of all rows
 * @param known those that are there
 * @param isMissing whether NaN is a missing cell
 * @param width bytes of a number
 */
export function numberDictionary<Values extends Float64Array | Int32Array>(
  cells: Values,
  known: Values,
  isMissing: boolean,
  width: number,
): Dictionary<Values> | null {
  if (!seemsToRepeat(cells, isMissing)) return null;
  const most = (known.length * width) / 2;
  const table = createNumberTable(known.length);
  if (indexScratch.length < known.length) indexScratch = new Int32Array(known.length);
  const indexes = indexScratch.subarray(0, known.length);
  for (let i = 0; i < known.length; i++) {
    indexes[i] = table.indexOf(known[i]!);
    if (table.count() * width > most) return null; // whatever comes, it is not worth it
  }
  const count = table.count();
  if (!isWorth(count * width, count, known.length, known.length * width)) return null;
  const values = known.slice(0, count) as Values;
  for (let i = known.length - 1; i >= 0; i--) values[indexes[i]!] = known[i]!; // the first one stays
  return { values, indexes };
}

function seemsToRepeat(cells: Float64Array | Int32Array, isMissing: boolean): boolean {
  const sampled = Math.min(cells.length, SAMPLED);
  const table = createNumberTable(sampled);
  let known = 0;
  for (let i = 0; i < sampled; i++) {
    const value = cells[sampledRow(i, sampled, cells.length)]!;
    if (isMissing && Number.isNaN(value)) continue;
    known++;
    table.indexOf(value);
  }
  return known > 0 && table.count() / known <= MOST_DISTINCT;
}

let indexScratch = new Int32Array(0);
let placesScratch = new Int32Array(0);
let valuesScratch = new Float64Array(0);

/**
 * Numbers by value, in the order in which they first came; NaN is one, −0 is 0. One table at a time:
 * the next one takes its place.
 */
function createNumberTable(most: number) {
  const size = 2 << (32 - Math.clz32(Math.max(1, most)));
  if (placesScratch.length < size) placesScratch = new Int32Array(size);
  if (valuesScratch.length < most) valuesScratch = new Float64Array(most);
  const places = placesScratch.fill(-1, 0, size);
  const values = valuesScratch;
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);
  let count = 0;
  return {
    count: () => count,
    indexOf(value: number): number {
      bits[0] = value === 0 ? 0 : value;
      const mixed = Math.imul(words[0]! ^ Math.imul(words[1]!, 0x9e3779b1), 0x85ebca6b);
      let place = (mixed ^ (mixed >>> 15)) & (size - 1);
      for (;;) {
        const index = places[place]!;
        if (index < 0) break;
        const other = values[index]!;
        if (other === value || (Number.isNaN(other) && Number.isNaN(value))) return index;
        place = (place + 1) & (size - 1);
      }
      places[place] = count;
      values[count] = value;
      return count++;
    },
  };
}

/** Bytes before each text that is written plainly. */
const PREFIX = 4;

/** The dictionary of texts, as of numbers; null is a missing one. Bytes are counted by code units. */
export function textDictionary(
  cells: readonly (string | null)[],
): Dictionary<readonly string[]> | null {
  const sampled = Math.min(cells.length, SAMPLED);
  const seen = new Set<string>();
  let distinct = 0;
  let sampledBytes = 0;
  for (let i = 0; i < sampled; i++) {
    const text = cells[sampledRow(i, sampled, cells.length)]!;
    if (text === null) continue;
    sampledBytes += text.length + PREFIX;
    if (seen.has(text)) continue;
    seen.add(text);
    distinct += text.length + PREFIX;
  }
  if (sampledBytes === 0 || distinct / sampledBytes > MOST_DISTINCT) return null;

  const indexes = new Int32Array(cells.length);
  const places = new Map<string, number>();
  const values: string[] = [];
  let known = 0;
  let bytes = 0;
  let plainBytes = 0;
  // Texts next to each other are often the same.
  let before: string | null = null;
  let index = 0;
  for (const text of cells) {
    if (text === null) continue;
    if (text !== before) {
      before = text;
      index = places.get(text) ?? values.length;
      if (index === values.length) {
        places.set(text, index);
        values.push(text);
        bytes += text.length + PREFIX;
      }
    }
    indexes[known++] = index;
    plainBytes += text.length + PREFIX;
  }
  if (!isWorth(bytes, values.length, known, plainBytes)) return null;
  return { values, indexes: indexes.subarray(0, known) };
}
