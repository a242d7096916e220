import { crc32, deflateSync } from "node:zlib";

/** An 8-bit PNG of one colour: three values for RGB, one for grey. */
export function plainPng(widthPx: number, heightPx: number, colour: readonly number[]): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: widthPx }, () => colour).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 8;
  header[9] = colour.length === 1 ? 0 : 2;
  const pixels = deflateSync(Buffer.concat(Array.from({ length: heightPx }, () => row)));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
