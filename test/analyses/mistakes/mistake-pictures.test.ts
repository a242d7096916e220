import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  ChosenMistake,
  ChosenMistakes,
} from "../../../src/analyses/mistakes/chosen-mistakes.js";
import {
  type PicturePorts,
  withoutPictures,
  withPictures,
} from "../../../src/analyses/mistakes/mistake-pictures.js";
import { mistakesView } from "../../../src/analyses/mistakes/mistakes-view.js";
import { HomegroundError } from "../../../src/core/errors.js";
import { encodePng } from "../../../src/images/encode-png.js";
import { createNodeJpegEncoder } from "../../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import type { MistakeBox } from "../../../src/results/report-input.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../../support/exif-writer.js";
import { pngChunk, pngFile } from "../../support/png.js";

const decoder = createNodePixelDecoder();
const encoder = createNodeJpegEncoder();

function mistake(image: number, more: Partial<ChosenMistake> = {}): ChosenMistake {
  const file = `${image}.jpg`;
  return { image, file, around: null, truth: "deer", predicted: "fox", confidence: 0.9, ...more };
}

function chosen(worst: readonly ChosenMistake[]): ChosenMistakes {
  return { worst, total: worst.length, picturesWithheld: null };
}

/** Files by image of the set; an error is what reading one throws. */
function portsOf(
  files: readonly (Uint8Array | HomegroundError | null)[],
): PicturePorts & { reads: number[] } {
  const reads: number[] = [];
  return {
    reads,
    async read(image) {
      reads.push(image);
      const file = files[image] ?? null;
      if (file instanceof HomegroundError) throw file;
      return file;
    },
    decoder,
    encoder,
    signal: new AbortController().signal,
  };
}

