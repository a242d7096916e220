import { describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createLabelSet } from "../../src/core/label-set.js";
import { categoricalColumn, createTable, EMPTY_TABLE } from "../../src/core/table.js";
import { placeTruth, prepareImages } from "../../src/dataset/prepare.js";
import { fileDetections } from "../../src/evaluation/detection/file-detections.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../src/evaluation/request.js";
import { evaluate } from "../../src/evaluation/run/evaluate.js";
import { TRUTH_STATE } from "../../src/formats/import-types.js";
import type { ObjectPredictions, ObjectTruth } from "../../src/formats/objects/object-types.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { COCO_RULES } from "../../src/outcomes/detection/match-rules.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { detectionClasses } from "../../src/tasks/detection/detection-classes.js";
import { boxFrame, imageSizes } from "../../src/tasks/detection/image-sizes.js";
import { scoredObjects } from "../../src/tasks/detection/truth-objects.js";

/** A box of an image: label, x, y, width, height, and for a detection its score. */
type Given = readonly [label: string, x: number, y: number, w: number, h: number, score?: number];

interface Picture {
  readonly truth: readonly Given[];
  /** Null: the model failed on it. */
  readonly found: readonly Given[] | null;
  /** Whether the file has a further detection that could not be read, and why not. */
  readonly lost?: "damaged" | "of-another-category";
  readonly sequence?: string;
  readonly light?: string;
}

const UNIT = "pixel";

function columns(boxes: readonly (readonly [image: number, given: Given])[], names: string[]) {
  return {
    count: boxes.length,
    image: Int32Array.from(boxes, ([image]) => image),
    label: Int32Array.from(boxes, ([, [label]]) => names.indexOf(label)),
    box: Float64Array.from(boxes.flatMap(([, [, x, y, w, h]]) => [x, y, w, h])),
  };
}

function truthOf(
  pictures: readonly Picture[],
  unit: "pixel" | "fraction",
  side: number,
): ObjectTruth {
  const boxes = pictures.flatMap(({ truth }, i) => truth.map((given) => [i, given] as const));
  const names = [...new Set(boxes.map(([, [label]]) => label))];
  const perRow = pictures.map(({ truth }) => [
    ...new Set(truth.map(([label]) => names.indexOf(label))),
  ]);
  const start = [0];
  for (const labels of perRow) start.push(start.at(-1)! + labels.length);
  const objects = columns(boxes, names);
  return {
    format: { id: "test", reason: "made for a test" },
    source: "truth",
    rowCount: pictures.length,
    labelNames: names,
    file: pictures.map((_, i) => `${100 + i}.png`),
    labelStart: Int32Array.from(start),
    labelIndex: Int32Array.from(perRow.flat()),
    state: Uint8Array.from(pictures, ({ truth }) =>
      truth.length > 0 ? TRUTH_STATE.labelled : TRUTH_STATE.empty,
    ),
    line: Int32Array.from(pictures.keys()),
    attributes: createTable(
      pictures.length,
      new Map(
        (["sequence", "light"] as const)
          .filter((name) => pictures.some((picture) => picture[name] !== undefined))
          .map((name) => [name, categoricalColumn(pictures.map((one) => one[name] ?? null))]),
      ),
    ),
    otherFiles: [],
    roles: new Map(),
    problems: [],
    regions: {
      objects: {
        ...objects,
        area: Float64Array.from(boxes, ([, [, , , w, h]]) => w * h),
        flags: new Uint8Array(boxes.length),
      },
      unit,
      widthPx: new Float64Array(pictures.length).fill(side),
      heightPx: new Float64Array(pictures.length).fill(side),
      objectId: boxes.map((_, i) => i),
    },
  };
}

function predictionsOf(
  pictures: readonly Picture[],
  unit: "pixel" | "fraction",
): ObjectPredictions {
  const boxes = pictures.flatMap(({ found }, i) =>
    (found ?? []).map((given) => [i, given] as const),
  );
  const labelNames = ["deer", "fox"];
  const rowsOf = (...lost: Picture["lost"][]) =>
    new Set(pictures.flatMap((one, row) => (one.lost && lost.includes(one.lost) ? [row] : [])));
  return {
    format: { id: "test", reason: "made for a test" },
    source: "predictions",
    rowCount: pictures.length,
    labelNames,
    unit,
    file: pictures.map((_, i) => `${100 + i}.png`),
    objects: {
      ...columns(boxes, labelNames),
      score: Float64Array.from(boxes, ([, given]) => given[5] ?? 0.9),
    },
    failed: Uint8Array.from(pictures, ({ found }) => (found === null ? 1 : 0)),
    widthPx: new Float64Array(pictures.length).fill(Number.NaN),
    heightPx: new Float64Array(pictures.length).fill(Number.NaN),
    line: Int32Array.from(pictures.keys()),
    attributes: { ...EMPTY_TABLE, rowCount: pictures.length },
    roles: new Map(),
    problems: [],
    incomplete: rowsOf("damaged", "of-another-category"),
    onlyUnasked: rowsOf("of-another-category"),
  };
}

