import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { parseReference } from "../../src/metrics/reference.js";
import { formatReference } from "../../src/metrics/reference-text.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { listRows, type ListRow as Row, writeListRows } from "../support/list-rows.js";
import { maskPng } from "../support/mask-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const POOL = 240;
const SIDE = 16;
type Square = readonly [x: number, y: number, width: number, height: number];

/** What is on an image, and what a model says of it: the less sure it is, the more it errs. */
interface Image {
  readonly id: number;
  readonly things: readonly Square[];
  readonly found: readonly Square[];
  readonly alarms: readonly Square[];
  /** Columns of leaf from the left, and of them as the model has it. */
  readonly leaf: number;
  readonly leafFound: number;
  /** How far the model places each of two points beside where it is. */
  readonly off: readonly [number, number];
  readonly hasAnimal: boolean;
  readonly labels: readonly string[];
  readonly said: readonly string[];
}
const images = new Map<string, Image>();
let folder: string;
const at = (path: string): string => join(folder, path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const path of ["photos", "said"]) await mkdir(at(path));
  const random = createRandom(21, 1);
  const rows = ["file,predicted,score"];
  const png = plainPng(SIDE, SIDE, [90, 90, 90]);
  for (let i = 0; i < POOL; i++) {
    const file = `${1000 + i}.png`;
    const sureness = 0.5 + 0.5 * random.uniform();
    const isRight = (): boolean => random.uniform() < sureness ** 0.6;
    const things = Array.from({ length: random.below(4) }, (_, k): Square => [4 * k, 2, 3, 3]);
    const leaf = random.below(6);
    const labels = ["deer", "fox"].filter(() => random.uniform() < 0.5);
    images.set(file, {
      ...{ id: 1000 + i, things, leaf, labels },
      // A pixel column more than there is: 9 of 12 pixels.
      found: things.filter(isRight).map(([x, y, w, h]) => [x, y, w, h + 1] as const),
      alarms: isRight() ? [] : [[12, 10, 3, 3]],
      leafFound: isRight() ? leaf : random.below(6),
      off: [isRight() ? 0 : 5, isRight() ? 0 : 5],
      hasAnimal: random.uniform() < 0.8,
      said: ["deer", "fox"].filter((one) => labels.includes(one) === isRight()),
    });
    // Of one label, as the pilot has it: sharper, so that it may draw by how sure the model is.
    const answer = random.uniform() < 1 - 2.4 * (1 - sureness) ** 1.6 ? "yes" : "no";
    rows.push(`${file},${answer},${sureness}`);
    await writeFile(at(`photos/${file}`), png);
  }
  await writeFile(at("p.csv"), `${rows.join("\n")}\n`);
  await draw("pilot-empty.csv", "--n", "100", "--seed", "5");
  const pilot = await rowsOf("pilot-empty.csv");
  // The right answer is yes.
  await write(
    "pilot.csv",
    pilot.map((row) => ({ ...row, label: "yes" })),
  );
  const drawn = ["--predictions", at("p.csv")];
  const byPilot = [...drawn, "--pilot", at("pilot.csv")];
  await draw("proportional.csv", "--n", "110", "--design", "proportional", ...drawn);
  await draw("neyman.csv", "--n", "140", "--design", "neyman", ...byPilot);
  await draw("active.csv", "--n", "120", "--design", "active", ...byPilot);
  await draw("again.csv", "--n", "120", "--design", "active", "--replacement", ...byPilot);
});
afterAll(() => rm(folder, { recursive: true }));

async function draw(list: string, ...more: string[]): Promise<void> {
  const ran = await runHere(["sample", at("photos"), "--out", at(list), ...more]);
  expect(ran, ran.err).toMatchObject({ status: 0 });
}
const rowsOf = (list: string) => listRows(at(list));
const write = (list: string, rows: readonly Row[]) => writeListRows(at(list), rows);

