import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

/** Forty images of 80 × 60, on each one of three animals, whose boxes a detector finds nearly. */
const IMAGES = 40;
const NAMES = ["deer", "fox", "hare"] as const;
const NUMBERS = Array.from({ length: IMAGES }, (_, i) => i);
const animal = (i: number) => i % 3;
const truth = (i: number): readonly [number, number, number, number] => [
  2 + ((i * 7) % 40),
  3 + ((i * 5) % 25),
  20 + (i % 4) * 4,
  18 + (i % 3) * 5,
];
const score = (i: number) => 0.5 + ((i * 13) % 40) / 100;
const found = (i: number) => truth(i).map((side, k) => side + (((i + k) % 3) - 1) * 1.5);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  for (const i of NUMBERS) {
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(80, 60, [i, 0, 0]));
  }
  const annotations = {
    images: NUMBERS.map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 80, height: 60 })),
    categories: NAMES.map((name, id) => ({ id: id + 1, name })),
    annotations: NUMBERS.map((i) => ({
      id: i + 1,
      image_id: i + 1,
      category_id: animal(i) + 1,
      bbox: truth(i),
      area: truth(i)[2] * truth(i)[3],
      iscrowd: 0,
    })),
  };
  await writeFile(join(folder, "labels.json"), JSON.stringify(annotations));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(name: string, predictions: string, ...more: string[]) {
  const { status, err } = await runHere([
    "evaluate",
    ...[join(folder, "photos"), "--labels", join(folder, "labels.json"), "--task", "detection"],
    ...["--predictions", join(folder, predictions), "--out", join(folder, name), ...more],
  ]);
  const text = (file: string): Promise<string> => readFile(join(folder, name, file), "utf8");
  const result = status === 0 ? (JSON.parse(await text("result.json")) as EvaluationResult) : null;
  const codes = result?.inputs.notes.map(({ code }) => code) ?? [];
  const headline = result?.estimates[0]?.value ?? Number.NaN;
  return { status, err, text, headline, codes, result };
}

/** A folder of text files, a line each. */
async function yolo(
  name: string,
  line: (i: number) => readonly (number | string)[],
  images: readonly number[] = NUMBERS,
) {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "classes.txt"), NAMES.join("\n"));
  for (const i of images) await writeFile(join(folder, name, `${i}.txt`), line(i).join(" "));
}

/** A table with a row for each detection of some images. */
async function table(name: string, images: readonly number[], ...more: string[]) {
  const rows = images.map((i) => {
    const [x = 0, y = 0, w = 0, h = 0] = found(i);
    return `${i}.png,${NAMES[animal(i)]},${score(i)},${x},${y},${w},${h}`;
  });
  const lines = ["file,label,score,left,top,width,height", ...rows, ...more];
  await writeFile(join(folder, name), `${lines.join("\n")}\n`);
}

describe("a table of detections", () => {
  it("says by silence that nothing was found, as COCO's results do", async () => {
    const some = NUMBERS.filter((i) => i % 4 !== 0);
    await table("some.csv", some);
    const read = await evaluated("some", "some.csv");
    expect(read.result?.inputs.scored).toBe(IMAGES);
    expect(read.codes).toContain("predictions/missing-image");
    expect(read.err).toContain("10 of 40 images have no row: nothing was found on them");
    const results = some.map((i) => ({
      image_id: i + 1,
      category_id: animal(i) + 1,
      bbox: found(i),
      score: score(i),
    }));
    await writeFile(join(folder, "some.json"), JSON.stringify(results));
    expect((await evaluated("coco", "some.json")).headline).toBe(read.headline);
    const all = await evaluated("all", "some.csv", "--unanswered", "wrong");
    expect(all.headline).toBe(read.headline);
  });

  it("that names images on which nothing was found has no answer for others", async () => {
    await table("bare.csv", [1, 2, 3, 5], "0.png,,,,,,");
    const read = await evaluated("bare", "bare.csv");
    expect(read.result?.inputs.scored).toBe(5);
    expect(read.codes).not.toContain("predictions/missing-image");
  });
});

