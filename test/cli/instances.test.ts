import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { schemaViolations } from "../support/json-schema.js";
import { maskPng } from "../support/mask-writer.js";
import { runHere } from "../support/run-here.js";

const SCHEMA = join(import.meta.dirname, "../../schemas/result.schema.json");

let folder: string;
let at = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

const IMAGES = 10;
const SIDE = 40;

/** A square of 10 × 10 whose left edge is at x, as a polygon. */
const square = (x: number, y = 5) => [[x, y, x + 10, y, x + 10, y + 10, x, y + 10]];

/** The same as runs down the columns of a picture of 40 × 40. */
const squareRuns = (x: number, y = 5) => ({
  size: [SIDE, SIDE],
  counts: [
    SIDE * x + y,
    ...Array.from({ length: 9 }, () => [10, SIDE - 10]).flat(),
    10,
    SIDE * SIDE - (SIDE * (x + 9) + y + 10),
  ],
});

interface Annotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  segmentation?: unknown;
  iscrowd: number;
  bbox?: readonly number[];
  area?: number;
}

interface Found {
  readonly image_id: number;
  readonly category_id: number;
  segmentation?: unknown;
  readonly score: number;
  readonly bbox?: readonly number[];
}

/** A nucleus on each picture. */
const truth = () => ({
  images: Array.from({ length: IMAGES }, (_, i) => ({
    id: i + 1,
    file_name: `${i}.jpg`,
    width: SIDE,
    height: SIDE,
  })),
  categories: [{ id: 1, name: "nucleus" }],
  annotations: Array.from(
    { length: IMAGES },
    (_, i): Annotation => ({
      id: i + 1,
      image_id: i + 1,
      category_id: 1,
      bbox: [5, 5, 10, 10],
      area: 100,
      iscrowd: 0,
      segmentation: square(5),
    }),
  ),
});

/** The same, i pixels further right on picture i: IoU (10 − i) / (10 + i). */
const found = (): Found[] =>
  Array.from({ length: IMAGES }, (_, i) => ({
    image_id: i + 1,
    category_id: 1,
    score: 0.9,
    segmentation: i % 2 === 0 ? squareRuns(5 + i) : square(5 + i),
  }));

/** Σ IoU of the four that lie above ½, over these and half of the six others on each side. */
const PQ = (1 + 9 / 11 + 8 / 12 + 7 / 13) / 10;
const AJI = 55 / 145;

async function evaluate(
  { gt = truth(), dt = found() }: { readonly gt?: unknown; readonly dt?: unknown },
  ...more: readonly string[]
) {
  const place = join(folder, String(at++));
  await mkdir(place);
  await writeFile(join(place, "gt.json"), JSON.stringify(gt));
  await writeFile(join(place, "dt.json"), JSON.stringify(dt));
  return ran(join(place, "gt.json"), join(place, "dt.json"), join(folder, "photos"), more);
}

async function ran(labels: string, predictions: string, images: string, more: readonly string[]) {
  const place = join(folder, `result ${at++}`);
  const { status, out, err } = await runHere([
    ...["evaluate", images, "--task", "instance-segmentation", "--labels", labels],
    ...["--predictions", predictions, "--out", place, "--quiet", ...more],
  ]);
  const text = await readFile(join(place, "result.json"), "utf8").catch(() => null);
  const result = text === null ? null : (JSON.parse(text) as EvaluationResult);
  const { listed = [], notes = [], imports = [] } = result?.inputs ?? {};
  const problems = imports.flatMap((one) => one.problems);
  return {
    place,
    status,
    text: out + err,
    result,
    figure: (metric: string) => result?.estimates.find((one) => one.metric === metric)?.value,
    codes: [...new Set([...listed, ...notes, ...problems].map(({ code }) => code))],
  };
}

