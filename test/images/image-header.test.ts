import process from "node:process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { readExifOrientation } from "../../src/images/exif-orientation.js";
import { formatOfName, recogniseFormat } from "../../src/images/image-format.js";
import { readImageHeader } from "../../src/images/image-header.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { IMAGE_ORACLE, oracleFile } from "../support/image-oracle.js";
import { exifBlock } from "../support/png.js";
import { throwsCode } from "../support/throws-code.js";

const LIMITS = { maxPixels: 1_000_000 };

describe("recogniseFormat", () => {
  it.each([
    ["DICOM", Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")]), /DICOM.*dcm2pnm/],
    ["HEIC", Buffer.from("\0\0\0\x1cftypheic\0\0\0\0"), /HEIC.*heif-convert/],
    ["AVIF", Buffer.from("\0\0\0\x1cftypavif\0\0\0\0"), /AVIF.*avifdec/],
    ["Canon raw", Buffer.from("\0\0\0\x18ftypcrx \0\0\0\0"), /raw.*darktable/],
    ["MP4", Buffer.from("\0\0\0\x18ftypisom\0\0\0\0"), /video.*ffmpeg/],
    ["BigTIFF", Buffer.from("II+\0\x08\0\0\0"), /BigTIFF.*QuPath/],
    ["PSD", Buffer.from("8BPS\0\x01"), /Photoshop.*PNG/],
    ["JPEG 2000", Buffer.from([0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20]), /JPEG 2000.*opj/],
    ["JPEG XL", Buffer.from([0xff, 0x0a, 0, 0]), /JPEG XL.*djxl/],
    ["PDF", Buffer.from("%PDF-1.7"), /PDF.*pdftoppm/],
    ["SVG", Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"/>'), /SVG.*Inkscape/],
    ["SVG after a byte order mark", Buffer.from("\ufeff <svg>"), /SVG/],
  ])("refuses %s by name, with a way out", (_name, bytes, message) => {
    expect(() => recogniseFormat(bytes)).toThrow(throwsCode("image/unsupported"));
    expect(() => recogniseFormat(bytes)).toThrow(message);
  });

  it("takes text that begins with the letters of a bitmap for no image", () => {
    const text = Buffer.from("BMI of the patients, by group\n");
    expect(() => recogniseFormat(text)).toThrow(throwsCode("image/invalid"));
  });

  it("goes by content, whatever the name", () => {
    expect(recogniseFormat(oracleFile("png rgb"))).toBe("png");
    expect(formatOfName("a/b.c/IMG_1.JPG")).toBe("jpeg");
    expect(formatOfName("x.tif")).toBe("tiff");
    expect(formatOfName("a.jpg/readme")).toBeNull();
    expect(formatOfName("constructor")).toBeNull();
  });
});

describe("readImageHeader", () => {
  it("knows the size of every file before it is decoded", () => {
    for (const { name, file, widthPx, heightPx, orientation } of IMAGE_ORACLE.files) {
      const header = readImageHeader(Buffer.from(file, "base64"), LIMITS);
      expect([header.widthPx, header.heightPx], name).toEqual([widthPx, heightPx]);
      expect("orientation" in header ? header.orientation : 1, name).toBe(orientation);
    }
  });

  it("refuses a file of more pixels than allowed, in every format", () => {
    for (const { name, file } of IMAGE_ORACLE.files) {
      const bytes = Buffer.from(file, "base64");
      expect(() => readImageHeader(bytes, { maxPixels: 272 }), name).toThrow(
        throwsCode("image/too-large"),
      );
    }
  });

  it.each([
    ["arithmetic coding", 0xc9, 8],
    ["lossless coding", 0xc3, 8],
    ["hierarchical coding", 0xc5, 8],
    ["12 bits a value", 0xc1, 12],
  ])("refuses JPEG with %s", (_name, marker, precision) => {
    const bytes = oracleFile("jpeg 444 baseline");
    const frame = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xc0]));
    bytes[frame + 1] = marker;
    bytes[frame + 4] = precision;
    expect(() => readImageHeader(bytes, LIMITS)).toThrow(throwsCode("image/unsupported"));
  });

  it("refuses a picture without width or height", () => {
    const jpeg = oracleFile("jpeg 444 baseline");
    const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.set([0, 0], frame + 5);
    expect(() => readImageHeader(jpeg, LIMITS)).toThrow(throwsCode("image/invalid"));
    const png = oracleFile("png rgb");
    png.set([0, 0, 0, 0], 16);
    expect(() => readImageHeader(png, LIMITS)).toThrow(throwsCode("image/invalid"));
  });

  it("refuses a TIFF tag that claims more values than the file has bytes", () => {
    const bytes = oracleFile("tiff uncompressed rgb");
    const view = new DataView(bytes.buffer);
    const start = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(start, true); i++) {
      const entry = start + 2 + 12 * i;
      if (view.getUint16(entry, true) === 258) view.setUint32(entry + 4, 0xffffffff, true);
    }
    expect(() => readImageHeader(bytes, LIMITS)).toThrow(throwsCode("image/invalid"));
  });

  it("refuses a camera's raw file, which looks like TIFF", () => {
    const bytes = Buffer.concat([Buffer.from("II*\0\x10\0\0\0CR\x02\0"), Buffer.alloc(300)]);
    expect(() => readImageHeader(bytes, LIMITS)).toThrow(/raw/);
  });

  it("stops at a JPEG file that repeats its scan without end", () => {
    const bytes = Buffer.from(oracleFile("jpeg grey"));
    const scan = bytes.subarray(bytes.indexOf(Buffer.from([0xff, 0xda])), bytes.length - 2);
    const head = bytes.subarray(0, bytes.length - 2);
    const repeated = Buffer.concat([head, ...Array.from({ length: 600 }, () => scan)]);
    expect(() => readImageHeader(repeated, LIMITS)).toThrow(throwsCode("image/invalid"));
  });
});

