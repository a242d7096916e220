import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../src/core/random.js";
import { readingFinding } from "../../../src/evaluation/detection/check-readings.js";
import type {
  BoxUnit,
  BoxWriting,
  ObjectPredictions,
} from "../../../src/formats/objects/object-types.js";
import { fromWritten } from "../../../src/formats/objects/reinterpret-boxes.js";
import { checkDetections } from "../../../src/formats/prediction-reading/check.js";
import { detectionsReadAs } from "../../../src/formats/prediction-reading/read-as.js";

/** An image of a world: annotated boxes and what a detector says, in pixels as x, y, width, height. */
interface Scene {
  readonly size: readonly [width: number, height: number];
  readonly truth: readonly (readonly number[])[];
  readonly found: readonly { readonly box: readonly number[]; readonly score: number }[];
}

const SIZES = [
  [1920, 1080],
  [640, 480],
  [600, 800],
] as const;

/** One to four objects of an eighth to a half of the image, none over its edge. */
function objectsOn([width, height]: readonly [number, number], random: Random): number[][] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const w = width * (0.12 + 0.35 * random.uniform());
    const h = height * (0.12 + 0.35 * random.uniform());
    return [random.uniform() * (width - w), random.uniform() * (height - h), w, h];
  });
}

/** A detector that sees most objects, some badly, and some that are not there. */
function world(images: number, random: Random, { found = 0.85, jitter = 0.12 } = {}): Scene[] {
  return Array.from({ length: images }, (_, i) => {
    const size = SIZES[i % SIZES.length]!;
    const truth = objectsOn(size, random);
    const seen = truth.filter(() => random.uniform() < found);
    const shaken = seen.map(([x, y, w, h]) => {
      const off = () => jitter * (random.uniform() - 0.5) * 2;
      const box = [x! + off() * w!, y! + off() * h!, w! * (1 + off()), h! * (1 + off())];
      return { box, score: 0.4 + 0.6 * random.uniform() };
    });
    const wrong = objectsOn(size, random).map((box) => ({ box, score: 0.5 * random.uniform() }));
    return { size, truth, found: [...shaken, ...wrong] };
  });
}

type MakeScenes = (images: number, random: Random) => Scene[];

/** How a file of predictions writes a box, four numbers and a score. */
type Writing = (box: readonly number[], score: number, size: readonly [number, number]) => number[];

interface AsRead {
  readonly unit: BoxUnit;
  readonly written?: BoxWriting;
  readonly scoreIsLast?: true;
}

/** The world's detections as a reader has them that takes the numbers for what `as` says. */
function readFrom(scenes: readonly Scene[], write: Writing, as: AsRead): ObjectPredictions {
  const image: number[] = [];
  const box: number[] = [];
  const score: number[] = [];
  for (const [i, scene] of scenes.entries()) {
    for (const one of scene.found) {
      const [a, b, c, d, s] = write(one.box, one.score, scene.size);
      const sides = Float64Array.of(a!, b!, c!, d!);
      fromWritten(sides, 0, as.written ?? "xywh");
      image.push(i);
      box.push(...sides);
      score.push(s!);
    }
  }
  const rowCount = scenes.length;
  return {
    format: { id: "test", reason: "" },
    source: "predictions",
    rowCount,
    file: scenes.map((_, i) => `${i}.jpg`),
    labelNames: ["cat"],
    objects: {
      count: image.length,
      image: Int32Array.from(image),
      label: new Int32Array(image.length),
      box: Float64Array.from(box),
      score: Float64Array.from(score),
    },
    ...as,
    failed: new Uint8Array(rowCount),
    widthPx: new Float64Array(rowCount),
    heightPx: new Float64Array(rowCount),
    line: new Int32Array(rowCount),
    attributes: { rowCount, columns: new Map() },
    roles: new Map(),
    problems: [],
  };
}