describe("objects with outlines", () => {
  it("are found and outlined as far as their pixels overlap", async () => {
    const { status, figure, result } = await evaluate(
      {},
      ...["--metric", "aji-plus", "--metric", "object-dice"],
    );
    expect(status).toBe(0);
    expect(result?.task).toBe("instance-segmentation");
    expect(figure("pq")).toBeCloseTo(PQ, 12);
    expect(figure("pq{average=image}")).toBeCloseTo(PQ, 12);
    expect(figure("aji")).toBeCloseTo(AJI, 12);
    const overlaps = Array.from({ length: IMAGES }, (_, i) => (10 - i) / (10 + i));
    const mean = overlaps.reduce((sum, one) => sum + one, 0) / IMAGES;
    expect(figure("aji{average=image}")).toBeCloseTo(mean, 12);
    expect(figure("aji-plus")).toBeCloseTo(AJI, 12);
    expect(figure("object-dice")).toBeCloseTo(55 / 100, 12);
    expect(figure("recall{average=micro}")).toBeCloseTo(0.4, 12);
    const pq = result?.estimates.find(({ metric }) => metric === "pq");
    expect(pq).toMatchObject({ method: "wilson-jackknife", n: IMAGES });
    expect(pq!.low!).toBeLessThan(PQ);
    expect(pq!.high!).toBeGreaterThan(PQ);
    const schema = JSON.parse(await readFile(SCHEMA, "utf8")) as unknown;
    expect(schemaViolations(schema, result)).toEqual([]);
  });

  it("count from a threshold on where scores differ, and by all of them where they are alike", async () => {
    const dt = found().map((one, i) => ({ ...one, score: 0.9 - i / 20 }));
    const without = await evaluate({ dt });
    expect(without.figure("pq")).toBeUndefined();
    expect(without.codes).toContain("threshold/none");
    const from = await evaluate({ dt }, "--threshold", "0.73");
    // Those of the first four pictures: all are found.
    expect(from.figure("pq")).toBeCloseTo((10 * PQ) / 7, 12);
    const asked = await evaluate({ dt }, "--metric", "pq");
    expect(asked.status).toBe(1);
    expect(asked.text).toContain("metric/not-available");
  });

  it("that nobody counts are void", async () => {
    const gt = truth();
    // Beside the nucleus of the first picture a crowd, in which two predictions lie.
    gt.annotations.push({
      ...gt.annotations[0]!,
      id: 99,
      iscrowd: 1,
      segmentation: squareRuns(20),
      bbox: [20, 5, 10, 10],
    });
    const within = (x: number): Found => ({ ...found()[0]!, segmentation: square(x) });
    const dt = [...found(), within(20), within(24)];
    const { figure } = await evaluate({ gt, dt });
    expect(figure("pq")).toBeCloseTo(PQ, 12);
    // Of the second 40 pixels lie beside the crowd.
    expect(figure("aji")).toBeCloseTo(550 / 1490, 12);
  });

  it("neither there nor predicted say nothing of an image", async () => {
    const gt = truth();
    gt.annotations = gt.annotations.slice(0, 4);
    const { figure, result } = await evaluate({ gt, dt: found().slice(0, 4) });
    expect(figure("pq")).toBeCloseTo((10 * PQ) / 4, 12);
    expect(figure("pq{average=image}")).toBeCloseTo((10 * PQ) / 4, 12);
    const ofImages = result?.estimates.find(({ metric }) => metric === "pq{average=image}");
    expect(ofImages).toMatchObject({ n: 4 });
    expect(result?.inputs).toMatchObject({ images: IMAGES, scored: IMAGES });
    const none = await evaluate({ gt: { ...gt, annotations: [] }, dt: [] });
    expect(none.status).not.toBe(0);
  });

  it("are judged against what is claimed, in groups of images", async () => {
    const { result } = await evaluate({}, "--claim", "pq=0.9");
    expect(result?.verdicts[0]?.verdict).toBe("fails");
  });

  it("are written again as they were read, and compared by the tables of their results", async () => {
    const first = await evaluate({});
    const again = JSON.parse(await readFile(join(first.place, "predictions.json"), "utf8"));
    const second = await evaluate({ dt: again });
    expect(second.result?.estimates).toEqual(first.result?.estimates);
    const some = await evaluate({ dt: found().slice(2) });
    const { status, out, err } = await runHere([
      ...["compare", first.place, some.place, "--metric", "pq", "--json", "-", "--quiet"],
      ...["--out", join(folder, `compared ${at}`)],
    ]);
    expect({ status, out, err }).toMatchObject({ status: 0 });
    const { models } = JSON.parse(out) as Comparison;
    expect(models[0]?.value).toBeCloseTo(PQ, 12);
    expect(models[1]?.value).toBeCloseTo((8 / 12 + 7 / 13) / 9, 12);
    const page = await readFile(join(folder, `compared ${at}`, "comparison.html"), "utf8");
    expect(page).toContain("an outline of the right kind that overlaps it well");
    expect(page).not.toContain("a box of the right kind");
  });

  it.each([
    ["open", ["--openness", "open"]],
    ["closed, with scores", ["--openness", "closed", "--outcomes", "scores"]],
  ] as const)("of a record (%s) are counted again", async (_name, more) => {
    // Images of a closed record stand in another order, which breaks ties otherwise.
    const dt = found().map((one, i) => ({ ...one, score: 0.9 - i / 100 }));
    const { result, place } = await evaluate({ dt }, "--threshold", "0.5");
    const from = join(folder, String(Number(place.split(" ").at(-1)) - 1));
    const out = join(from, "record");
    const made = await runHere([
      ...["record", "create", join(folder, "photos"), "--task", "instance-segmentation"],
      ...["--labels", join(from, "gt.json"), "--predictions", join(from, "dt.json")],
      ...["--out", out, "--threshold", "0.5", "--quiet", ...more],
    ]);
    expect(made).toMatchObject({ status: 0, err: "" });
    const record = JSON.parse(await readFile(join(out, "record.json"), "utf8")) as {
      claims: { metric: string; value: number | null }[];
    };
    expect(record.claims.map(({ metric }) => metric)).toEqual(
      expect.arrayContaining(["map", "pq", "aji"]),
    );
    for (const { metric, value } of record.claims) {
      const own = result!.estimates.find((one) => one.metric === metric && one.slice === null);
      if (typeof value === "number") expect(value, metric).toBeCloseTo(own!.value!, 12);
      else expect(value).toBe(own!.value);
    }
    const verified = await runHere(["record", "verify", out, "--json", "-", "--quiet"]);
    expect(JSON.parse(verified.out)).toMatchObject({ problems: [] });
    expect(verified.status).toBe(0);
  });
});

