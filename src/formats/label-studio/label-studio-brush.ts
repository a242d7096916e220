/** A mask may have so many pixels; as bytes they are four times as many. */
const MAX_MASK_PIXELS = 1 << 26;

/**
 * The mask of a brush of Label Studio: row-major, 1 in the mask; null where the bytes are no mask of
 * that size.
 *
 * The bytes are a stream of bits, the highest first: 32 bits with the number of values, 5 with the
 * bits of a value less 1, four times 4 with the bits of a length less 1; then, until all values are
 * there, one bit (1: one value repeated), two bits that choose how long the length is, the length
 * less 1, and the value or values. Values are red, green, blue and opacity of each pixel; the mask
 * is where the opacity is not 0.
 *
 * Source: github.com/HumanSignal/label-studio-converter, `brush.py`.
 */
export function decodeBrush(
  rle: ArrayLike<number>,
  widthPx: number,
  heightPx: number,
): Uint8Array | null {
  const pixels = widthPx * heightPx;
  if (!(pixels > 0 && pixels <= MAX_MASK_PIXELS)) return null;
  const bits = createBitReader(rle);
  const count = bits.read(32);
  const valueBits = bits.read(5) + 1;
  const lengthBits = [bits.read(4) + 1, bits.read(4) + 1, bits.read(4) + 1, bits.read(4) + 1];
  if (bits.isPastEnd || count !== pixels * 4) return null;
  const mask = new Uint8Array(pixels);
  let at = 0;
  while (at < count) {
    const isRepeat = bits.read(1) === 1;
    const end = at + bits.read(lengthBits[bits.read(2)]!) + 1;
    if (bits.isPastEnd || end > count) return null;
    if (isRepeat) {
      const value = bits.read(valueBits);
      // Every fourth value is an opacity.
      if (value !== 0) mask.fill(1, at >> 2, end >> 2);
      at = end;
    } else {
      for (; at < end; at++) {
        const value = bits.read(valueBits);
        if ((at & 3) === 3 && value !== 0) mask[at >> 2] = 1;
      }
    }
    if (bits.isPastEnd) return null;
  }
  return mask;
}

function createBitReader(bytes: ArrayLike<number>) {
  let at = 0; // of the next bit
  const length = bytes.length * 8;
  return {
    get isPastEnd() {
      return at > length;
    },
    /** @param count at most 32 */
    read(count: number): number {
      let value = 0;
      for (let left = count; left > 0; ) {
        const free = 8 - (at & 7);
        const taken = Math.min(free, left);
        const byte = bytes[at >> 3] ?? 0;
        value = value * 2 ** taken + ((byte >> (free - taken)) & ((1 << taken) - 1));
        at += taken;
        left -= taken;
      }
      return value;
    },
  };
}
