import { crc32, deflateSync } from "node:zlib";

/** How the numbers of a mask are stored. */
export interface MaskForm {
  /** 0 grey, 2 RGB, 3 palette, 6 RGBA. */
  readonly colourType?: 0 | 2 | 3 | 6;
  readonly bits?: 1 | 2 | 4 | 8 | 16;
  /** R, G, B of each place. */
  readonly palette?: readonly number[];
  /** Filter of each row: 0 to 4; the first is above nothing. */
  readonly filters?: readonly number[];
}

const SAMPLES = { 0: 1, 2: 3, 3: 1, 6: 4 } as const;

/** A PNG of numbers: rows of samples, one or more a pixel. */
export function maskPng(
  rows: readonly (readonly number[])[],
  { colourType = 0, bits = 8, palette = [], filters = [] }: MaskForm = {},
): Buffer {
  const samples = SAMPLES[colourType];
  const header = Buffer.alloc(13);
  header.writeUInt32BE((rows[0]?.length ?? 0) / samples, 0);
  header.writeUInt32BE(rows.length, 4);
  header[8] = bits;
  header[9] = colourType;
  const step = Math.max(1, (samples * bits) >> 3);
  const packed = rows.map((row) => packedRow(row, bits));
  const filtered = packed.map((row, y) =>
    Buffer.concat([
      Buffer.of(filters[y] ?? 0),
      filteredRow(row, packed[y - 1] ?? Buffer.alloc(row.length), filters[y] ?? 0, step),
    ]),
  );
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    ...(colourType === 3 ? [chunk("PLTE", Buffer.from(palette))] : []),
    chunk("IDAT", deflateSync(Buffer.concat(filtered))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Values as text of bits, the plain way. */
function packedRow(row: readonly number[], bits: number): Buffer {
  const text = row.map((value) => value.toString(2).padStart(bits, "0")).join("");
  const bytes = text.match(/.{1,8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)));
}

function filteredRow(row: Buffer, above: Buffer, filter: number, step: number): Buffer {
  return Buffer.from(
    row.map((value, i) => {
      const left = row[i - step] ?? 0;
      const up = above[i] ?? 0;
      const corner = i < step ? 0 : (above[i - step] ?? 0);
      const guess = left + up - corner;
      const near = [left, up, corner].reduce((best, one) =>
        Math.abs(guess - one) < Math.abs(guess - best) ? one : best,
      );
      return value - [0, left, up, (left + up) >> 1, near][filter]!;
    }),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** A NumPy file of ids. @param descr `|u1`, `<i4` … @param bytes of the numbers, row by row */
export function npy(descr: string, shape: readonly number[], bytes: Uint8Array): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const header = Buffer.from(`${text}\n`, "latin1");
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, header, bytes]);
}