/** What each image of a list stands for, by its columns alone: the sum of w·y is the mean of the pool. */
function weightsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const n = rows.length;
  const number = (row: Row, name: string) => Number(row[name]);
  switch (rows[0]!["design"]) {
    case "active":
      return new Map(
        rows.map((row, i) => {
          const left = POOL - i;
          const p = number(row, "draw_probability");
          const v = 1 + ((POOL - n) / (left - 1)) * (1 / (left * p) - 1);
          return [row["file"]!, v / n];
        }),
      );
    case "active-replacement": {
      const draws = rows.flatMap((row) => row["draw"]!.split(" "));
      return new Map(
        rows.map((row) => [
          row["file"]!,
          row["draw"]!.split(" ").length / (draws.length * POOL * number(row, "draw_probability")),
        ]),
      );
    }
    default: {
      const isPilot = (row: Row) => row["from_pilot"] === "1";
      const planned = rows.filter(isPilot).length / n;
      return new Map(
        rows.map((row) => {
          const own = rows.filter((one) => one["stratum"] === row["stratum"]);
          const size = number(row, "stratum_pool");
          const pilot = own.filter(isPilot).length;
          const others = own.length - pilot;
          const isOne = row["design"] !== "neyman" || pilot * others === 0;
          const b = Math.max(planned, pilot / size);
          const mean = isOne ? 1 / own.length : isPilot(row) ? b / pilot : (1 - b) / others;
          return [row["file"]!, (size / POOL) * mean];
        }),
      );
    }
  }
}

/** Σ of a number of each image, each as often as it stands for others. */
type Sum = (value: (image: Image) => number) => number;

const LISTS = ["proportional.csv", "neyman.csv", "active.csv", "again.csv"] as const;
const METHODS = {
  ...{ "proportional.csv": "stratified", "neyman.csv": "stratified" },
  ...{ "active.csv": "lure", "again.csv": "hansen-hurwitz" },
} as const;

const within = ([x, y, w, h]: Square): readonly number[] => [
  x,
  y,
  x + w,
  y,
  x + w,
  y + h,
  x,
  y + h,
];
const objectOf = (bbox: Square, id: number) => ({
  ...{ image_id: id, category_id: 1, bbox, area: bbox[2] * bbox[3], iscrowd: 0 },
  segmentation: [within(bbox)],
});
const cocoOf = (
  files: readonly string[],
  annotations: (image: Image) => readonly object[],
  category: object = {},
) => ({
  images: files.map((file) => ({
    ...{ id: images.get(file)!.id, file_name: file, width: SIDE, height: SIDE },
  })),
  categories: [{ id: 1, name: "cell", ...category }],
  annotations: files
    .flatMap((file) => annotations(images.get(file)!))
    .map((one, i) => ({ ...one, id: i + 1 })),
});
const all = () => [...images.values()];
const foundBy = () =>
  JSON.stringify(
    all().flatMap(({ id, found, alarms }) =>
      [...found, ...alarms].map((bbox) => ({ ...objectOf(bbox, id), score: 0.9 })),
    ),
  );
const pointsOf = (xs: readonly number[], sure: number) => [xs[0], 4, sure, xs[1], 12, sure];
const poseOf = (id: number) => ({
  ...{ image_id: id, category_id: 1, bbox: [0, 4, 8, 8], area: 64, iscrowd: 0 },
});

interface Case {
  readonly task: string;
  /** Writes labels of the images of a list, and predictions of all. @returns the arguments */
  files(files: readonly string[], list: string): Promise<readonly string[]>;
  figures(sum: Sum): Readonly<Record<string, number>>;
}