/** Centre and size in shares of the image. */
function centred(i: number): number[] {
  const [x = 0, y = 0, w = 0, h = 0] = found(i);
  return [(x + w / 2) / 80, (y + h / 2) / 60, w / 80, h / 60];
}

describe("YOLO's text files", () => {
  it("with the confidence in front of boxes in pixels are suspected, and read when told", async () => {
    const corners = (i: number) => {
      const [x = 0, y = 0, w = 0, h = 0] = found(i);
      return [x, y, x + w, y + h];
    };
    const WRITINGS = { xywh: found, xyxy: corners };
    for (const [value, box] of Object.entries(WRITINGS)) {
      await yolo(`pixels-${value}`, (i) => [animal(i), score(i), ...box(i)]);
      const misread = await evaluated(`pixels-${value}-as-is`, `pixels-${value}`);
      expect(misread.headline).toBeLessThan(0.05);
      expect(misread.err).toContain("--yolo-order class-score-box");
      expect(misread.err).toMatch(new RegExp(`--prediction-boxes (\\w+, or .*)?${value}`));
      const order = ["--yolo-order", "class-score-box"];
      const half = await evaluated(`pixels-${value}-half`, `pixels-${value}`, ...order);
      // Labels show more than numbers alone: which writing, and not only that they are pixels.
      expect(half.err).toContain(`if they are, say --prediction-boxes ${value}`);
      expect(half.err).not.toContain("predictions/looks-absolute");
      const told = [...order, "--prediction-boxes", value];
      const read = await evaluated(`pixels-${value}-told`, `pixels-${value}`, ...told);
      expect(read.headline).toBeGreaterThan(0.5);
      expect(read.err).not.toContain("predictions/looks-");
      const [labels, predictions] = read.result!.inputs.imports!;
      expect(labels).not.toHaveProperty("readings");
      expect(predictions!.readings).toEqual([
        { reading: "prediction-boxes", value, chosen: "declared" },
        { reading: "yolo-order", value: "class-score-box", chosen: "declared" },
        { reading: "prediction-boxes", value: "pixel", chosen: "found" },
      ]);
      expect(violationsOf("result", read.result)).toEqual([]);
      for (const file of ["report.html", "report.md"]) {
        expect(await read.text(file)).toContain(
          "what stands in a line of the predictions: class, confidence, box",
        );
      }
    }
  });

  it("on too few images are told where it is plain, and said not to be checked elsewhere", async () => {
    await yolo("ten", (i) => [animal(i), score(i), ...centred(i)], NUMBERS.slice(0, 10));
    expect((await evaluated("ten-as-is", "ten")).codes).toContain("predictions/looks-score-first");
    await yolo("three", (i) => [animal(i), score(i), ...centred(i)], NUMBERS.slice(0, 3));
    const three = await evaluated("three-as-is", "three");
    expect(three.codes).toContain("predictions/not-checked");
    expect(three.err).toContain("only 3 detections, and 3 images with both detections and objects");
    for (const file of ["report.html", "report.md"]) {
      expect(await three.text(file)).toContain("was not checked");
    }
  });

  it("with the confidence in front are suspected in every output, and set right", async () => {
    await yolo("front", (i) => [animal(i), score(i), ...centred(i)]);
    const misread = await evaluated("front-as-is", "front");
    expect(misread.headline).toBeLessThan(0.05);
    expect(misread.codes).toContain("predictions/looks-score-first");
    expect(misread.err).toContain("if they are, say --yolo-order class-score-box");
    for (const file of ["report.html", "report.md"]) {
      expect(await misread.text(file)).toContain("Predictions look misread");
    }
    const right = await evaluated("front-right", "front", "--yolo-order", "class-score-box");
    expect(right.headline).toBeGreaterThan(0.5);
    expect(right.codes.filter((code) => code.startsWith("predictions/looks"))).toEqual([]);
    await yolo("behind", (i) => [animal(i), ...centred(i), score(i)]);
    const honest = await evaluated("behind-as-is", "behind");
    expect(honest.headline).toBe(right.headline);
    expect(honest.codes.filter((code) => code.startsWith("predictions/looks"))).toEqual([]);
  });

  it("with classes numbered from 1 are suspected, and set right", async () => {
    await yolo("from-1", (i) => [animal(i) + 1, ...centred(i), score(i)]);
    const misread = await evaluated("from-1-as-is", "from-1");
    expect(misread.codes).toEqual(
      expect.arrayContaining(["labels/exchanged", "predictions/looks-one-based"]),
    );
    const [what = ""] = misread
      .result!.inputs.notes.filter(({ code }) => code === "labels/exchanged")
      .map((note) => note.what);
    expect(what).toContain("say --class-numbers from-1");
    const right = await evaluated("from-1-right", "from-1", "--class-numbers", "from-1");
    expect(right.codes).not.toContain("labels/exchanged");
    expect(right.headline).toBeGreaterThan(0.5);
  });

  it("on a padded input of 640 pixels are suspected, and set right", async () => {
    const onInput = (i: number) => {
      const [x = 0, y = 0, w = 0, h = 0] = found(i);
      return [8 * (x + w / 2), 8 * (y + h / 2) + 80, 8 * w, 8 * h];
    };
    await yolo("padded", (i) => [animal(i), ...onInput(i), score(i)]);
    const misread = await evaluated("padded-as-is", "padded");
    expect(misread.codes).toContain("predictions/looks-resized");
    expect(misread.err).toContain("--prediction-boxes letterboxed-640");
    const options = ["--prediction-boxes", "letterboxed-640"];
    const right = await evaluated("padded-right", "padded", ...options);
    expect(right.headline).toBeGreaterThan(0.5);
  });

  it("say in a record how they were read, and its figures are found again", async () => {
    const line = (i: number) => {
      const [x = 0, y = 0, w = 0, h = 0] = found(i);
      return [animal(i) + 1, 100 * score(i), 8 * (x + w / 2), 8 * (y + h / 2) + 80, 8 * w, 8 * h];
    };
    await yolo("all-at-once", line);
    const said = [
      ...["--prediction-boxes", "letterboxed-640", "--prediction-scores", "percent"],
      ...["--class-numbers", "from-1", "--yolo-order", "class-score-box"],
    ];
    const record = join(folder, "record");
    const made = await runHere([
      ...["record", "create", join(folder, "photos"), "--labels", join(folder, "labels.json")],
      ...["--predictions", join(folder, "all-at-once"), "--task", "detection", "--out", record],
      ...said,
    ]);
    expect(made.status).toBe(0);
    const { settings, claims } = JSON.parse(await readFile(join(record, "record.json"), "utf8"));
    expect(settings).toMatchObject({
      predictionBoxes: "letterboxed-640",
      predictionScores: "percent",
      classNumbers: "from-1",
      yoloOrder: "class-score-box",
    });
    expect(settings).not.toHaveProperty("boxes");
    expect(claims[0].value).toBeGreaterThan(0.5);
    expect((await runHere(["record", "verify", record])).status).toBe(0);
    const { out } = await runHere(["record", "show", record]);
    const shown = out.replaceAll(/\s+/g, " ");
    for (const words of [said.slice(0, 4), said.slice(4, 6), said.slice(6)]) {
      expect(shown).toContain(words.join(" "));
    }
  });

  it("with decimal commas end the run", async () => {
    await yolo("commas", (i) => [animal(i), ...centred(i), "0,5"]);
    const { status, err } = await evaluated("commas-as-is", "commas");
    expect(status).toBe(1);
    expect(err).toContain("predictions/number-format");
  });
});

