import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { readExif } from "../../src/images/exif.js";
import { HEAD_BYTES, type ReadPart, readImageHead } from "../../src/images/image-head.js";
import { readImageHeader } from "../../src/images/image-header.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { plainPng } from "../support/png-writer.js";
import { describeWithShared } from "../support/shared-data.js";
import { throwsCode } from "../support/throws-code.js";

/** Reads a file in memory as a folder would, and counts the bytes. */
function reader(bytes: Uint8Array): { readonly readPart: ReadPart; readonly read: () => number } {
  let total = 0;
  return {
    read: () => total,
    readPart: (from, maxBytes) => {
      const part = bytes.slice(Math.max(0, from), Math.max(0, from) + maxBytes);
      total += part.length;
      return Promise.resolve(part);
    },
  };
}

async function headOf(bytes: Uint8Array, checkEnd = true) {
  const { readPart, read } = reader(bytes);
  const head = await readImageHead(bytes.slice(0, HEAD_BYTES), bytes.length, readPart, checkEnd);
  return { ...head, read: read() };
}

/** A JPEG of any length: its pixels behind comments. */
function longJpeg(comments: number, commentBytes = 65_533): Uint8Array {
  const comment = Buffer.alloc(commentBytes + 4);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(commentBytes + 2, 2);
  const all = Array.from({ length: comments }, () => comment);
  return new Uint8Array(Buffer.concat([SMALL_JPEG.subarray(0, 2), ...all, SMALL_JPEG.subarray(2)]));
}

/** A JPEG whose scan is long: libjpeg would refuse the pixels, the header does not mind. */
function longScan(bytes: number): Uint8Array {
  const end = SMALL_JPEG.length - 2;
  return new Uint8Array(
    Buffer.concat([SMALL_JPEG.subarray(0, end), Buffer.alloc(bytes, 1), SMALL_JPEG.subarray(end)]),
  );
}

describe("readImageHead", () => {
  it("reads a small file at once, upright", async () => {
    const block = exifBytes({ first: { 274: { shorts: [6] } } });
    const wide = new Uint8Array(plainPng(30, 20, [1, 2, 3]));
    expect(await headOf(wide)).toMatchObject({ format: "png", widthPx: 30, heightPx: 20, read: 0 });
    const turned = jpegWithExif(SMALL_JPEG, block);
    expect(await headOf(turned)).toMatchObject({ format: "jpeg", exif: block, isCut: false });
  });

  it("reads of a long JPEG its start and its end alone", async () => {
    const head = await headOf(longScan(3_000_000));
    expect(head).toMatchObject({ widthPx: 8, heightPx: 8, isCut: false });
    expect(head.read).toBeLessThanOrEqual(4096);
    expect((await headOf(longScan(3_000_000), false)).read).toBe(0);
  });

  it("looks further where the pixels start behind large metadata", async () => {
    expect(await headOf(longJpeg(3))).toMatchObject({ widthPx: 8, isCut: false });
    expect(await headOf(longJpeg(40))).toMatchObject({ widthPx: 8, isCut: false });
  });

  it("tells a cut JPEG from one with something behind its end", async () => {
    const whole = longScan(200_000);
    expect(await headOf(whole.subarray(0, 150_000))).toMatchObject({ isCut: true });
    const behind = Buffer.concat([whole, Buffer.alloc(300_000, 7)]);
    expect(await headOf(new Uint8Array(behind))).toMatchObject({ isCut: false });
  });

  it("reads of a long PNG its start and its end alone, and finds a cut one", async () => {
    const noise = new Uint8Array(plainPng(400, 300, [0, 0, 0]));
    const long = withChunk(noise, 200_000);
    const head = await headOf(long);
    expect(head).toMatchObject({ format: "png", widthPx: 400, heightPx: 300, isCut: false });
    expect(head.read).toBeLessThanOrEqual(4096);
    await expect(headOf(long.subarray(0, 120_000))).rejects.toThrow(throwsCode("image/truncated"));
  });

  it("reads the header of a PNG with a palette", async () => {
    const png = withChunk(new Uint8Array(plainPng(40, 30, [5])), 100_000);
    png[25] = 3;
    expect(await headOf(png, false)).toMatchObject({ widthPx: 40, heightPx: 30 });
  });

  it("refuses what is no image", async () => {
    await expect(headOf(new TextEncoder().encode("not an image"))).rejects.toThrow(
      throwsCode("image/invalid"),
    );
    await expect(headOf(new Uint8Array())).rejects.toThrow(throwsCode("image/empty"));
  });
});

describe("readImageHead on damaged files", () => {
  it("throws nothing but errors of ours", async () => {
    const block = exifBytes({ exif: { 36867: { text: "2021:06:01 12:00:00" } } });
    const files = [
      jpegWithExif(SMALL_JPEG, block),
      jpegWithExif(longScan(70_000), block),
      withChunk(new Uint8Array(plainPng(20, 10, [1, 2, 3])), 70_000),
      Uint8Array.from([...Buffer.from("RIFF\x40\0\0\0WEBPVP8X"), ...new Uint8Array(60)]),
      Uint8Array.from([...Buffer.from("GIF89a"), ...new Uint8Array(40)]),
      block,
    ];
    const change = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { maxLength: 6 }),
        fc.nat({ max: 80_000 }),
        async (file, changes, length) => {
          const bytes = file.slice(0, Math.max(1, length % (file.length + 1)));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const { exif } = await headOf(bytes);
            if (exif !== null) readExif(exif, true);
          } catch (error) {
            if (!isHomegroundError(error)) throw error;
          }
        },
      ),
      { seed: 4, numRuns: 600 },
    );
  });
});

/** A PNG made long by a chunk that nobody needs, before its pixels. */
function withChunk(png: Uint8Array, bytes: number): Uint8Array {
  const chunk = Buffer.alloc(bytes + 12);
  chunk.writeUInt32BE(bytes, 0);
  chunk.write("teSt", 4, "latin1");
  return new Uint8Array(Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
}

describeWithShared("readImageHead on real pictures", "data/cameratraps/images", (folder) => {
  it("says what reading the whole file says", async () => {
    let short = 0;
    for (const name of readdirSync(folder)) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const header = readImageHeader(bytes);
      const isTurned = "orientation" in header && header.orientation >= 5;
      const head = await headOf(bytes);
      expect(head.widthPx).toBe(isTurned ? header.heightPx : header.widthPx);
      expect(head.heightPx).toBe(isTurned ? header.widthPx : header.heightPx);
      expect(head.isCut).toBe("hasEnd" in header && !header.hasEnd);
      if (head.read < 70_000) short++;
    }
    // Some have more metadata than a head holds, or more than a tail behind their end.
    expect(short).toBeGreaterThanOrEqual(8);
  });
});