interface Options {
  readonly request?: Partial<EvaluateRequest>;
  readonly targets?: Readonly<Record<string, LabelTarget>>;
  readonly truthUnit?: "pixel" | "fraction";
  readonly foundUnit?: "pixel" | "fraction";
  /** Width and height that the truth states; NaN for none. */
  readonly side?: number;
}

async function run(pictures: readonly Picture[], options: Options = {}): Promise<EvaluationResult> {
  const request: EvaluateRequest = {
    ...DEFAULT_REQUEST,
    task: "detection",
    severalLabels: "multilabel",
    threshold: 0.5,
    ...options.request,
  };
  const truth = truthOf(pictures, options.truthUnit ?? UNIT, options.side ?? 200);
  const predictions = predictionsOf(pictures, options.foundUnit ?? UNIT);
  const placed = { ...placeTruth(truth, [], request), truth };
  const labels = createLabelSet(predictions.labelNames);
  const targets = new Map(
    placed.labels.map((label): [string, LabelTarget] => [
      label,
      options.targets?.[label] ??
        (labels.indexOf.has(label)
          ? { kind: "model-labels", labels: [label] }
          : { kind: "outside" }),
    ]),
  );
  const prepared = prepareImages(placed, labels, targets, { ...request, objects: true }, false);
  const { images, map } = prepared;
  const rowOf = Int32Array.from(images.row);
  const sizes = imageSizes(images, truth.regions, null, predictions, rowOf);
  const frame = boxFrame(sizes, truth.regions.unit, predictions.unit);
  const classes = detectionClasses(map);
  const { result } = await evaluate(
    placed,
    prepared,
    fileDetections(predictions, labels, rowOf, frame),
    request,
    {
      version: "1.2.3",
      engine: null,
      model: null,
      signal: NEVER_CANCELLED,
      notes: [],
      detection: {
        truth: scoredObjects(placed, images, map, classes, frame),
        classes,
        frame,
        rules: COCO_RULES,
        threshold: request.threshold,
      },
    },
  );
  return result;
}

const figure = (result: EvaluationResult, metric: string) =>
  result.estimates.find((one) => one.metric === metric && one.slice === null)?.value;

const DEER: Given = ["deer", 10, 20, 40, 50];
const DEER_FOUND: Given = ["deer", 10, 20, 40, 50, 0.9];
const FOX: Given = ["fox", 100, 20, 30, 30];
const FOX_FOUND: Given = ["fox", 100, 20, 30, 30, 0.8];
const FOX_UNSURE: Given = ["fox", 100, 20, 30, 30, 0.3];