/** Rows of a mask: an object of number n at each x given, 10 px wide. */
function maskRows(objects: Readonly<Record<number, number>>, height = 10): number[][] {
  const row = new Array<number>(SIDE).fill(0);
  for (const [id, x] of Object.entries(objects)) row.fill(Number(id), x, x + 10);
  return Array.from({ length: height }, () => row);
}

describe("masks whose numbers are objects", () => {
  async function evaluateMasks(
    pairs: readonly (readonly [truth: number[][], predicted: number[][]])[],
    { scores = null, bits = 16 }: { readonly scores?: string | null; readonly bits?: 8 | 16 } = {},
    ...more: readonly string[]
  ) {
    const place = join(folder, String(at++));
    for (const part of ["images", "truth", "found"]) {
      await mkdir(join(place, part), { recursive: true });
    }
    for (const [i, [truth, predicted]] of pairs.entries()) {
      await writeFile(join(place, "images", `${i}.png`), maskPng(truth));
      await writeFile(join(place, "truth", `${i}_mask.png`), maskPng(truth, { bits }));
      await writeFile(join(place, "found", `${i}.png`), maskPng(predicted, { bits }));
    }
    if (scores !== null) await writeFile(join(place, "found", "scores.csv"), scores);
    const images = join(place, "images");
    return ran(join(place, "truth"), join(place, "found"), images, more);
  }
  /** Two objects that touch, found 1 px further right: IoU 9/11 each. */
  const pair = [maskRows({ 1: 4, 700: 14 }), maskRows({ 3: 5, 9: 15 })] as const;

  it("are told apart by their numbers, where they touch too", async () => {
    const { status, figure, text, result, place } = await evaluateMasks([pair, pair, pair]);
    expect({ status, text }).toMatchObject({ status: 0 });
    expect(figure("recall{average=micro}")).toBe(1);
    expect(figure("pq")).toBeCloseTo(9 / 11, 12);
    expect(figure("aji")).toBeCloseTo(9 / 11, 12);
    expect(result?.inputs).toMatchObject({ images: 3, scored: 3 });
    const from = join(folder, String(Number(place.split(" ").at(-1)) - 1));
    const again = await ran(
      join(from, "truth"),
      join(place, "predictions.json"),
      join(from, "images"),
      [],
    );
    expect(again.result?.estimates, again.text).toEqual(result?.estimates);
  });

  it("have the scores of a table beside them", async () => {
    const scores = "file,id,score\n0.png,3,0.9\n0.png,9,0.2\n1.png,3,0.8\n1.png,77,0.8\n";
    const { figure, codes, text } = await evaluateMasks(
      [pair, pair],
      { scores },
      ...["--threshold", "0.5"],
    );
    // Of four objects two are found; one prediction has no score, and one score no pixel.
    expect(figure("recall{average=micro}"), text).toBe(0.5);
    expect(codes).toEqual(expect.arrayContaining(["predictions/missing-field"]));
    expect(codes).toContain("masks/no-pixels");
  });

  it("with one number alone are asked about, or taken in pieces", async () => {
    const apart = maskRows({ 255: 2 }).map((row) => row.map((one, x) => (x > 20 ? 255 : one)));
    const both = [apart, apart] as const;
    const said = await evaluateMasks([both, both], { bits: 8 }, "--mask-values", "pieces");
    expect(said.result?.inputs.imports?.[0]).toMatchObject({ objects: 4 });
    expect(said.figure("pq")).toBe(1);
    const asked = await evaluateMasks([both, both], { bits: 8 });
    expect(asked.status).toBe(1);
    expect(asked.text).toContain("annotations/one-number");
  });

  it("of another size than their image, or damaged, are listed", async () => {
    const { figure, result } = await evaluateMasks([pair, [pair[0], maskRows({ 1: 4 }, 9)]]);
    expect(result?.inputs.listed).toMatchObject([{ file: "1.png", code: "mask-size" }]);
    expect(result?.inputs).toMatchObject({ images: 2, scored: 1 });
    expect(figure("pq")).toBeCloseTo(9 / 11, 12);
  });

  it("of Cityscapes have labels in their thousands, and groups that count to nothing", async () => {
    const place = join(folder, String(at++));
    for (const part of ["leftImg8bit", "gtFine", "found"]) {
      await mkdir(join(place, part), { recursive: true });
    }
    // A person, a car, a group of persons, and a road.
    const truth = maskRows({ 24000: 0, 26001: 10, 24: 20, 7: 30 });
    const name = "aachen_000000_000019";
    await writeFile(join(place, "leftImg8bit", `${name}_leftImg8bit.png`), maskPng(maskRows({})));
    const file = maskPng(truth, { bits: 16 });
    await writeFile(join(place, "gtFine", `${name}_gtFine_instanceIds.png`), file);
    await writeFile(join(place, "gtFine", `${name}_gtFine_labelIds.png`), maskPng(maskRows({})));
    await writeFile(
      join(place, "found", `${name}.png`),
      maskPng(maskRows({ 1: 1, 2: 22, 3: 10 }), { bits: 16 }),
    );
    const scores = `file,id,score,label\n${name}.png,1,0.9,person\n${name}.png,2,0.9,person\n${name}.png,3,0.9,car\n`;
    await writeFile(join(place, "found", "scores.csv"), scores);
    const { figure, text } = await ran(
      join(place, "gtFine"),
      join(place, "found"),
      join(place, "leftImg8bit"),
      [],
    );
    expect(figure("recall{class=person}"), text).toBe(1);
    // The second person lies on the group for 80 of 100 pixels.
    expect(figure("precision{class=person}")).toBe(1);
    expect(figure("pq{class=person}")).toBeCloseTo(90 / 100, 12);
    expect(figure("pq{class=car}")).toBe(1);
  });
});