function find(scenes: readonly Scene[], predictions: ObjectPredictions, seed = 1) {
  const boxes = scenes.flatMap(({ truth }, i) => truth.map((box) => [i, box] as const));
  const count = boxes.length;
  const widthPx = Float64Array.from(scenes, ({ size }) => size[0]);
  const heightPx = Float64Array.from(scenes, ({ size }) => size[1]);
  const truth = {
    objects: {
      count,
      image: Int32Array.from(boxes, ([i]) => i),
      label: new Int32Array(count),
      box: Float64Array.from(boxes.flatMap(([, box]) => [...box])),
      area: new Float64Array(count),
      flags: new Uint8Array(count),
    },
  };
  const frame = { unit: "pixel" as const, sizes: { widthPx, heightPx } };
  const rowOfImage = Int32Array.from(scenes.keys());
  return readingFinding({ predictions, rowOfImage, truth, frame }, createRandom(seed, 0));
}

const plain: Writing = (box, score) => [...box, score];
const corners: Writing = ([x, y, w, h], score) => [x!, y!, x! + w!, y! + h!, score];
const centred: Writing = ([x, y, w, h], score) => [x! + w! / 2, y! + h! / 2, w!, h!, score];
const shares =
  (write: Writing): Writing =>
  (box, score, [width, height]) => {
    const by = [width, height, width, height];
    const [a, b, c, d, s] = write(box, score, [width, height]);
    return [...[a, b, c, d].map((side, k) => side! / by[k]!), s!];
  };
const stretched =
  (side: number): Writing =>
  (box, score, size) => {
    const [a, b, c, d, s] = shares(plain)(box, score, size);
    return [...[a, b, c, d].map((one) => one! * side), s!];
  };
/** Pixels of a square input with the image in its middle. */
const letterboxed =
  (side: number): Writing =>
  ([x, y, w, h], score, [width, height]) => {
    const scale = Math.min(side / width, side / height);
    const [padX, padY] = [(side - width * scale) / 2, (side - height * scale) / 2];
    return [x! * scale + padX, y! * scale + padY, w! * scale, h! * scale, score];
  };
/** The same with the image at its top left. */
const paddedBelow =
  (side: number): Writing =>
  (box, score, [width, height]) => {
    const scale = Math.min(side / width, side / height);
    return [...box.map((one) => one * scale), score];
  };

const PIXEL: AsRead = { unit: "pixel" };
const YOLO: AsRead = { unit: "fraction", written: "cxcywh", scoreIsLast: true };
const FAULTS: readonly (readonly [what: string, Writing, AsRead, code: string, way: string])[] = [
  ["corners for sides", corners, PIXEL, "looks-like-xyxy", "--prediction-boxes xyxy"],
  [
    "sides for corners",
    plain,
    { ...PIXEL, written: "xyxy" },
    "looks-like-xywh",
    "--prediction-boxes xywh",
  ],
  ["centres for corners", centred, PIXEL, "looks-centred", "--prediction-boxes cxcywh"],
  ["shares for pixels", shares(plain), PIXEL, "looks-normalised", "--prediction-boxes fraction"],
  ["pixels for shares", centred, YOLO, "looks-absolute", "--prediction-boxes pixel"],
  ["a stretched input", stretched(640), PIXEL, "looks-resized", "--prediction-boxes stretched-640"],
  [
    "a padded input",
    letterboxed(640),
    PIXEL,
    "looks-resized",
    "--prediction-boxes letterboxed-640",
  ],
  [
    "shares of a padded input",
    (box, score, size) => {
      const [x, y, w, h, s] = letterboxed(1)(box, score, size);
      return [x! + w! / 2, y! + h! / 2, w!, h!, s!];
    },
    YOLO,
    "looks-resized",
    "--prediction-boxes letterboxed",
  ],
  [
    "an input padded below alone",
    paddedBelow(416),
    PIXEL,
    "looks-resized",
    "--prediction-boxes letterboxed-topleft-416",
  ],
  [
    "shares of an input padded below alone",
    (box, score, size) => {
      const [x, y, w, h, s] = paddedBelow(1)(box, score, size);
      return [x! + w! / 2, y! + h! / 2, w!, h!, s!];
    },
    YOLO,
    "looks-resized",
    "--prediction-boxes letterboxed-topleft",
  ],
  [
    "percentages",
    (box, score, size) => {
      const [a, b, c, d, s] = shares(plain)(box, score, size);
      return [...[a, b, c, d].map((one) => one! * 100), s!];
    },
    PIXEL,
    "looks-percent",
    "--prediction-boxes percent",
  ],
  [
    "the confidence in front",
    (box, score, size) => {
      const [x, y, w, h] = shares(centred)(box, score, size);
      return [score, x!, y!, w!, h!];
    },
    YOLO,
    "looks-score-first",
    "--yolo-order class-score-box",
  ],
];

