import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createRandom } from "../../src/core/random.js";
import { openFolder } from "../../src/node/files/folder-access.js";
import { createNodeSignatures } from "../../src/node/signatures.js";
import { verifyPublished } from "../../src/records/evidence/verify-published.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { createWebDigest } from "../../src/web/digest.js";
import { type PanopticMap, panopticPng, slowPanoptic } from "../support/panoptic-maps.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const [WIDTH, HEIGHT, IMAGES] = [24, 18, 8];
const CATEGORIES = [
  { id: 1, name: "fox", isthing: 1, supercategory: "animal" },
  { id: 7, name: "hare", isthing: 1, supercategory: "animal" },
  { id: 92, name: "grass", isthing: 0, supercategory: "ground" },
  { id: 100, name: "sky", isthing: 0, supercategory: "air" },
];

type Rectangle = readonly [x: number, y: number, width: number, height: number];

interface Drawn {
  readonly at: Rectangle;
  readonly segment: PanopticMap["segments"][number];
}

/** Segments drawn one above the other; those of which no pixel is left are none. */
function mapOf(drawn: readonly Drawn[]): PanopticMap {
  const ids = Array.from({ length: HEIGHT }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => {
      const top = drawn.findLast(
        ({ at: [left, above, w, h] }) => x >= left && x < left + w && y >= above && y < above + h,
      );
      return top?.segment.id ?? 0;
    }),
  );
  const seen = new Set(ids.flat());
  return { ids, segments: drawn.map(({ segment }) => segment).filter(({ id }) => seen.has(id)) };
}

const random = createRandom(7);
const pick = (n: number): number => random.below(n);

/** A sky, grass and five things, among them crowds; rows without any are void. */
function drawnPair(): readonly [PanopticMap, PanopticMap] {
  const regions = (sky: number, grass: number, height: number): Drawn[] => [
    { at: [0, 0, WIDTH, height], segment: { id: sky, category_id: 100 } },
    { at: [0, 9, WIDTH, 7], segment: { id: grass, category_id: 92 } },
  ];
  const truth = regions(70_001, 300, HEIGHT - 2);
  const predicted = regions(5, 6, HEIGHT);
  for (let k = 0; k < 5; k++) {
    const at = [pick(20), pick(14), 4 + pick(5), 4 + pick(5)] as const;
    const category_id = pick(2) === 0 ? 1 : 7;
    const iscrowd = k === 0 ? 1 : 0;
    truth.push({ at, segment: { id: 1000 + k, category_id, iscrowd } });
    const [x, y, w, h] = at;
    if (pick(5) > 0) {
      const answered = pick(8) === 0 ? 8 - category_id : category_id;
      const moved = [x + pick(3) - 1, y, w, h + 1] as const;
      predicted.push({ at: moved, segment: { id: 10 + k, category_id: answered } });
    }
  }
  return [mapOf(truth), mapOf(predicted)];
}

