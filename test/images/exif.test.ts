import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import exifr from "exifr";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exifBlock, readExif } from "../../src/images/exif.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../support/exif-writer.js";
import { describeWithShared } from "../support/shared-data.js";

const PARTS = {
  first: {
    271: { text: "RECONYX" },
    272: { text: "HC500 HYPERFIRE" },
    274: { shorts: [6] },
    306: { text: "2020:01:01 00:00:00" },
  },
  exif: {
    33434: { rationals: [[1, 60]] },
    33437: { rationals: [[28, 10]] },
    34855: { shorts: [400] },
    37386: { rationals: [[62, 10]] },
    41989: { shorts: [38] },
    36867: { text: "2011:05:07 02:35:49" },
    36881: { text: "+02:00" },
    42033: { text: "H500HF10110" },
  },
  gps: {
    1: { text: "S" },
    2: {
      rationals: [
        [2, 1],
        [30, 1],
        [36, 1],
      ],
    },
    3: { text: "E" },
    4: {
      rationals: [
        [34, 1],
        [15, 1],
        [0, 1],
      ],
    },
  },
} as const;

describe("readExif", () => {
  it.each([true, false])("reads camera, time and exposure (little-endian: %s)", (isLittle) => {
    const block = exifBytes(PARTS, isLittle);
    expect(readExif(block)).toEqual({
      cameraModel: "RECONYX HC500 HYPERFIRE",
      dateTime: "2011-05-07T02:35:49+02:00",
      exposureSeconds: 1 / 60,
      fNumber: 2.8,
      iso: 400,
      focalLengthMm: 6.2,
      focalLength35Mm: 38,
      orientation: 6,
      personal: null,
    });
  });

  it("reads coordinates and serial number where they are asked for, and only there", () => {
    const { personal } = readExif(exifBytes(PARTS), true);
    expect(personal).toEqual({
      serialNumber: "H500HF10110",
      latitudeDeg: -(2 + 30 / 60 + 36 / 3600),
      longitudeDeg: 34.25,
    });
  });

  it("agrees with exifr about the same bytes", async () => {
    const jpeg = jpegWithExif(SMALL_JPEG, exifBytes(PARTS));
    const theirs = await exifr.parse(Buffer.from(jpeg), { gps: true, reviveValues: false });
    const ours = readExif(exifBlock(jpeg, "jpeg")!, true);
    expect(ours.exposureSeconds).toBeCloseTo(theirs.ExposureTime, 12);
    expect(ours.iso).toBe(theirs.ISO);
    expect(ours.focalLengthMm).toBe(theirs.FocalLength);
    expect(ours.focalLength35Mm).toBe(theirs.FocalLengthIn35mmFormat);
    expect(ours.fNumber).toBeCloseTo(theirs.FNumber, 12);
    expect(ours.cameraModel).toBe(`${theirs.Make} ${theirs.Model}`);
    expect(theirs.DateTimeOriginal).toBe("2011:05:07 02:35:49");
    expect(ours.personal?.latitudeDeg).toBeCloseTo(theirs.latitude, 12);
    expect(ours.personal?.longitudeDeg).toBeCloseTo(theirs.longitude, 12);
  });

  it("takes no maker twice, and a time of digitising where no other is", () => {
    const block = exifBytes({
      first: { 271: { text: "Canon" }, 272: { text: "Canon EOS 40D" } },
      exif: { 36868: { text: "2008:07:31 10:38:11" } },
    });
    expect(readExif(block)).toMatchObject({
      cameraModel: "Canon EOS 40D",
      dateTime: "2008-07-31T10:38:11",
    });
  });

  it.each(["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", ""])(
    "takes %j for no time",
    (text) => {
      expect(readExif(exifBytes({ exif: { 36867: { text } } })).dateTime).toBeNull();
    },
  );

  it("takes division by zero, places off the Earth and wrong types for absent", () => {
    const block = exifBytes({
      first: { 272: { shorts: [7] } },
      exif: { 33434: { rationals: [[0, 0]] }, 34855: { text: "400" } },
      gps: { 1: { text: "N" }, 2: { rationals: [[91, 1]] }, 4: { rationals: [[10, 1]] } },
    });
    expect(readExif(block, true)).toEqual({
      cameraModel: null,
      dateTime: null,
      orientation: 1,
      exposureSeconds: Number.NaN,
      fNumber: Number.NaN,
      iso: Number.NaN,
      focalLengthMm: Number.NaN,
      focalLength35Mm: Number.NaN,
      personal: { serialNumber: null, latitudeDeg: Number.NaN, longitudeDeg: Number.NaN },
    });
  });

  it("ends with directories that point to themselves, or nowhere", () => {
    const block = exifBytes({ first: { 34665: { longs: [8] }, 34853: { longs: [0xffffffff] } } });
    expect(readExif(block, true)).toMatchObject({ cameraModel: null });
  });

  it("throws on no bytes whatever", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat({ max: 60 }),
        fc.boolean(),
        (noise, keep, isLittle) => {
          const start = exifBytes(PARTS, isLittle).subarray(0, keep);
          const facts = readExif(Uint8Array.from([...start, ...noise]), true);
          expect(facts.orientation).toBeGreaterThanOrEqual(1);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe("exifBlock", () => {
  it("finds nothing where nothing is, and nothing behind a cut", () => {
    expect(exifBlock(SMALL_JPEG, "jpeg")).toBeNull();
    const jpeg = jpegWithExif(SMALL_JPEG, exifBytes(PARTS));
    expect(readExif(exifBlock(jpeg.subarray(0, 40), "jpeg")!).dateTime).toBeNull();
    expect(exifBlock(Uint8Array.of(0xff, 0xd8), "jpeg")).toBeNull();
  });

  it("finds the chunk of PNG and WebP", () => {
    const block = exifBytes(PARTS);
    const png = chunked([137, 80, 78, 71, 13, 10, 26, 10], "eXIf", block, false);
    expect(exifBlock(png, "png")).toEqual(block);
    const webp = chunked([...Buffer.from("RIFF\0\0\0\0WEBP")], "EXIF", block, true);
    expect(exifBlock(webp, "webp")).toEqual(block);
  });
});

/** A row of two chunks, the second the one wanted. */
function chunked(start: number[], type: string, data: Uint8Array, isRiff: boolean): Uint8Array {
  const chunk = (name: string, bytes: Uint8Array): number[] => {
    const length = Buffer.alloc(4);
    if (isRiff) length.writeUInt32LE(bytes.length);
    else length.writeUInt32BE(bytes.length);
    const pad = bytes.length % 2 === 1 && isRiff ? [0] : [];
    return isRiff
      ? [...Buffer.from(name), ...length, ...bytes, ...pad]
      : [...length, ...Buffer.from(name), ...bytes, 0, 0, 0, 0];
  };
  return Uint8Array.from([
    ...start,
    ...chunk("ABCD", Uint8Array.of(1, 2, 3)),
    ...chunk(type, data),
  ]);
}

describeWithShared("readExif on real pictures", "data/cameratraps/images", (folder) => {
  it("agrees with exifr about camera, time, exposure, sensitivity and orientation", async () => {
    let seen = 0;
    for (const name of readdirSync(folder)) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const theirs = await exifr.parse(Buffer.from(bytes), {
        reviveValues: false,
        translateValues: false,
      });
      const block = exifBlock(bytes, "jpeg");
      expect(block === null).toBe(theirs === undefined);
      if (block === null) continue;
      seen++;
      const ours = readExif(block);
      const original = theirs.DateTimeOriginal ?? theirs.CreateDate ?? null;
      expect(ours.dateTime?.slice(0, 19).replace("T", " ").replaceAll("-", ":") ?? null).toBe(
        original,
      );
      expect(ours.exposureSeconds).toEqual(theirs.ExposureTime || Number.NaN);
      expect(ours.iso).toEqual(theirs.ISO ?? Number.NaN);
      expect(ours.orientation).toBe(theirs.Orientation ?? 1);
      if (theirs.Model !== undefined) expect(ours.cameraModel).toContain(theirs.Model.trim());
    }
    expect(seen).toBeGreaterThanOrEqual(5);
  });
});