const hits = ({ found }: Image) => found.length;
const objectFigures = (sum: Sum) => {
  const [tp, there] = [sum(hits), sum(({ things }) => things.length)];
  const said = sum(({ found, alarms }) => found.length + alarms.length);
  return {
    "recall{average=micro}": tp / there,
    "precision{average=micro}": tp / said,
    "f1{average=micro}": (2 * tp) / (there + said),
  };
};
const beside = (list: string) => ["--attributes", at(list)];
const objects = (task: string): Case["files"] =>
  async function write(files, list) {
    await writeFile(
      at(`${list}.json`),
      JSON.stringify(cocoOf(files, ({ things, id }) => things.map((one) => objectOf(one, id)))),
    );
    await writeFile(at("found.json"), foundBy());
    return [
      ...["--labels", at(`${list}.json`), "--predictions", at("found.json"), ...beside(list)],
      ...["--threshold", "0.5", "--task", task],
    ];
  };

const CASES: readonly Case[] = [
  { task: "detection", files: objects("detection"), figures: objectFigures },
  {
    task: "instance-segmentation",
    files: objects("instance-segmentation"),
    figures(sum) {
      const tp = sum(hits);
      const wrong = sum(
        ({ things, found, alarms }) => things.length - found.length + alarms.length,
      );
      const iou = (9 / 12) * tp;
      return {
        ...objectFigures(sum),
        pq: iou / (tp + wrong / 2),
        sq: 9 / 12,
        rq: tp / (tp + wrong / 2),
      };
    },
  },
  {
    task: "keypoints",
    async files(files, list) {
      const joints = { keypoints: ["nose", "tail"] };
      const truth = cocoOf(
        files,
        ({ id, hasAnimal }) =>
          hasAnimal ? [{ ...poseOf(id), num_keypoints: 2, keypoints: pointsOf([2, 2], 2) }] : [],
        joints,
      );
      const said = all().map(({ id, off }) => ({
        ...{
          ...poseOf(id),
          score: 0.9,
          keypoints: pointsOf(
            off.map((one) => 2 + one),
            1,
          ),
        },
      }));
      await writeFile(at(`${list}-points.json`), JSON.stringify(truth));
      await writeFile(at("points.json"), JSON.stringify(said));
      return [
        ...["--labels", at(`${list}-points.json`), "--predictions", at("points.json")],
        ...[...beside(list), "--task", "keypoints", "--threshold", "0.5"],
      ];
    },
    figures(sum) {
      const there = sum(({ hasAnimal }) => (hasAnimal ? 2 : 0));
      const of = (value: (off: number) => number) =>
        sum(({ hasAnimal, off }) => (hasAnimal ? value(off[0]) + value(off[1]) : 0)) / there;
      // A fifth of 8 pixels, the longer side of the box.
      return { pck: of((off) => Number(off <= 1.6)), "keypoint-error": of((off) => off) };
    },
  },
  {
    task: "semantic-segmentation",
    async files(files, list) {
      const mask = (columns: number) =>
        maskPng(
          Array.from({ length: SIDE }, () =>
            Array.from({ length: SIDE }, (_, x) => Number(x < columns)),
          ),
        );
      const labels = `masks-${list.replace(".csv", "")}`;
      await mkdir(at(labels));
      for (const path of [labels, "said"]) {
        await writeFile(at(`${path}/classes.txt`), "background\nleaf\n");
      }
      for (const file of files) {
        await writeFile(at(`${labels}/${file}`), mask(images.get(file)!.leaf));
      }
      for (const [file, { leafFound }] of images) {
        await writeFile(at(`said/${file}`), mask(leafFound));
      }
      return [
        ...["--labels", at(labels), "--predictions", at("said"), ...beside(list)],
        ...["--task", "semantic-segmentation"],
      ];
    },
    figures(sum) {
      const shared = ({ leaf, leafFound }: Image) => Math.min(leaf, leafFound);
      const both = ({ leaf, leafFound }: Image) => leaf + leafFound;
      const isThere = (image: Image) => Number(both(image) > 0);
      const mean = (value: (image: Image) => number) =>
        sum((image) => (both(image) > 0 ? value(image) : 0)) / sum(isThere);
      return {
        "dice{class=leaf}": mean((image) => (2 * shared(image)) / both(image)),
        "iou{class=leaf}": mean((image) => shared(image) / (both(image) - shared(image))),
        "dice{average=pooled,class=leaf}": (2 * sum(shared)) / sum(both),
      };
    },
  },
  {
    task: "counting",
    async files(files, list) {
      const rows = await rowsOf(list);
      await write(
        `counts-${list}`,
        rows.map(({ label: _, ...row }) => ({
          ...row,
          count: String(images.get(row["file"]!)!.things.length),
        })),
      );
      expect(files).toHaveLength(rows.length);
      const said = [...images].map(
        ([file, { found, alarms }]) => `${file},${found.length + alarms.length}`,
      );
      await writeFile(at("counted.csv"), `file,count\n${said.join("\n")}\n`);
      return [
        ...["--labels", at(`counts-${list}`), "--predictions", at("counted.csv")],
        ...["--task", "counting"],
      ];
    },
    figures(sum) {
      const error = ({ things, found, alarms }: Image) =>
        found.length + alarms.length - things.length;
      return {
        "count-mae": sum((image) => Math.abs(error(image))),
        "count-bias": sum(error),
        // Of losses: what is drawn more often is where those are.
        "count-within{tolerance=0}": 1 - sum((image) => Number(error(image) !== 0)),
        "count-total-error": sum(error) / sum(({ things }) => things.length),
      };
    },
  },
  {
    task: "multilabel",
    async files(_files, list) {
      const rows = await rowsOf(list);
      await write(
        `several-${list}`,
        rows.flatMap((row) => {
          const { labels } = images.get(row["file"]!)!;
          return (labels.length === 0 ? ["nothing is there"] : labels).map((label) => ({
            ...row,
            label,
          }));
        }),
      );
      const said = [...images].map(
        ([file, { said }]) =>
          `${file},${["deer", "fox"].map((one) => Number(said.includes(one))).join(",")}`,
      );
      await writeFile(at("several-said.csv"), `file,deer,fox\n${said.join("\n")}\n`);
      return [
        ...["--labels", at(`several-${list}`), "--predictions", at("several-said.csv")],
        ...["--task", "multilabel"],
      ];
    },
    figures(sum) {
      const both = ({ labels, said }: Image) => said.filter((one) => labels.includes(one)).length;
      const [tp, there] = [sum(both), sum(({ labels }) => labels.length)];
      const answered = sum(({ said }) => said.length);
      return {
        "f1{average=micro}": (2 * tp) / (there + answered),
        "recall{average=micro}": tp / there,
        "precision{average=micro}": tp / answered,
      };
    },
  },
];