describe("outlines that are odd", () => {
  it.each<[string, (gt: ReturnType<typeof truth>) => void, string]>([
    [
      "of two corners",
      (gt) => Object.assign(gt.annotations[0]!, { segmentation: [[1, 1, 9, 9]] }),
      "annotations/outline-invalid",
    ],
    [
      "whose runs do not fill the picture",
      (gt) =>
        Object.assign(gt.annotations[0]!, { segmentation: { size: [SIDE, SIDE], counts: [5, 5] } }),
      "annotations/outline-invalid",
    ],
    [
      "of another size than the picture",
      (gt) =>
        Object.assign(gt.annotations[0]!, { segmentation: { size: [8, 8], counts: [4, 60] } }),
      "annotations/outline-invalid",
    ],
    [
      "that are none",
      (gt) => {
        gt.annotations[0]!.segmentation = undefined;
      },
      "masks/no-outline",
    ],
  ])("%s: said, and the object is not counted", async (_name, spoil, code) => {
    const gt = truth();
    spoil(gt);
    const { status, codes, figure, result } = await evaluate({ gt });
    expect(status).toBe(0);
    expect(codes).toContain(code);
    // Without the object that is found exactly; its prediction lies in the void.
    expect(figure("pq")).toBeCloseTo((10 * PQ - 1) / 9, 12);
    const { images, scored, listed } = result!.inputs;
    expect([images, scored + listed.length]).toEqual([IMAGES, IMAGES]);
  });

  it.each<[string, unknown, string]>([
    ["of two corners", [[1, 1, 9, 9]], "predictions/outline-invalid"],
    ["that do not fill", { size: [SIDE, SIDE], counts: [5] }, "predictions/outline-invalid"],
    ["of another size", { size: [8, 8], counts: [4, 60] }, "predictions/outline-invalid"],
  ])("predictions %s: said", async (_name, segmentation, code) => {
    const dt = found();
    dt[0]!.segmentation = segmentation;
    const { status, codes } = await evaluate({ dt });
    expect(status).toBe(0);
    expect(codes).toContain(code);
  });

  it("without a pixel find nothing", async () => {
    const dt = found();
    dt[0]!.segmentation = { size: [SIDE, SIDE], counts: [SIDE * SIDE] };
    const { status, figure } = await evaluate({ dt });
    expect(status).toBe(0);
    expect(figure("pq")).toBeCloseTo(PQ - 0.1, 12);
  });

  it("are asked for where there are none", async () => {
    const gt = truth();
    for (const one of gt.annotations) one.segmentation = undefined;
    const bare = await evaluate({ gt });
    expect(bare.status).toBe(1);
    expect(bare.text).toContain("annotations/no-masks");
    const boxes = found().map(({ segmentation: _none, ...one }) => ({
      ...one,
      bbox: [5, 5, 9, 9],
    }));
    const { status, text } = await evaluate({ dt: boxes });
    expect(status).toBe(1);
    expect(text).toContain("predictions/no-outlines");
  });
});
