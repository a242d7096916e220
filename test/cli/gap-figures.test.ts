import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { maskPng } from "../support/mask-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const SIDE = 40;
/** Images by day, and at night: the other way round here. */
const PLACES = { there: [24, 8], here: [8, 24] } as const;
type Place = keyof typeof PLACES;

let folder: string;
let made = 0;

function shotsAt(place: Place) {
  const [day, night] = PLACES[place];
  return Array.from({ length: day + night }, (_, i) => ({
    name: `${place}-${String(i).padStart(2, "0")}.png`,
    isNight: i >= day,
  }));
}

/** A number by place and light. */
type ByLight = Readonly<Record<Place, readonly [day: number, night: number]>>;
const of = (numbers: ByLight, place: Place, isNight: boolean) => numbers[place][isNight ? 1 : 0];

/** Kitagawa's split of means by day and night, shares ¾ and ¼ there, ¼ and ¾ here. */
function split({ there, here }: ByLight) {
  const [day, night] = [there[0] + here[0], there[1] + here[1]];
  return {
    mix: 0.5 * (day / 2) - 0.5 * (night / 2),
    within: 0.5 * (there[0] - here[0]) + 0.5 * (there[1] - here[1]),
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const place of ["there", "here"] as const) {
    await mkdir(join(folder, place));
    const shots = shotsAt(place);
    for (const [i, { name }] of shots.entries()) {
      const colour = [i, place === "there" ? 10 : 200, 9];
      await writeFile(join(folder, place, name), plainPng(SIDE, SIDE, colour));
    }
    const rows = shots.map(({ name, isNight }) => `${name},${isNight ? "night" : "day"}`);
    await writeFile(join(folder, `${place}.csv`), `file,light\n${rows.join("\n")}\n`);
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The record of one place, and what is found against it at the other. */
async function gapOf(task: string, files: (place: Place) => Promise<string[]>, metric: string) {
  const words = async (place: Place) => [
    ...[join(folder, place), "--task", task, ...(await files(place)), "--metric", metric],
    ...["--attributes", join(folder, `${place}.csv`), "--quiet"],
  ];
  const out = join(folder, `record-${made++}`);
  const record = await runHere([
    ...["record", "create", ...(await words("there")), "--openness", "open", "--out", out],
  ]);
  expect(record).toMatchObject({ status: 0, err: "" });
  const at = join(folder, `result-${made++}`);
  const said = await runHere([
    ...["evaluate", ...(await words("here")), "--slice", "light", "--tolerance", "0.5"],
    ...["--claim", join(out, "record.json"), "--out", at],
  ]);
  const text = await readFile(join(at, "result.json"), "utf8").catch(() => said.err);
  const result = JSON.parse(text) as EvaluationResult;
  expect(result.gap?.metric).toBe(metric);
  expect(violationsOf("result", result)).toEqual([]);
  return { gap: result.gap!, report: await readFile(join(at, "report.html"), "utf8") };
}

type Found = Awaited<ReturnType<typeof gapOf>>["gap"];
const termOf = (gap: Found, term: string, attribute?: string) =>
  gap.terms.find((one) => one.term === term && one.attribute === attribute)?.value;

function expectSplit(gap: Found, want: { mix: number; within: number }) {
  expect(gap.value).toBeCloseTo(want.mix + want.within, 12);
  expect(termOf(gap, "attribute-mix", "light")).toBeCloseTo(want.mix, 12);
  expect(termOf(gap, "within")).toBeCloseTo(want.within, 12);
  expect(gap.attributes).toMatchObject([{ name: "light", use: "split" }]);
  expect(gap.terms.some(({ term }) => term === "class-mix")).toBe(false);
}

describe("the difference from a record, of images without one class", () => {
  it("is split by conditions for masks", async () => {
    // Pixels of a leaf that are found, of four, and as many beside it that are none.
    const shared: ByLight = { there: [4, 2], here: [3, 1] };
    const masks = async (place: Place) => {
      for (const side of ["truth", "found"]) {
        const at = join(folder, `${place}-${side}`);
        await mkdir(at, { recursive: true });
        for (const { name, isNight } of shotsAt(place)) {
          const from = side === "truth" ? 0 : 4 - of(shared, place, isNight);
          const row = Array.from({ length: SIDE }, (_, x) => Number(x >= from && x < from + 4));
          const empty = row.map(() => 0);
          const rows = Array.from({ length: SIDE }, (_, y) => (y === 7 ? row : empty));
          await writeFile(join(at, name), maskPng(rows));
        }
        await writeFile(join(at, "classes.txt"), "background\nleaf\n");
      }
      const [labels, predictions] = ["truth", "found"].map((side) =>
        join(folder, `${place}-${side}`),
      );
      return ["--labels", labels!, "--predictions", predictions!];
    };
    const dice: ByLight = { there: [1, 0.5], here: [0.75, 0.25] };
    const mean = await gapOf("semantic-segmentation", masks, "dice");
    expectSplit(mean.gap, split(dice));
    expect(mean.report).toContain("Different mix of light");
    expect(mean.report).toContain("same conditions");
    expect(mean.report).not.toContain("same class, same conditions");
  });

  it("is split by conditions for numbers, of which less is better", async () => {
    const off: ByLight = { there: [0, 2], here: [1, 4] };
    const tables = async (place: Place) => {
      const rows = shotsAt(place).map(
        ({ name, isNight }, i) => [name, i % 5, (i % 5) + of(off, place, isNight)] as const,
      );
      const [labels, found] = ["labels", "found"].map((k) => join(folder, `${place}-${k}.csv`));
      const labelled = rows.map(([name, n]) => `${name},${n}`);
      await writeFile(labels!, `file,count\n${labelled.join("\n")}\n`);
      const counted = rows.map(([name, , n]) => `${name},${n}`);
      await writeFile(found!, `file,predicted_count\n${counted.join("\n")}\n`);
      return ["--labels", labels!, "--predictions", found!];
    };
    const { gap } = await gapOf("counting", tables, "count-mae");
    const { mix, within } = split(off);
    expectSplit(gap, { mix: -mix, within: -within });
  });

  it("is split by conditions for outlines, though the first figure of their record is a ranking", async () => {
    const shift: ByLight = { there: [0, 2], here: [1, 3] };
    const square = (x: number) => [[x, 5, x + 10, 5, x + 10, 15, x, 15]];
    const outlines = async (place: Place) => {
      const shots = shotsAt(place);
      const [gt, dt] = ["gt", "dt"].map((k) => join(folder, `${place}-${k}.json`));
      const ids = { category_id: 1 };
      const truth = {
        images: shots.map(({ name }, i) => ({
          ...{ id: i + 1, file_name: name, width: SIDE, height: SIDE },
        })),
        categories: [{ id: 1, name: "nucleus" }],
        annotations: shots.map((_, i) => ({
          ...{ id: i + 1, image_id: i + 1, ...ids, iscrowd: 0, area: 100 },
          ...{ bbox: [5, 5, 10, 10], segmentation: square(5) },
        })),
      };
      const found = shots.map(({ isNight }, i) => ({
        ...{ image_id: i + 1, ...ids, score: 0.9 },
        segmentation: square(5 + of(shift, place, isNight)),
      }));
      await writeFile(gt!, JSON.stringify(truth));
      await writeFile(dt!, JSON.stringify(found));
      return ["--labels", gt!, "--predictions", dt!];
    };
    // One nucleus an image, always found: PQ is the mean of (10 − s) / (10 + s).
    const overlap = (s: number) => (10 - s) / (10 + s);
    const iou: ByLight = {
      there: [overlap(0), overlap(2)],
      here: [overlap(1), overlap(3)],
    };
    const { gap, report } = await gapOf("instance-segmentation", outlines, "pq");
    expectSplit(gap, split(iou));
    expect(report).toContain("Why PQ is");
  });
});
