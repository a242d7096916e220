import { invalidImage, truncatedImage } from "./image-errors.js";

/**
 * A Huffman table as a look-up by the next 16 bits: length of the code in the high byte, its symbol
 * in the low one. 0 where no code begins so.
 */
export type HuffmanTable = Uint16Array;

/**
 * The table of a DHT segment. Source: ITU-T T.81, Annex C.
 * @param counts number of codes of 1 to 16 bits
 * @param symbols in order of their codes
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65536);
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++) {
    for (let i = 0; i < counts[length - 1]!; i++) {
      const from = code << (16 - length);
      const to = from + (1 << (16 - length));
      if (to > 65536) throw invalidImage("a Huffman table with too many codes", "JPEG");
      table.fill((length << 8) | symbols[next++]!, from, to);
      code++;
    }
    code <<= 1;
  }
  return table;
}

/** Bits of one restart interval of a scan; FF 00 stands for FF, any other marker ends it. */
export interface BitReader {
  /** The next `count` bits, 0 to 16, as a number. */
  readonly bits: (count: number) => number;
  readonly symbol: (table: HuffmanTable) => number;
  /** A number of `size` bits in JPEG's sign form. */
  readonly signed: (size: number) => number;
  /** @throws HomegroundError `image/truncated` where more was read than is there */
  readonly check: () => void;
  /** Place of the marker that ends the bits. */
  readonly end: () => number;
}

/** Reads bits from `start` on. Past the end come zeros, which {@link BitReader.check} finds. */
export function createBitReader(bytes: Uint8Array, start: number): BitReader {
  let at = start;
  let buffer = 0;
  let held = 0;
  let invented = 0;

  function fill(count: number): void {
    while (held < count) {
      let byte = bytes[at] ?? 0xff;
      if (byte === 0xff) {
        if (bytes[at] === 0xff && bytes[at + 1] === 0) {
          at += 2;
        } else {
          byte = 0;
          invented += 8;
        }
      } else {
        at++;
      }
      buffer = ((buffer << 8) | byte) & 0xffffff;
      held += 8;
    }
  }
  function bits(count: number): number {
    if (count === 0) return 0;
    fill(count);
    held -= count;
    return (buffer >> held) & ((1 << count) - 1);
  }
  return {
    bits,
    symbol(table) {
      fill(16);
      const entry = table[(buffer >> (held - 16)) & 0xffff]!;
      if (entry === 0) throw invalidImage("a code that is in no Huffman table", `JPEG, byte ${at}`);
      held -= entry >> 8;
      return entry & 0xff;
    },
    signed(size) {
      const value = bits(size);
      return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    },
    check() {
      if (invented <= held) return;
      throw truncatedImage("pixels are missing: the scan stops before its end", `JPEG, byte ${at}`);
    },
    end: () => at,
  };
}
