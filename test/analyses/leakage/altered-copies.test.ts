import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALTERATIONS, alter } from "../../../scripts/copies/alterations.js";
import { alterationOf, pairWords } from "../../../src/analyses/leakage/alteration.js";
import { findPicture, isAltered } from "../../../src/analyses/leakage/altered-copies.js";
import { compareLooks } from "../../../src/analyses/leakage/compare-looks.js";
import { likeTraining } from "../../../src/analyses/leakage/find-pairs.js";
import { printImages } from "../../../src/analyses/leakage/image-prints.js";
import { type Placement, placePoints } from "../../../src/analyses/leakage/place-points.js";
import { createPointSearch } from "../../../src/analyses/leakage/point-search.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { createRandom } from "../../../src/core/random.js";
import { demoImages } from "../../../src/demo/demo-set.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { encodePng } from "../../../src/images/encode-png.js";
import {
  DESCRIPTION_WORDS,
  descriptionBits,
  findKeypoints,
  type Keypoints,
  mirroredKeypoints,
} from "../../../src/images/keypoints.js";
import { localLook, SHRUNK } from "../../../src/images/local-look.js";
import { createPictureLooker } from "../../../src/images/picture-look.js";
import type { Pixels } from "../../../src/images/pixel-decoder.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { createNodeJpegEncoder } from "../../../src/node/images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";

function lookOf(pixels: Pixels) {
  return localLook({ pixels, format: "png", orientation: 1, notes: [] });
}

function drawn(image: ReturnType<typeof demoImages>[number]): Pixels {
  const { widthPx, heightPx, rgb } = image.pixels();
  return { widthPx, heightPx, channels: 3, bitDepth: 8, data: rgb };
}

/** One scene of each camera, and a second one of some. */
const SCENES = demoImages("training");
const first = [...new Map(SCENES.map((image) => [image.camera, image])).values()].slice(0, 6);
const originals = first.map(drawn);
const looks = originals.map(lookOf);

const encoder = createNodeJpegEncoder();
function printsOf(files: ReadonlyMap<string, Uint8Array>) {
  return printImages([...files.keys()], {
    access: createMemoryFileAccess(files),
    looker: createPictureLooker(createNodePixelDecoder, createNodeDigest),
    signal: NEVER_CANCELLED,
    inParts: true,
  });
}

describe("pictures found in others", () => {
  const training = printsOf(
    new Map(
      originals.map(({ widthPx, heightPx, data }, i) => [
        `${i}.png`,
        encodePng(widthPx, heightPx, data as Uint8Array),
      ]),
    ),
  );
  const alterations = ALTERATIONS.filter(({ name }) => name !== "letters drawn on");
  it.each(alterations)("are those that were $name, and no others", async (alteration) => {
    const copies = new Map<string, Uint8Array>();
    for (const [i, pixels] of originals.entries()) {
      copies.set(
        `${i}.jpg`,
        await encoder.encode(alter(pixels, alteration, i), alteration.quality),
      );
    }
    const found = likeTraining(await printsOf(copies), await training, NEVER_CANCELLED)
      .flatMap(({ pairs }) => pairs)
      .map(({ image, other }) => [image, other]);
    expect(found.filter(([image, other]) => image !== other)).toEqual([]);
    // One may be too much altered; of a third of the size, at quality 30, the drawn noise is gone.
    const least = alteration.quality === 30 && alteration.changes.length > 1 ? 0 : 5;
    expect(found.length).toBeGreaterThanOrEqual(least);
  });

  it("are another moment of one view where something in it differs", () => {
    const camera = first[0]!.camera;
    const own = SCENES.filter((image) => image.camera === camera);
    const other = own.find(
      ({ sequence, light }) => sequence !== own[0]!.sequence && light === own[0]!.light,
    )!;
    const found = findPicture(lookOf(drawn(other)), looks[0]!)!;
    expect(found.isSameView).toBe(true);
    expect(isAltered(found)).toBe(false);
  });

  it("say what was done", () => {
    const { widthPx, heightPx, data } = originals[1]!;
    const half: Pixels = {
      ...originals[1]!,
      heightPx: Math.floor(heightPx * 0.7),
      data: data.slice(0, widthPx * Math.floor(heightPx * 0.7) * 3),
    };
    const dark: Pixels = { ...originals[1]!, data: data.map((level) => level >> 1) };
    const turned: Pixels = { ...originals[1]!, data: new Uint8Array(data.length) };
    for (let i = 0; i < widthPx * heightPx; i++) {
      turned.data.set(data.subarray(3 * i, 3 * i + 3), 3 * (widthPx * heightPx - 1 - i));
    }
    const mirrored = alter(originals[1]!, { name: "", changes: [], quality: 1 }, 0);
    const across: Pixels = { ...mirrored, data: new Uint8Array(data.length) };
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const at = (y * widthPx + x) * 3;
        across.data.set(data.subarray(at, at + 3), (y * widthPx + widthPx - 1 - x) * 3);
      }
    }
    const done = (pixels: Pixels) => alterationOf(findPicture(lookOf(pixels), looks[1]!)!);
    expect(done(half).shared?.[1]).toBeCloseTo(0.7, 1);
    expect(done(half)).toEqual({ shared: expect.any(Array) });
    expect(done(dark)).toEqual({ shades: true });
    expect(Math.abs(done(turned).degrees!)).toBe(180);
    expect(done(across)).toEqual({ mirrored: true });
    const altered = { shared: [1, 0.7], degrees: -34, mirrored: true, shades: true } as const;
    expect(pairWords({ altered })).toBe(", cut, mirrored, turned by 34°, in other shades");
    expect(pairWords({ turned: true, differs: true })).toBe(
      ", turned or mirrored, with something in it that differs",
    );
    expect(pairWords({})).toBe("");
  });
});

