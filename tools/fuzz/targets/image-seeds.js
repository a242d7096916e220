import { exifBlock, pngChunk } from "../../../test/support/png.ts";
import { plainPng } from "../../../test/support/png-writer.ts";

/** A small file of each format that is recognised, so that the fuzzer starts inside its parser. */
export function imageSeeds() {
  return [
    plainPng(3, 2, [9, 8, 7]),
    Buffer.concat([plainPng(1, 1, [0]).subarray(0, 33), pngChunk("eXIf", exifBlock(6, "II"))]),
    bmp(),
    gif(),
    tiff(),
    webp(),
    jpeg(),
  ];
}

/** 2 × 1, 24 bits. */
function bmp() {
  const file = Buffer.alloc(62);
  file.write("BM", "latin1");
  file.writeUInt32LE(62, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(2, 18);
  file.writeInt32LE(1, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

/** 1 × 1 with two colours, one code. */
function gif() {
  return Buffer.from(
    "474946383961010001008000000000ffffff2c000000000100010000020244 01003b".replaceAll(" ", ""),
    "hex",
  );
}

/** 2 × 1, 8 bits grey, one strip. */
function tiff() {
  const entries = [
    [256, 3, 1, 2],
    [257, 3, 1, 1],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [277, 3, 1, 1],
    [278, 3, 1, 1],
    [279, 4, 1, 2],
  ];
  const file = Buffer.alloc(10 + 2 + entries.length * 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(10, 4);
  file.writeUInt16LE(entries.length, 10);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 12 + i * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  return file;
}

/** The header of an extended file with an EXIF chunk and one lossless picture. */
function webp() {
  const chunk = (name, data) => {
    const head = Buffer.alloc(8);
    head.write(name, "latin1");
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const body = Buffer.concat([
    Buffer.from("WEBP", "latin1"),
    chunk("VP8X", Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    chunk("VP8L", Buffer.from([0x2f, 0, 0, 0, 0, 0, 0])),
    chunk("EXIF", exifBlock(6)),
  ]);
  const head = Buffer.alloc(8);
  head.write("RIFF", "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** The markers of a baseline file of 8 × 8 grey pixels, with little behind its scan's header. */
function jpeg() {
  const segment = (marker, data) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exifBlock(3)]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(15), Buffer.from([0])])),
    segment(0xc4, Buffer.concat([Buffer.from([0x10, 1]), Buffer.alloc(15), Buffer.from([0])])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0xd9]),
  ]);
}