describe("predictions against labels", () => {
  it.each(FAULTS)("finds %s, and says what sets it right", (_, write, as, code, way) => {
    const scenes = world(60, createRandom(5, 1));
    const found = find(scenes, readFrom(scenes, write, as));
    expect(found?.code).toBe(`predictions/${code}`);
    expect(found?.what).toContain(`say ${way}`);
  });

  it.each(FAULTS.filter(([, , , , way]) => way.startsWith("--prediction-boxes")))(
    "says nothing of %s once it is read so",
    (_, write, as, __, way) => {
      const scenes = world(60, createRandom(6, 1));
      const [, predictionBoxes = ""] = way.split(" ");
      const read = detectionsReadAs(readFrom(scenes, write, as), { predictionBoxes });
      expect(find(scenes, read)).toBeNull();
    },
  );

  it("brings boxes of a padded input back to the image", () => {
    const scenes = world(3, createRandom(7, 1), { found: 1, jitter: 0 });
    const wrong = readFrom(scenes, letterboxed(416), PIXEL);
    const read = detectionsReadAs(wrong, { predictionBoxes: "letterboxed-416" });
    expect(read.paddedInput).toEqual({ size: [416, 416], isCentred: true });
    expect(read.roles.get("prediction-boxes")).toBe("letterboxed-416, as asked for");
  });

  // Shares of a padded square differ by a fifth from those of the image: so little needs more images.
  const PLAIN_FAULTS = FAULTS.filter(([what]) => what !== "shares of a padded input");
  it.each(PLAIN_FAULTS)(
    "finds %s with few images, where it is unmistakable",
    (_, write, as, code) => {
      let found = 0;
      for (let seed = 0; seed < 20; seed++) {
        const scenes = world(10, createRandom(seed, 5));
        if (find(scenes, readFrom(scenes, write, as))?.code === `predictions/${code}`) found++;
      }
      expect(found).toBeGreaterThanOrEqual(18);
    },
  );

  it("says that too few images were not checked, unless they fit as they are", () => {
    const poor = world(10, createRandom(8, 1), { found: 0.1 });
    const told = find(poor, readFrom(poor, shares(centred), YOLO));
    expect(told?.code).toBe("predictions/not-checked");
    expect(told?.what).toMatch(
      /was not checked against the labels: only \d+ detections, and 10 images/,
    );
    const four = world(4, createRandom(5, 5));
    expect(find(four, readFrom(four, corners, PIXEL))?.code).toBe("predictions/not-checked");
    const good = world(4, createRandom(8, 1));
    expect(find(good, readFrom(good, plain, PIXEL))).toBeNull();
    const blind = good.map((scene) => ({ ...scene, found: [] }));
    expect(find(blind, readFrom(blind, plain, PIXEL))).toBeNull();
  });

  /** Honest predictions of many kinds of detectors, good and poor. */
  const HONEST: readonly (readonly [what: string, MakeScenes, Writing, AsRead])[] = [
    ["good", world, plain, PIXEL],
    ["good, in shares of the centre", world, shares(centred), YOLO],
    ["rough", (images, random) => world(images, random, { jitter: 0.5 }), shares(centred), YOLO],
    ["nearly blind", (images, random) => world(images, random, { found: 0.1 }), plain, PIXEL],
    ["random", (images, random) => world(images, random, { found: 0 }), shares(centred), YOLO],
    ["one that draws boxes half as large", halved, plain, PIXEL],
    ["one that draws boxes twice as large", doubled, shares(centred), YOLO],
    ["one that says the middle of the image", middles, shares(centred), YOLO],
    ["one on square images", squares, shares(centred), YOLO],
  ];
  it.each(HONEST)(
    "is not suspected by its numbers alone with ten images: %s (200 worlds)",
    (_, make, write, as) => {
      let alarms = 0;
      for (let seed = 0; seed < 200; seed++) {
        const scenes = make(10, createRandom(seed, 3));
        const found = checkDetections(readFrom(scenes, write, as), {});
        if (found.some(({ code }) => code === "predictions/looks-score-first")) alarms++;
      }
      expect(alarms).toBe(0);
    },
  );

  it.each([
    ["shares", shares(centred)],
    ["pixels as sides", plain],
    ["pixels as corners", corners],
    ["pixels of the centre", centred],
  ] as const)("finds the confidence in front of %s with ten images and no labels", (_, write) => {
    const front: Writing = (box, score, size) => {
      const [a, b, c, d, s] = write(box, score, size);
      return [s!, a!, b!, c!, d!];
    };
    for (let seed = 0; seed < 50; seed++) {
      const scenes = world(10, createRandom(seed, 4));
      const found = checkDetections(readFrom(scenes, front, YOLO), {});
      expect(found.map(({ code }) => code)).toContain("predictions/looks-score-first");
    }
  });

  it.each(HONEST)(
    "raises no false alarm with few images and a detector that is %s (100 worlds)",
    (_, make, write, as) => {
      let alarms = 0;
      for (let seed = 0; seed < 100; seed++) {
        const scenes = make(5 + (seed % 19), createRandom(seed, 11));
        const found = find(scenes, readFrom(scenes, write, as), seed);
        if (found !== null && found.code !== "predictions/not-checked") alarms++;
      }
      expect(alarms).toBe(0);
    },
  );

  it("does not take a score in percent behind a box in shares for a box in pixels", () => {
    const scenes = world(10, createRandom(9, 1));
    const percent: Writing = (box, score, size) => {
      const [x, y, w, h] = shares(centred)(box, score, size);
      return [x!, y!, w!, h!, 100 * score];
    };
    const found = checkDetections(readFrom(scenes, percent, YOLO), {});
    expect(found.map(({ code }) => code)).toEqual(["predictions/looks-percent-scores"]);
  });

  it.each(HONEST)(
    "raises no false alarm with a detector that is %s (200 worlds)",
    (_, make, write, as) => {
      let alarms = 0;
      for (let seed = 0; seed < 200; seed++) {
        const scenes = make(60, createRandom(seed, 9));
        if (find(scenes, readFrom(scenes, write, as), seed) !== null) alarms++;
      }
      expect(alarms).toBe(0);
    },
  );
});