describe("COCO's results", () => {
  const results = async (name: string, bbox: (i: number) => readonly number[], base = 1) => {
    const records = NUMBERS.map((i) => ({
      image_id: i + 1,
      category_id: animal(i) + base,
      bbox: bbox(i),
      score: score(i),
    }));
    await writeFile(join(folder, name), JSON.stringify(records));
  };

  it("with corners are suspected, and set right to the last bit", async () => {
    await results("sides.json", found);
    await results("corners.json", (i) => {
      const [x = 0, y = 0, w = 0, h = 0] = found(i);
      return [x, y, x + w, y + h];
    });
    const honest = await evaluated("sides", "sides.json");
    const misread = await evaluated("corners-as-is", "corners.json");
    expect(misread.headline).toBeLessThan(honest.headline / 2);
    expect(misread.codes).toContain("predictions/looks-like-xyxy");
    const told = ["--prediction-boxes", "xyxy", "--yolo-order", "class-score-box"];
    const right = await evaluated("corners", "corners.json", ...told);
    expect(right.result!.inputs.notes.filter(({ code }) => code === "input/choice-unused")).toEqual(
      [
        expect.objectContaining({
          what: "--yolo-order class-score-box changed nothing: no file that was read leaves it open",
        }),
      ],
    );
    expect(right.headline).toBe(honest.headline);
    expect(right.codes).not.toContain("predictions/looks-like-xyxy");
  });

  it("with categories numbered from 0 are set right", async () => {
    await results("base-0.json", found, 0);
    const honest = await evaluated("sides-again", "sides.json");
    const right = await evaluated("base-0", "base-0.json", "--class-numbers", "from-0");
    expect(right.headline).toBe(honest.headline);
  });
});

