import { decompressLzw, decompressPackBits, inflate } from "./decompress.js";
import { truncatedImage } from "./image-errors.js";
import type { Pixels } from "./pixel-decoder.js";
import type { TiffHeader } from "./tiff-header.js";

/**
 * Pixels of the first page of a TIFF file. Grey of fewer than 8 bits is spread over 0..255, white
 * on zero is turned round, a palette is resolved (the high byte of its 16-bit colours), alpha is
 * kept and taken out of colours that were multiplied by it.
 * Source: Adobe, TIFF Revision 6.0 (1992).
 * @throws HomegroundError `image/truncated` where a strip or tile holds too few bytes,
 *   `image/invalid` for damaged compressed data
 */
export function decodeTiff(bytes: Uint8Array, header: TiffHeader): Pixels {
  const samples = readSamples(bytes, header);
  const { widthPx, heightPx, bits, colour, extra } = header;
  const size = { widthPx, heightPx, bitDepth: bits === 16 ? 16 : 8 } as const;
  if (colour === "palette") return { ...size, ...resolvePalette(samples, header.palette) };
  const max = 2 ** bits - 1;
  if (colour === "white-is-zero") {
    const step = header.samples;
    for (let i = 0; i < samples.length; i += step) samples[i] = max - samples[i]!;
  }
  if (bits < 8) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! * 255) / max;
  if (extra === "premultiplied-alpha") divideByAlpha(samples, header.samples, max);
  if (extra === "ignored") return { ...size, ...withoutLast(samples, header.samples) };
  return { ...size, channels: channelsOf(header.samples), data: samples };
}

function channelsOf(samples: number): Pixels["channels"] {
  return samples === 1 || samples === 2 || samples === 4 ? samples : 3;
}

/** Every sample as stored, one array element each, row-major, samples of a pixel side by side. */
function readSamples(bytes: Uint8Array, header: TiffHeader): Uint8Array | Uint16Array {
  const { widthPx, heightPx, samples, bits, isPlanar } = header;
  const { segmentWidthPx, segmentHeightPx } = header;
  const total = widthPx * heightPx * samples;
  const out = bits === 16 ? new Uint16Array(total) : new Uint8Array(total);
  const inSegment = isPlanar ? 1 : samples;
  const across = Math.ceil(widthPx / segmentWidthPx);
  const down = Math.ceil(heightPx / segmentHeightPx);
  const planes = isPlanar ? samples : 1;
  const rowBytes = Math.ceil((segmentWidthPx * inSegment * bits) / 8);
  for (let index = 0; index < across * down * planes; index++) {
    const plane = Math.floor(index / (across * down));
    const top = Math.floor((index % (across * down)) / across) * segmentHeightPx;
    const left = (index % across) * segmentWidthPx;
    // Only the last strip may be short; tiles are always stored whole.
    const rows = header.isTiled ? segmentHeightPx : Math.min(segmentHeightPx, heightPx - top);
    const segment = decompressSegment(bytes, header, index, rowBytes * rows);
    const columns = Math.min(segmentWidthPx, widthPx - left);
    const line = new Uint16Array(segmentWidthPx * inSegment);
    for (let y = 0; y < Math.min(rows, heightPx - top); y++) {
      unpackRow(segment.subarray(y * rowBytes, (y + 1) * rowBytes), line, header);
      if (header.isDifferenced) sumRow(line, inSegment, 2 ** bits - 1);
      let to = ((top + y) * widthPx + left) * samples + plane;
      for (let x = 0, from = 0; x < columns; x++) {
        for (let c = 0; c < inSegment; c++) out[to + c] = line[from++]!;
        to += samples;
      }
    }
  }
  return out;
}

function decompressSegment(
  bytes: Uint8Array,
  header: TiffHeader,
  index: number,
  expected: number,
): Uint8Array {
  const start = header.segmentStart[index]!;
  const stored = bytes.subarray(start, start + header.segmentBytes[index]!);
  const segment = DECOMPRESS[header.compression](stored, expected);
  if (segment.length >= expected) return segment;
  const what = `part ${index + 1} has ${segment.length} of ${expected} bytes`;
  throw truncatedImage(what, `TIFF, byte ${start}`);
}

const DECOMPRESS = {
  none: (bytes: Uint8Array, length: number) => bytes.subarray(0, length),
  lzw: decompressLzw,
  deflate: inflate,
  packbits: decompressPackBits,
} as const;

function unpackRow(row: Uint8Array, line: Uint16Array, { bits, isLittleEndian }: TiffHeader): void {
  if (bits === 8) {
    line.set(row);
  } else if (bits === 16) {
    const [high, low] = isLittleEndian ? [1, 0] : [0, 1];
    for (let i = 0; i < line.length; i++) line[i] = row[2 * i + high]! * 256 + row[2 * i + low]!;
  } else {
    const mask = 2 ** bits - 1;
    const perByte = 8 / bits;
    for (let i = 0; i < line.length; i++) {
      const shift = 8 - bits * ((i % perByte) + 1);
      line[i] = (row[Math.floor(i / perByte)]! >> shift) & mask;
    }
  }
}

/** Undoes horizontal differencing: each value is the sum of all before it in its row. */
function sumRow(line: Uint16Array, samples: number, mask: number): void {
  for (let i = samples; i < line.length; i++) line[i] = (line[i]! + line[i - samples]!) & mask;
}

function resolvePalette(samples: Uint8Array | Uint16Array, palette: readonly number[]) {
  const colours = palette.length / 3;
  const data = new Uint8Array(samples.length * 3);
  for (let i = 0; i < samples.length; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = palette[c * colours + samples[i]!]! >> 8;
  }
  return { channels: 3, data } as const;
}

function divideByAlpha(data: Uint8Array | Uint16Array, samples: number, max: number): void {
  for (let i = 0; i < data.length; i += samples) {
    const alpha = data[i + samples - 1]!;
    for (let c = 0; c < samples - 1; c++) {
      data[i + c] = alpha === 0 ? 0 : Math.min(max, Math.round((data[i + c]! * max) / alpha));
    }
  }
}

function withoutLast(data: Uint8Array | Uint16Array, samples: number) {
  const kept = samples - 1;
  const n = data.length / samples;
  const out = data instanceof Uint8Array ? new Uint8Array(n * kept) : new Uint16Array(n * kept);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < kept; c++) out[i * kept + c] = data[i * samples + c]!;
  }
  return { channels: kept === 1 ? 1 : 3, data: out } as const;
}
