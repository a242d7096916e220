import { invalidImage } from "./image-errors.js";
import type { JpegComponent } from "./jpeg-coefficients.js";

/**
 * One component of a JPEG as a greyscale JPEG file of its own: the same coefficients and the same
 * quantisation, coded again. Nothing is lost, so that a codec gives that component's samples.
 * Source: ITU-T T.81 (1992), Annex B and F, with the tables K.3 and K.5.
 * @throws HomegroundError `image/invalid` for a coefficient that no 8-bit JPEG has
 */
export function greyJpegOf(component: JpegComponent): Uint8Array {
  const { widthPx, heightPx, steps } = component;
  const isWide = steps.some((step) => step > 255);
  const stepBytes = Array.from(steps, (step) => (isWide ? [step >> 8, step & 255] : [step])).flat();
  const header = [
    0xff,
    0xd8,
    ...segment(0xdb, [isWide ? 0x10 : 0, ...stepBytes]),
    ...segment(isWide ? 0xc1 : 0xc0, [8, ...word(heightPx), ...word(widthPx), 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...DC_COUNTS, ...DC_SYMBOLS]),
    ...segment(0xc4, [0x10, ...AC_COUNTS, ...AC_SYMBOLS]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
  ];
  const scan = encodeScan(component);
  const out = new Uint8Array(header.length + scan.length + 2);
  out.set(header);
  out.set(scan, header.length);
  out.set([0xff, 0xd9], out.length - 2);
  return out;
}

// Table K.3 and K.5: codes for every size and run that an 8-bit JPEG can have.
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size);
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];
const AC_SYMBOLS = acSymbols();

/** The first 37 symbols of table K.5, then the rest in the order of run and size. */
function acSymbols(): number[] {
  const head = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
    0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
    0x24, 0x33, 0x62, 0x72, 0x82,
  ];
  const known = new Set(head);
  const symbols = [...head];
  for (let run = 0; run < 16; run++) {
    for (let size = 1; size <= 10; size++) {
      const symbol = run * 16 + size;
      if (!known.has(symbol)) symbols.push(symbol);
    }
  }
  return symbols;
}

interface Codes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

function codesOf(counts: readonly number[], symbols: readonly number[]): Codes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let value = 0;
  let next = 0;
  for (const [i, count] of counts.entries()) {
    for (let k = 0; k < count; k++) {
      const symbol = symbols[next++]!;
      code[symbol] = value++;
      length[symbol] = i + 1;
    }
    value <<= 1;
  }
  return { code, length };
}

const DC = codesOf(DC_COUNTS, DC_SYMBOLS);
const AC = codesOf(AC_COUNTS, AC_SYMBOLS);

function encodeScan(component: JpegComponent): Uint8Array {
  const { widthPx, heightPx, blocksPerRow, coefficients } = component;
  let out = new Uint8Array(Math.ceil((widthPx * heightPx) / 4) + 1024);
  let length = 0;
  let buffer = 0;
  let held = 0;

  function write(value: number, count: number): void {
    buffer = (buffer << count) | (value & ((1 << count) - 1));
    held += count;
    while (held >= 8) {
      held -= 8;
      const byte = (buffer >> held) & 255;
      out[length++] = byte;
      if (byte === 255) out[length++] = 0;
    }
    buffer &= (1 << held) - 1;
  }
  function writeSymbol({ code, length: lengths }: Codes, symbol: number, value: number): void {
    const size = symbol & 15;
    if (lengths[symbol] === 0) throw invalidImage("a coefficient out of range", "JPEG");
    write(code[symbol]!, lengths[symbol]!);
    write(value < 0 ? value - 1 : value, size);
  }

  let previous = 0;
  for (let y = 0; y < Math.ceil(heightPx / 8); y++) {
    for (let x = 0; x < Math.ceil(widthPx / 8); x++) {
      const block = 64 * (y * blocksPerRow + x);
      // A block is at most 64 codes of 16 and values of 11 bits, each byte perhaps followed by a 0.
      if (length + 512 > out.length) out = grown(out);
      const difference = coefficients[block]! - previous;
      previous = coefficients[block]!;
      const size = sizeOf(difference);
      if (size > 11) throw invalidImage("a coefficient out of range", "JPEG");
      writeSymbol(DC, size, difference);
      let run = 0;
      for (let k = 1; k < 64; k++) {
        const value = coefficients[block + k]!;
        if (value === 0) {
          run++;
          continue;
        }
        for (; run > 15; run -= 16) writeSymbol(AC, 0xf0, 0);
        if (sizeOf(value) > 10) throw invalidImage("a coefficient out of range", "JPEG");
        writeSymbol(AC, run * 16 + sizeOf(value), value);
        run = 0;
      }
      if (run > 0) writeSymbol(AC, 0, 0);
    }
  }
  write(0x7f, 7); // the last byte is filled up with ones
  return out.subarray(0, length);
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length * 2);
  out.set(bytes);
  return out;
}

function segment(code: number, content: readonly number[]): number[] {
  return [0xff, code, ...word(content.length + 2), ...content];
}

function word(value: number): [number, number] {
  return [value >> 8, value & 255];
}