function noisePng(widthPx: number, heightPx: number, seed: number): Uint8Array {
  let state = seed >>> 0;
  const rgb = Uint8Array.from({ length: widthPx * heightPx * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return encodePng(widthPx, heightPx, rgb);
}

describe("withPictures", () => {
  it("makes any 24 pictures of at most 480 px and 600,000 bytes in all, the same again", async () => {
    // Mostly small: noise as large as a page wants takes a tenth of a second each.
    const side = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 120 }) },
      fc.integer({ min: 1, max: 600 }),
    );
    const image = fc.record({ width: side, height: side, seed: fc.integer() });
    await fc.assert(
      fc.asyncProperty(fc.array(image, { minLength: 24, maxLength: 24 }), async (images) => {
        const files = images.map(({ width, height, seed }) => noisePng(width, height, seed));
        const facts = chosen(files.map((_, i) => mistake(i)));
        const { worst } = await withPictures(facts, portsOf(files));
        const bytes = worst.map(({ thumbnail }) => thumbnail?.bytes.length ?? Number.NaN);
        expect(bytes.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(600_000);
        for (const { thumbnail } of worst) {
          expect(Math.max(thumbnail!.widthPx, thumbnail!.heightPx)).toBeLessThanOrEqual(480);
        }
        expect((await withPictures(facts, portsOf(files))).worst).toEqual(worst);
        const view = mistakesView({ ...facts, worst });
        expect(view.tiles.every(({ picture }) => picture !== null)).toBe(true);
      }),
      { numRuns: 3 },
    );
  });

  it("shares the budget where every picture wants more than its part", async () => {
    const files = Array.from({ length: 24 }, (_, i) => noisePng(160, 160, i));
    const facts = chosen(files.map((_, i) => mistake(i)));
    const { worst } = await withPictures(facts, portsOf(files), 200_000);
    const bytes = worst.map(({ thumbnail }) => thumbnail?.bytes.length ?? 0);
    const total = bytes.reduce((sum, n) => sum + n, 0);
    expect(total).toBeLessThanOrEqual(200_000);
    expect(total).toBeGreaterThan(100_000);
    expect(Math.max(...bytes) / Math.min(...bytes)).toBeLessThan(2);
    expect(worst.map(({ thumbnail }) => thumbnail?.widthPx)).toEqual(files.map(() => 160));
  });

  it("passes on what a picture does not use", async () => {
    const flat = encodePng(100, 100, new Uint8Array(30_000).fill(90));
    const noise = noisePng(160, 160, 4);
    const files = [flat, noise];
    const facts = chosen([mistake(0), mistake(1)]);
    const { worst } = await withPictures(facts, portsOf(files), 12_000);
    // Half of 12,000 is 6,000; the flat one leaves nearly all of its half.
    expect(worst[0]?.thumbnail?.bytes.length).toBeLessThan(1000);
    expect(worst[1]?.thumbnail?.bytes.length).toBeGreaterThan(6000);
  });

  it("says in a word why there is no picture, and makes the others", async () => {
    const gone = new HomegroundError("input/not-found", { what: "gone", where: "a", fix: "b" });
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 2], 8);
    const huge = pngFile([pngChunk("IHDR", header), pngChunk("IEND")]);
    const whole = noisePng(50, 50, 1);
    const text = new TextEncoder().encode("no image at all");
    const files = [gone, huge, whole.subarray(0, 4000), text, new Uint8Array(), null, whole];
    const { worst } = await withPictures(chosen(files.map((_, i) => mistake(i))), portsOf(files));
    expect(worst.map(({ noPicture }) => noPicture)).toEqual([
      "input/not-found",
      "image/too-large",
      "image/truncated",
      "image/invalid",
      "image/empty",
      "picture/no-file",
      undefined,
    ]);
    expect(worst.map(({ thumbnail }) => thumbnail !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    const view = mistakesView({ ...chosen([]), total: 7, worst });
    expect(view.tiles.map(({ noPicture }) => noPicture)).toEqual([
      "The file is gone",
      "Too large to be shown",
      "The file ends too early",
      "The file is damaged",
      "The file is empty",
      "No file of this image is here",
      null,
    ]);
  });

  it("costs a picture, not the report, when something breaks inside", async () => {
    const broken = {
      ...portsOf([noisePng(9, 9, 1)]),
      encoder: { encode: () => Promise.reject(new RangeError()) },
    };
    const { worst } = await withPictures(chosen([mistake(0)]), broken);
    expect(worst[0]).toMatchObject({ noPicture: "picture/failed" });
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const ports = portsOf([noisePng(9, 9, 1), noisePng(9, 9, 2)]);
    const read = (image: number) => {
      stop.abort(new Error("stopped"));
      return ports.read(image);
    };
    const making = withPictures(chosen([mistake(0), mistake(1)]), {
      ...ports,
      read,
      signal: stop.signal,
    });
    await expect(making).rejects.toThrow("stopped");
    expect(ports.reads).toEqual([0]);
  });

  it("opens a file once, however many tiles are about it", async () => {
    const ports = portsOf([noisePng(300, 300, 1), noisePng(9, 9, 2)]);
    const { worst } = await withPictures(chosen([mistake(0), mistake(1), mistake(0)]), ports);
    expect(ports.reads).toEqual([0, 1]);
    expect(worst[2]?.thumbnail).toEqual(worst[0]?.thumbnail);
  });

  it("lets nothing into a thumbnail but pixels", async () => {
    const secret = "SECRET OWNER";
    const exif = exifBytes({
      first: { 270: { text: secret }, 274: { shorts: [1] } },
      gps: {
        1: { text: "N" },
        2: {
          rationals: [
            [47, 1],
            [30, 1],
            [1234, 100],
          ],
        },
      },
    });
    const jpeg = jpegWithExif(SMALL_JPEG, exif);
    const png = noisePng(200, 200, 3);
    const text = pngChunk("tEXt", new TextEncoder().encode(`Author\0${secret}`));
    const commented = Buffer.concat([
      png.subarray(0, 33),
      text,
      pngChunk("eXIf", exif),
      png.subarray(33),
    ]);
    for (const file of [jpeg, new Uint8Array(commented)]) {
      expect(Buffer.from(file).includes(secret)).toBe(true);
      const { worst } = await withPictures(chosen([mistake(0)]), portsOf([file]));
      const made = Buffer.from(worst[0]!.thumbnail!.bytes);
      for (const word of [secret, "Exif", "eXIf", "tEXt", "\xff\xe1"]) {
        expect(made.includes(word, 0, "latin1"), word).toBe(false);
      }
    }
  });

  it("draws boxes where the objects are, in the whole picture and in a part of it", async () => {
    // A white square at (600, 300) in a black picture of 800 × 600; large, then small.
    for (const [x, y, side, isCut] of [
      [300, 200, 300, false],
      [600, 300, 40, true],
    ] as const) {
      const rgb = new Uint8Array(800 * 600 * 3);
      for (let row = y; row < y + side; row++) {
        rgb.fill(255, (row * 800 + x) * 3, (row * 800 + x + side) * 3);
      }
      const place = { x: x / 800, y: y / 600, width: side / 800, height: side / 600 };
      const box: MistakeBox = { ...place, outcome: "found", subject: true, caption: "" };
      const facts = await withPictures(
        chosen([mistake(0, { around: place, boxes: [box] })]),
        portsOf([encodePng(800, 600, rgb)]),
      );
      const [told] = facts.worst;
      expect(told?.cutOut).toBe(isCut);
      const [tile] = mistakesView(facts).tiles;
      const mark = tile!.picture!.marks[0]!;
      const white = await whitePlace(told!.thumbnail!.bytes);
      for (const [i, edge] of [
        mark.x,
        mark.y,
        mark.x + mark.width,
        mark.y + mark.height,
      ].entries()) {
        expect(Math.abs(edge - white[i]!), `edge ${i}`).toBeLessThanOrEqual(1);
      }
      // A small one is seen: a third of the tile.
      if (isCut) expect(mark.width / tile!.picture!.widthPx).toBeCloseTo(1 / 3, 2);
    }
  });
});

/** Left, top, right and bottom of what is light in a picture. */
async function whitePlace(bytes: Uint8Array): Promise<readonly number[]> {
  const { pixels } = await decoder.decode(bytes, { maxPixels: 1e6 });
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < pixels.widthPx * pixels.heightPx; i++) {
    if (pixels.data[i * pixels.channels]! < 128) continue;
    xs.push(i % pixels.widthPx);
    ys.push(Math.floor(i / pixels.widthPx));
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

describe("withoutPictures", () => {
  it("keeps names and words, and neither boxes nor places of files", () => {
    const box: MistakeBox = {
      x: 0,
      y: 0,
      width: 1,
      height: 1,
      outcome: "found",
      subject: true,
      caption: "a",
    };
    const facts = withoutPictures(chosen([mistake(3, { boxes: [box] })]), "Left out.");
    expect(facts.worst).toEqual([
      { file: "3.jpg", truth: "deer", predicted: "fox", confidence: 0.9 },
    ]);
    expect(mistakesView(facts)).toMatchObject({ withheld: "Left out.", key: [] });
  });
});