describe("an evaluation of detections", () => {
  it("finds all of what is found, and nothing of what is not", async () => {
    const perfect = await run([
      { truth: [DEER], found: [DEER_FOUND] },
      { truth: [], found: [] },
    ]);
    expect(figure(perfect, "map")).toBe(1);
    expect(figure(perfect, "recall{average=micro}")).toBe(1);
    expect(figure(perfect, "image-specificity")).toBe(1);
    expect(perfect.inputs).toMatchObject({ images: 2, scored: 2, listed: [] });

    const blind = await run([{ truth: [DEER], found: [] }]);
    expect(figure(blind, "map")).toBe(0);
    expect(figure(blind, "image-sensitivity")).toBe(0);
  });

  it("takes the operating point that it is told", async () => {
    const pictures = [{ truth: [DEER, FOX], found: [DEER_FOUND, FOX_UNSURE] }];
    expect(figure(await run(pictures), "recall{average=micro}")).toBe(0.5);
    const lower = await run(pictures, { request: { threshold: 0.2 } });
    expect(figure(lower, "recall{average=micro}")).toBe(1);
    const none = await run(pictures, { request: { threshold: null } });
    expect(figure(none, "recall{average=micro}")).toBeUndefined();
    expect(figure(none, "map")).toBe(1);
  });

  it("lists images on which the model failed, and leaves their objects out", async () => {
    const result = await run([
      { truth: [DEER], found: [DEER_FOUND] },
      { truth: [DEER], found: null },
    ]);
    expect(result.inputs).toMatchObject({ images: 2, scored: 1 });
    expect(result.inputs.listed).toMatchObject([{ file: "101.png", code: "model-failed" }]);
    expect(figure(result, "map")).toBe(1);
  });

  it("lists images of which no detection could be read, and scores those with another", async () => {
    const result = await run([
      { truth: [DEER], found: [DEER_FOUND], lost: "damaged" },
      { truth: [DEER], found: [], lost: "damaged" },
      { truth: [DEER], found: [], lost: "of-another-category" },
    ]);
    expect(result.inputs).toMatchObject({ images: 3, scored: 2 });
    expect(result.inputs.listed).toEqual([
      {
        file: "101.png",
        code: "no-prediction",
        what: "none of its detections in predictions could be read",
      },
    ]);
    expect(figure(result, "recall{class=deer}")).toBe(0.5);
  });

  it("counts objects that the model does not know as missed", async () => {
    const badger: Given = ["badger", 10, 20, 40, 50];
    const result = await run([
      { truth: [badger], found: [] },
      { truth: [DEER], found: [DEER_FOUND] },
    ]);
    expect(figure(result, "recall{class=badger}")).toBe(0);
    expect(figure(result, "map")).toBe(0.5); // deer 1, badger 0
  });

  it("neither wants nor blames objects that the label map ignores", async () => {
    const pictures = [
      { truth: [DEER, FOX], found: [DEER_FOUND, FOX_FOUND] },
      { truth: [DEER], found: [DEER_FOUND] },
    ];
    const result = await run(pictures, { targets: { fox: { kind: "ignore" } } });
    expect(result.inputs.scored).toBe(2);
    expect(figure(result, "precision{average=micro}")).toBe(1);
    expect(figure(result, "recall{average=micro}")).toBe(1);
    // Of a class that the map ignores there is nothing to find.
    expect(figure(result, "map{class=fox}") ?? null).toBeNull();

    const badger: Given = ["badger", 150, 150, 20, 20];
    const unknown = await run([{ truth: [DEER, badger], found: [DEER_FOUND] }], {
      targets: { badger: { kind: "ignore" } },
    });
    expect(figure(unknown, "map")).toBe(1);
    expect(unknown.inputs.scored).toBe(1);
  });

  it("brings fractions and pixels together where the size is known", async () => {
    const inFractions: Given = ["deer", 10 / 200, 20 / 200, 40 / 200, 50 / 200, 0.9];
    const pictures = [{ truth: [DEER], found: [inFractions] }];
    expect(figure(await run(pictures, { foundUnit: "fraction" }), "map")).toBe(1);
    const unknown = await run([...pictures, { truth: [DEER], found: [] }], {
      foundUnit: "fraction",
      side: Number.NaN,
    });
    expect(unknown.inputs.listed).toMatchObject([{ file: "100.png", code: "size-unknown" }]);
    expect(unknown.inputs.scored).toBe(1);
  });

  it("matches fractions with fractions where no size is known", async () => {
    const inFractions: Given = ["deer", 0.05, 0.1, 0.2, 0.25, 0.9];
    const result = await run([{ truth: [inFractions], found: [inFractions] }], {
      truthUnit: "fraction",
      foundUnit: "fraction",
      side: Number.NaN,
    });
    expect(figure(result, "map")).toBe(1);
  });

  it("matches by the rule and at the overlap that a metric names", async () => {
    // 4 px to the right: IoU 36 · 50 / (2 · 40 · 50 − 36 · 50) = 0.818; centres are 4 px apart.
    const shifted: Given = ["deer", 14, 20, 40, 50, 0.9];
    const metrics = [
      "map{rule=voc}",
      "map{rule=voc-2007}",
      "map{iou=0.30}",
      "map{iou=0.82}",
      "map{iou=0.80}",
      "map{rule=centre,distance=5}",
      "map{rule=centre,distance=3}",
      "recall{average=micro,iou=0.81}",
      "recall{average=micro,iou=0.83}",
    ];
    const result = await run([{ truth: [DEER], found: [shifted] }], { request: { metrics } });
    expect(metrics.map((metric) => figure(result, metric))).toEqual([1, 1, 1, 0, 1, 1, 0, 1, 0]);
    expect(figure(result, "map")).toBeCloseTo(0.7, 12); // IoU 0.50 … 0.80 of ten
  });

  it("takes sequences as units", async () => {
    const pictures = [
      { truth: [DEER], found: [DEER_FOUND], sequence: "a" },
      { truth: [DEER], found: [], sequence: "a" },
      { truth: [DEER], found: [], sequence: "b" },
      { truth: [], found: [], sequence: "c" },
    ];
    const result = await run(pictures, {
      request: { unit: { kind: "sequence", aggregate: "max" } },
    });
    expect(result.unit).toBe("sequence");
    // Sequence a is found by one of its images, b is not; c holds nothing.
    expect(figure(result, "image-sensitivity")).toBe(0.5);
    expect(figure(result, "image-specificity")).toBe(1);
    expect(figure(result, "recall{average=micro}")).toBeCloseTo(1 / 3, 12);
  });

  it("gives intervals by resampling on request", async () => {
    const pictures = Array.from(
      { length: 12 },
      (_, i): Picture => ({
        truth: [DEER],
        found: i % 3 === 0 ? [] : [DEER_FOUND],
      }),
    );
    const result = await run(pictures, {
      request: { interval: { method: "percentile", replicates: 200 } },
    });
    const found = result.estimates.filter(({ method }) => method === "percentile");
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ metric: "map" });
    expect(found[0]!.low!).toBeLessThan(found[0]!.value!);
    expect(found[0]!.high!).toBeGreaterThan(found[0]!.value!);
  });

  it("slices by what is known of the images", async () => {
    const pictures = Array.from(
      { length: 40 },
      (_, i): Picture => ({
        truth: [DEER],
        found: i < 20 ? [DEER_FOUND] : [],
        light: i < 20 ? "day" : "night",
      }),
    );
    const result = await run(pictures, { request: { slices: ["light"] } });
    const slices = result.estimates.filter(({ slice }) => slice !== null);
    expect(slices.map(({ value, slice }) => [slice?.value, value])).toEqual([
      ["night", 0],
      ["day", 1],
    ]);
  });
});