it("predictions that are converted are read and checked in the same way", async () => {
  const convert = (name: string, ...more: string[]) =>
    runHere([
      "convert",
      ...[join(folder, "front"), "--as", "predictions", "--to", "yolo"],
      ...["--out", join(folder, name), ...more],
    ]);
  expect((await convert("converted-as-is")).out).toContain("predictions/looks-");
  const right = await convert("converted", "--yolo-order", "class-score-box");
  expect(right.out).not.toContain("predictions/looks-");
  const line = await readFile(join(folder, "converted", "0.txt"), "utf8").catch(() =>
    readFile(join(folder, "converted", "labels", "0.txt"), "utf8"),
  );
  expect(line.trim().split(" ").map(Number)[5]).toBeCloseTo(score(0), 6);
});

describe("detections that cannot be read", () => {
  const rows = (score: (i: number) => string) =>
    [
      "file,label,score,xmin,ymin,xmax,ymax",
      ...NUMBERS.map((i) => {
        const [x, y, width, height] = truth(i);
        return `${i}.png,${NAMES[animal(i)]},"${score(i)}",${x},${y},${x + width},${y + height}`;
      }),
    ].join("\n");

  it("are not a model that found nothing: where none is read, nothing is evaluated", async () => {
    await writeFile(
      join(folder, "none.csv"),
      rows(() => "high"),
    );
    const { status, err } = await evaluated("none-read", "none.csv");
    expect(status).toBe(1);
    expect(err).toMatch(/error annotations\/none-read: none of 40 detections could be read/);
  });

  it("are counted on the terminal, with what is wrong with the first", async () => {
    await writeFile(
      join(folder, "some.csv"),
      rows((i) => (i < 3 ? "high" : "0.5")),
    );
    const { status, err } = await evaluated("some-read", "some.csv");
    expect(status).toBe(0);
    expect(err).toContain("3 of 40 detections could not be read and are left out");
  });

  it("are told from those of images that the labels do not list", async () => {
    const found = (image_id: number, score: unknown) => {
      return { image_id, category_id: 1, bbox: truth(1), score };
    };
    const some = [found(1, 0.5), found(1, "high"), found(91, 0.5), found(91, 0.4), found(92, 0.5)];
    await writeFile(join(folder, "others.json"), JSON.stringify(some));
    const { status, err } = await evaluated("others-too", "others.json");
    expect(status).toBe(0);
    expect(err).toContain(
      "predictions/unknown-image: 3 of 5 detections are of 2 images that the labels do not list, and are left out",
    );
    expect(err).toContain(
      "predictions/wrong-type: 1 of 5 detections could not be read and are left out",
    );
    await writeFile(join(folder, "only-others.json"), JSON.stringify(some.slice(2)));
    const none = await evaluated("only-others", "only-others.json");
    expect(none.status).toBe(1);
    expect(none.err).toContain(
      "error annotations/none-read: none of 3 detections is of an image that the labels list",
    );
  });
});