function resized(images: number, random: Random, factor: number): Scene[] {
  return world(images, random).map((scene) => ({
    ...scene,
    found: scene.found.map(({ box: [x, y, w, h], score }) => ({
      box: [x! + (w! * (1 - factor)) / 2, y! + (h! * (1 - factor)) / 2, w! * factor, h! * factor],
      score,
    })),
  }));
}

function halved(images: number, random: Random): Scene[] {
  return resized(images, random, 0.7);
}

function doubled(images: number, random: Random): Scene[] {
  return resized(images, random, 1.4);
}

function middles(images: number, random: Random): Scene[] {
  return world(images, random).map((scene) => ({
    ...scene,
    found: scene.truth.map(() => ({
      box: scene.size.flatMap((side) => side * 0.3).concat(scene.size.map((side) => side * 0.4)),
      score: random.uniform(),
    })),
  }));
}

function squares(images: number, random: Random): Scene[] {
  return world(images, random).map(({ size: [width, height], truth, found }) => {
    const by = [640 / width, 640 / height, 640 / width, 640 / height];
    const shrunk = (box: readonly number[]) => box.map((side, k) => side * by[k]!);
    return {
      size: [640, 640],
      truth: truth.map(shrunk),
      found: found.map(({ box, score }) => ({ box: shrunk(box), score })),
    };
  });
}
