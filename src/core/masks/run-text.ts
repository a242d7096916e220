/** First character of COCO's text form; a character holds six bits above it. */
const BASE = 48;
const MORE = 0x20;
const SIGN = 0x10;

/**
 * Lengths of runs from COCO's compressed text. From the fourth on, a length is told as its
 * difference to the one two before it; each number is written in groups of five bits, lowest first,
 * a character a group.
 *
 * Source: COCO API, `maskApi.c` (`rleToString`, `rleFrString`).
 *
 * @returns lengths ≥ 0, or null when the text is none of this form
 */
export function decodeRunText(text: string): Float64Array | null {
  const counts = new Float64Array(text.length);
  const length = decodeRunsInto(counts, text);
  return length === 0 ? null : counts.slice(0, length);
}

/**
 * {@link decodeRunText} into memory that is there.
 *
 * @param counts with room for as many numbers as the text has characters
 * @returns how many there are; 0 when the text is none of this form
 */
export function decodeRunsInto(counts: Float64Array, text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let scale = 1;
    let group: number;
    do {
      group = text.charCodeAt(at++) - BASE;
      // NaN after the end of the text fails the comparison too.
      if (!(group >= 0 && group < 64) || scale > 2 ** 45) return 0;
      value += (group & 31) * scale;
      scale *= 32;
    } while ((group & MORE) !== 0);
    if ((group & SIGN) !== 0) value -= scale;
    if (length > 2) value += counts[length - 2]!;
    if (value < 0) return 0;
    counts[length++] = value;
  }
  return length;
}

/** {@link decodeRunText} the other way round. @param counts whole numbers ≥ 0 */
export function encodeRunText(counts: ArrayLike<number>): string {
  const characters: string[] = [];
  for (let i = 0; i < counts.length; i++) {
    let value = counts[i]! - (i > 2 ? counts[i - 2]! : 0);
    for (let isWhole = false; !isWhole; ) {
      const rest = Math.floor(value / 32);
      let group = value - rest * 32;
      value = rest;
      isWhole = (group & SIGN) === 0 ? value === 0 : value === -1;
      if (!isWhole) group |= MORE;
      characters.push(String.fromCharCode(group + BASE));
    }
  }
  return characters.join("");
}