describe("readExifOrientation", () => {
  it.each([
    ["II", 1],
    ["II", 8],
    ["MM", 3],
    ["MM", 6],
  ] as const)("reads byte order %s, orientation %d", (order, orientation) => {
    expect(readExifOrientation(exifBlock(orientation, order))).toBe(orientation);
  });

  it.each([0, 9, 65535])("takes %d for upright", (orientation) => {
    expect(readExifOrientation(exifBlock(orientation))).toBe(1);
  });

  it("takes anything damaged for upright", () => {
    const whole = exifBlock(6);
    for (let length = 0; length < 22; length++) {
      expect(readExifOrientation(whole.subarray(0, length))).toBe(1);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const orientation = readExifOrientation(bytes);
        expect(orientation >= 1 && orientation <= 8).toBe(true);
      }),
      { seed: 5 },
    );
  });
});

describe("a header that promises more than its file can hold", () => {
  const decoder = createNodePixelDecoder();
  const limits = { maxPixels: 100_000_000 };

  function withSides(name: string, place: (bytes: Buffer) => void): Uint8Array {
    const bytes = Buffer.from(oracleFile(name));
    place(bytes);
    return bytes;
  }
  it.each([
    [
      "JPEG",
      withSides("jpeg 444 baseline", (bytes) => {
        const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
        bytes.writeUInt16BE(9000, frame + 5);
        bytes.writeUInt16BE(9000, frame + 7);
      }),
    ],
    [
      "PNG",
      withSides("png rgb", (bytes) => {
        bytes.writeUInt32BE(9000, 16);
        bytes.writeUInt32BE(9000, 20);
      }),
    ],
    [
      "GIF",
      withSides("gif", (bytes) => {
        const frame = bytes.indexOf(0x2c, 13 + 3 * 2 ** ((bytes[10]! & 7) + 1));
        for (const at of [6, 8, frame + 5, frame + 7]) bytes.writeUInt16LE(9000, at);
      }),
    ],
    [
      "TIFF",
      withSides("tiff tiff_lzw rgb", (bytes) => {
        const start = bytes.readUInt32LE(4);
        for (let i = 0; i < bytes.readUInt16LE(start); i++) {
          const entry = start + 2 + 12 * i;
          // Width, height and rows of a strip.
          if (![256, 257, 278].includes(bytes.readUInt16LE(entry))) continue;
          bytes.writeUInt16LE(4, entry + 2);
          bytes.writeUInt32LE(9000, entry + 8);
        }
      }),
    ],
  ])("is refused before memory is asked for: %s", async (_format, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    await expect(decoder.decode(bytes, limits)).rejects.toThrow(throwsCode("image/truncated"));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});

describe("damaged files", () => {
  const decoder = createNodePixelDecoder();
  const files = IMAGE_ORACLE.files.map(({ file }) => Buffer.from(file, "base64"));

  it("end in pixels or in an error with a code, whatever bytes change", async () => {
    const change = fc.record({
      file: fc.nat(files.length - 1),
      places: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
        minLength: 1,
        maxLength: 6,
      }),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file, places, cut }) => {
        const bytes = new Uint8Array(files[file]!);
        for (const [share, value] of places) {
          bytes[Math.min(bytes.length - 1, Math.floor(share * bytes.length))] = value;
        }
        const given = cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length));
        try {
          const { pixels } = await decoder.decode(given, LIMITS);
          expect(pixels.data).toHaveLength(pixels.widthPx * pixels.heightPx * pixels.channels);
        } catch (error) {
          if (!isHomegroundError(error)) throw error;
          expect(error.code).toMatch(/^image\//);
        }
      }),
      { seed: 11, numRuns: 1500 },
    );
  });
});
