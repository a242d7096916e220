/**
 * Places of ids in the order in which they came: whole numbers in a table of their own, which holds
 * millions of them in a few bytes each; other ids in a map.
 */
export interface IdIndex {
  count: number;
  /** Id at each place; NaN where it is a text. Longer than `count`. */
  numbers: Float64Array<ArrayBuffer>;
  /** Place + 1 at the hash of a number, or after it; 0 where there is none. A power of two long. */
  slots: Int32Array<ArrayBuffer>;
  readonly texts: Map<string, number>;
}

export function createIdIndex(): IdIndex {
  return {
    count: 0,
    numbers: new Float64Array(64),
    slots: new Int32Array(128),
    texts: new Map(),
  };
}

/** Place of an id, or −1. @param id a text, or a whole number that a double holds exactly */
export function placeOfId(index: IdIndex, id: number | string): number {
  if (typeof id === "string") return index.texts.get(id) ?? -1;
  return index.slots[slotOf(index, id)]! - 1;
}

/** Place of an id, which it gets where it has none. */
export function addId(index: IdIndex, id: number | string): number {
  if (typeof id === "string") {
    const known = index.texts.get(id);
    if (known !== undefined) return known;
    index.texts.set(id, index.count);
    return append(index, Number.NaN);
  }
  const slot = slotOf(index, id);
  const found = index.slots[slot]!;
  if (found !== 0) return found - 1;
  index.slots[slot] = index.count + 1;
  const place = append(index, id);
  if (index.count * 2 > index.slots.length) rehash(index);
  return place;
}

/** Places in the order of their ids: numbers ascending, then texts by their UTF-16 code units. */
export function placesById({ count, numbers, texts }: IdIndex): Int32Array {
  const places = Int32Array.from({ length: count }, (_, place) => place);
  let isSorted = texts.size === 0;
  for (let k = 1; k < count && isSorted; k++) isSorted = numbers[k - 1]! < numbers[k]!;
  if (isSorted) return places;
  const textOf = new Map([...texts].map(([text, place]) => [place, text]));
  const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return places.sort((a, b) => {
    const [textA, textB] = [textOf.get(a), textOf.get(b)];
    if (textA !== undefined && textB !== undefined) return compareTexts(textA, textB);
    if (textA !== undefined || textB !== undefined) return textA === undefined ? -1 : 1;
    return numbers[a]! - numbers[b]!;
  });
}

function append(index: IdIndex, number: number): number {
  if (index.count === index.numbers.length) {
    const larger = new Float64Array(index.count * 2);
    larger.set(index.numbers);
    index.numbers = larger;
  }
  index.numbers[index.count] = number;
  return index.count++;
}

/** Slot that holds a number, or the free one where it belongs. */
function slotOf({ numbers, slots }: IdIndex, id: number): number {
  const mask = slots.length - 1;
  const high = Math.floor(id / 2 ** 32);
  let slot = Math.imul((id | 0) ^ Math.imul(high | 0, 0x85ebca6b), 0x9e3779b1);
  slot = (slot ^ (slot >>> 15)) & mask;
  for (;;) {
    const place = slots[slot]! - 1;
    if (place < 0 || numbers[place] === id) return slot;
    slot = (slot + 1) & mask;
  }
}

function rehash(index: IdIndex): void {
  index.slots = new Int32Array(index.slots.length * 2);
  for (let place = 0; place < index.count; place++) {
    const id = index.numbers[place]!;
    if (!Number.isNaN(id)) index.slots[slotOf(index, id)] = place + 1;
  }
}

/** All ids by their place. */
export function idsByPlace({ count, numbers, texts }: IdIndex): (number | string)[] {
  const ids: (number | string)[] = Array.from(numbers.subarray(0, count));
  for (const [text, place] of texts) ids[place] = text;
  return ids;
}