describe("images that a detector gave no answer to", () => {
  /** Deer on the first `deer`, nothing on the others; all right but the last `silent` of each kind. */
  const herd = (deer: number, empty: number, silent: number): Picture[] => [
    ...Array.from({ length: deer }, (_, i): Picture => {
      return { truth: [DEER], found: i < deer - silent ? [DEER_FOUND] : null };
    }),
    ...Array.from({ length: empty }, (_, i): Picture => {
      return { truth: [], found: i < empty - silent ? [] : null };
    }),
  ];

  it("are missed, and found surer than all others", async () => {
    const request = { requirements: ["map-50>=0.99", "recall{class=deer}>=0.99"] };
    const { verdicts, inputs } = await run(herd(61, 0, 1), { request });
    expect(inputs).toMatchObject({ scored: 60, unanswered: 1 });
    // Right at every recall up to 60/61, that is at 99 of COCO's 101.
    expect(verdicts[0]!.unanswered).toMatchObject({ n: 1, best: { value: 1 } });
    expect(verdicts[0]!.unanswered!.worst!.value).toBeCloseTo(99 / 101, 12);
    expect(verdicts[1]!.unanswered!.worst!.value).toBeCloseTo(60 / 61, 12);
  });

  it("allow no verdict on objects where they are more than one in twenty", async () => {
    const { verdicts } = await run(herd(60, 0, 6), { request: { requirements: ["map-50>=0.5"] } });
    expect(verdicts[0]).toMatchObject({
      verdict: "cannot-tell",
      unanswered: { n: 6, holdsIfAllWrong: null, failsIfAllRight: null, worst: null, best: null },
    });
  });

  it("are right or wrong as whole images, however many they are", async () => {
    const requirements = ["image-sensitivity>=0.6", "image-specificity>=0.6"];
    const { verdicts } = await run(herd(50, 50, 10), { request: { requirements } });
    for (const { verdict, unanswered } of verdicts) {
      expect(verdict).toBe("holds");
      expect(unanswered).toMatchObject({
        n: 20,
        holdsIfAllWrong: true,
        worst: { value: 0.8, n: 50 },
        best: { value: 1, n: 50 },
      });
    }
  });

  it("join the sequence that they belong to", async () => {
    const pictures = herd(40, 0, 10).map((one, i) => ({ ...one, sequence: `s${i % 20}` }));
    const { verdicts } = await run(pictures, {
      request: {
        unit: { kind: "sequence", aggregate: "max" },
        threshold: 0.5,
        requirements: ["image-sensitivity>=0.5"],
      },
    });
    // Each of these sequences has another image on which the deer was found.
    expect(verdicts[0]!.unanswered).toMatchObject({ n: 10, worst: { value: 1, n: 20 } });
  });

  it("are the worst where silence is an error", async () => {
    const { estimates } = await run(herd(60, 0, 6), {
      request: { metrics: ["recall{class=deer}"], unanswered: "wrong" },
    });
    expect(estimates.find(({ metric }) => metric === "recall{class=deer}")).toMatchObject({
      role: "headline",
      value: 0.9,
      n: 60,
    });
  });
});