describe("points of a picture", () => {
  it("are those of its mirror image, mirrored", () => {
    const { widthPx, heightPx } = originals[2]!;
    const grey: Pixels = {
      widthPx,
      heightPx,
      channels: 1,
      bitDepth: 8,
      data: originals[2]!.data.filter((_, i) => i % 3 === 1),
    };
    const flipped = { ...grey, data: new Uint8Array(grey.data.length) };
    for (let y = 0; y < heightPx; y++) {
      flipped.data.set(
        grey.data.subarray(y * widthPx, (y + 1) * widthPx),
        (heightPx - 1 - y) * widthPx,
      );
    }
    const expected = findKeypoints(flipped);
    const mirrored = mirroredKeypoints(findKeypoints(grey), heightPx);
    // Halved pictures keep every second row from the top, so that not all are in the same places.
    const same = Array.from({ length: mirrored.count }, (_, i) =>
      Array.from({ length: expected.count }, (_, j) => j).some(
        (j) =>
          Math.abs(mirrored.x[i]! - expected.x[j]!) <= 2 &&
          Math.abs(mirrored.y[i]! - expected.y[j]!) <= 2 &&
          descriptionBits(mirrored.words, i, expected.words, j) <= 40,
      ),
    );
    expect(mirrored.count).toBeGreaterThan(20);
    expect(same.filter(Boolean).length).toBeGreaterThan(0.7 * mirrored.count);
  });

  it("give the placement that moved them", () => {
    const placement = fc.record({
      scale: fc.double({ min: 0.5, max: 2, noNaN: true }),
      turn: fc.double({ min: -3, max: 3, noNaN: true }),
      shift: fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(placement, ({ scale, turn, shift, seed }) => {
        const a = randomPoints(40, seed);
        const [c, s] = [scale * Math.cos(turn), scale * Math.sin(turn)];
        const b: Keypoints = {
          ...a,
          x: a.x.map((x, i) => c * x - s * a.y[i]! + shift[0]),
          y: a.y.map((y, i) => s * a.x[i]! + c * y + shift[1]),
          scale: a.scale.map((one) => one * scale),
          angle: a.angle.map((one) => one + turn),
          // Ten points are others.
          words: a.words.map((word, i) => (i < 10 * DESCRIPTION_WORDS ? ~word : word)),
        };
        const placed = placePoints(a, b)!;
        const expected = [c, -s, shift[0], s, c, shift[1]];
        for (const [i, value] of placed.placement.entries()) {
          expect(value).toBeCloseTo(expected[i]!, 1);
        }
        expect(placed.points).toBeGreaterThanOrEqual(25);
      }),
      { numRuns: 40 },
    );
  });

  it("have no placement where none look the same", () => {
    expect(placePoints(randomPoints(60, 1), randomPoints(60, 2))).toBeNull();
  });

  it("are searched for without missing a picture with the same ones", () => {
    const set = Array.from({ length: 30 }, (_, i) => randomPoints(40, i + 1));
    const search = createPointSearch([null, ...set]);
    for (const [i, points] of set.entries()) {
      const likely = [...search.likely(points)].sort((a, b) => b.votes - a.votes);
      expect(likely[0]).toEqual({ item: i + 1, votes: 40 });
    }
    expect(search.likely(randomPoints(40, 1000))).toEqual([]);
  });
});

function randomPoints(count: number, seed: number): Keypoints {
  const random = createRandom(seed);
  const words = Uint32Array.from({ length: count * DESCRIPTION_WORDS }, () =>
    random.below(2 ** 32),
  );
  const draw = (most: number) =>
    Float32Array.from({ length: count }, () => most * random.uniform());
  const [x, y, scale, angle] = [draw(200), draw(200), draw(3).map((one) => 1 + one), draw(6)];
  return { count, x, y, scale, angle, words };
}

describe("two pictures laid on each other", () => {
  const random = createRandom(3);
  const side = 60;
  const data = Uint8Array.from({ length: side * side }, () => 40 + random.below(120));
  const picture = { widthPx: side, heightPx: side, data };
  const STILL: Placement = [1, 0, 0, 0, 1, 0];

  it("agree where one is the other in other shades", () => {
    const other = { ...picture, data: data.map((level) => level / 2 + 30) };
    const compared = compareLooks(picture, other, STILL);
    expect(compared.agreement).toBe(1);
    expect(compared.gain).toBeCloseTo(0.5, 2);
    expect(compared.offset).toBeCloseTo(29.5, 0);
    expect(compared).toMatchObject({ isSameView: true, differs: false });
  });

  it("share what a shift leaves of them", () => {
    const placement: Placement = [1, 0, 15 * SHRUNK, 0, 1, 0];
    const { shared } = compareLooks(picture, picture, placement);
    // 15 of 60 columns are outside, and the last row and column have no neighbour to be between.
    expect(shared[0]).toBeCloseTo((45 * 59) / (side * side), 2);
    expect(shared[1]).toBe(shared[0]);
  });

  it("are one view where a part of it is another", () => {
    const changed = data.map((level, i) =>
      i % side < 18 && i < side * 18 ? 40 + ((i * 7919) % 120) : level,
    );
    const compared = compareLooks(picture, { ...picture, data: changed }, STILL);
    // Nine of a hundred parts.
    expect(compared.agreement).toBeGreaterThan(0.85);
    expect(compared.agreement).toBeLessThan(0.95);
    expect(compared).toMatchObject({ isSameView: true, differs: true });
  });

  it("do not agree where they are others", () => {
    const other = createRandom(4);
    const noise = data.map(() => 40 + other.below(120));
    const compared = compareLooks(picture, { ...picture, data: noise }, STILL);
    expect(compared.agreement).toBeLessThan(0.02);
  });
});