let folder: string;
const pairs = Array.from({ length: IMAGES }, drawnPair);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const part of ["images", "gt", "dt"]) await mkdir(join(folder, part));
  const annotations = (side: 0 | 1) =>
    pairs.map((pair, i) => ({
      image_id: i + 1,
      file_name: `${i}.png`,
      segments_info: pair[side].segments,
    }));
  const images = pairs.map((_, i) => ({
    ...{ id: i + 1, file_name: `${i}.png`, width: WIDTH, height: HEIGHT },
  }));
  const truth = { images, annotations: annotations(0), categories: CATEGORIES };
  await writeFile(join(folder, "gt.json"), JSON.stringify(truth));
  await writeFile(join(folder, "dt.json"), JSON.stringify({ annotations: annotations(1) }));
  for (const [i, [gt, dt]] of pairs.entries()) {
    await writeFile(join(folder, "images", `${i}.png`), plainPng(WIDTH, HEIGHT, [i, 99, 9]));
    await writeFile(join(folder, "gt", `${i}.png`), panopticPng(gt));
    await writeFile(join(folder, "dt", `${i}.png`), panopticPng(dt));
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(task: string) {
  const out = join(folder, `out ${task}`);
  const { status, err } = await runHere([
    ...["evaluate", join(folder, "images"), "--task", task, "--labels", join(folder, "gt.json")],
    ...["--predictions", join(folder, "dt.json"), "--out", out, "--quiet"],
  ]);
  expect(err, err).not.toContain("error ");
  expect(status).toBe(0);
  const result = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
  return new Map(result.estimates.map((one) => [one.metric, one.value]));
}

describe("panoptic segments", () => {
  it("are judged as panopticapi does, things and stuff together and apart", async () => {
    const figures = await evaluated("instance-segmentation");
    const counts = slowPanoptic(pairs);
    const mean = (ids: readonly number[], of: (counted: number[]) => number): number =>
      ids.reduce((sum, id) => {
        const { iou, tp, fp, fn } = counts.get(id)!;
        return sum + of([iou, tp, tp + fp / 2 + fn / 2]) / ids.length;
      }, 0);
    const pq = ([iou, , weight]: number[]) => iou! / weight!;
    expect(figures.get("pq")).toBeCloseTo(mean([1, 7, 92, 100], pq), 12);
    expect(figures.get("pq{of=things}")).toBeCloseTo(mean([1, 7], pq), 12);
    expect(figures.get("pq{of=stuff}")).toBeCloseTo(mean([92, 100], pq), 12);
    const sq = mean([1, 7, 92, 100], ([iou, tp]) => (tp! > 0 ? iou! / tp! : 0));
    expect(figures.get("sq")).toBeCloseTo(sq, 12);
    expect(figures.get("rq")).toBeCloseTo(
      mean([1, 7, 92, 100], ([, tp, w]) => tp! / w!),
      12,
    );
    for (const { id, name } of CATEGORIES) {
      expect(figures.get(`pq{class=${name}}`)).toBeCloseTo(mean([id], pq), 12);
    }
    // Regions are no objects that a detector finds.
    expect(figures.get("map{class=sky}")).toBeNull();
    expect(figures.get("map{class=fox}")).not.toBeNull();
  });

  it("are labels of pixels, without a background; what no segment has is not counted", async () => {
    const figures = await evaluated("semantic-segmentation");
    const category = ({ segments }: PanopticMap, id: number) =>
      segments.find((one) => one.id === id)?.category_id ?? 0;
    const shares = pairs.map(([gt, dt]) => {
      const known = gt.ids.flatMap((row, y) =>
        row.flatMap((id, x) => (id === 0 ? [] : [[id, dt.ids[y]![x]!] as const])),
      );
      const right = known.filter(([g, p]) => category(gt, g) === category(dt, p));
      return right.length / known.length;
    });
    const mean = shares.reduce((sum, share) => sum + share / shares.length, 0);
    expect(figures.get("pixel-accuracy")).toBeCloseTo(mean, 12);
    expect([...figures.keys()].filter((name) => name.includes("background"))).toEqual([]);
  });

  it.each(["instance-segmentation", "semantic-segmentation"])(
    "are a record of %s that is verified, and recounted in its page",
    async (task) => {
      const out = join(folder, `record ${task}`);
      const words = [
        ...["record", "create", join(folder, "images"), "--task", task],
        ...["--labels", join(folder, "gt.json"), "--predictions", join(folder, "dt.json")],
      ];
      const made = await runHere([...words, "--openness", "open", "--out", out, "--quiet"]);
      expect(made).toMatchObject({ status: 0, err: "" });
      const record = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
      expect(violationsOf("record", record)).toEqual([]);
      const figures = await evaluated(task);
      const stated = new Map<string, number | null>(
        record.claims.map(({ metric, value }: { metric: string; value: number | null }) => [
          metric,
          value,
        ]),
      );
      expect(stated.size).toBeGreaterThan(10);
      for (const [metric, value] of stated) expect(value, metric).toBe(figures.get(metric));
      const isOfObjects = task === "instance-segmentation";
      expect(record.settings.stuff ?? null).toBe(isOfObjects ? '["grass","sky"]' : null);
      expect(stated.has("pq{of=stuff}")).toBe(isOfObjects);
      const verified = await runHere(["record", "verify", out, "--quiet"]);
      expect(verified.status, verified.out).toBe(0);

      const recounted = async () =>
        verifyPublished({
          access: await openFolder(out),
          path: "record.json",
          expect: record.id,
          signal: NEVER_CANCELLED,
          signer: null,
          createDigest: createWebDigest,
          signatures: createNodeSignatures(),
          onProgress: () => {},
        });
      const found = await recounted();
      expect(found.problems.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(found).toMatchObject({ isEqual: true, equalFigures: record.claims.length });
      if (!isOfObjects) return;
      // That grass is a thing changes a setting, and with it figures and the id.
      const text = await readFile(join(out, "record.json"), "utf8");
      await writeFile(
        join(out, "record.json"),
        text.replace('[\\"grass\\",\\"sky\\"]', '[\\"sky\\"]'),
      );
      const changed = await recounted();
      expect(changed.isEqual).toBe(false);
      expect((await runHere(["record", "verify", out, "--quiet"])).status).toBe(1);
    },
  );
});