describe.each(LISTS)("figures of %s", (list) => {
  it.each(CASES)("are the sums by its columns: $task", async ({ task, files, figures }) => {
    const rows = await rowsOf(list);
    const weights = weightsOf(rows);
    const listed = rows.map((row) => row["file"]!);
    const given = await files(listed, list);
    const wanted = figures((value) =>
      [...weights].reduce((sum, [file, weight]) => sum + weight * value(images.get(file)!), 0),
    );
    const metrics = Object.keys(wanted).flatMap((id) => ["--metric", id]);
    const ran = await runHere([
      ...["evaluate", at("photos"), ...given, ...metrics],
      ...["--out", at(`out-${task}-${list}`), "--json", "-"],
    ]);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    const result = JSON.parse(ran.out) as EvaluationResult;
    expect(violationsOf("result", result)).toEqual([]);
    expect(result.sampling!.design).toMatchObject({
      ...{ pool: POOL, counted: rows.length, skipped: 0, method: METHODS[list] },
    });
    for (const [id, value] of Object.entries(wanted)) {
      const asked = formatReference(parseReference(id));
      const found = result.estimates.find(
        ({ metric, slice }) => metric === asked && slice === null,
      );
      expect(found, id).toMatchObject({ value: expect.closeTo(value, 9) });
      expect(["none", METHODS[list]], id).toContain(found!.method);
    }
  });
});
