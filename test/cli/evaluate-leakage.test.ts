import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leakageFacts } from "../../src/analyses/leakage/leakage-words.js";
import { demoImages } from "../../src/demo/demo-set.js";
import { encodePng } from "../../src/images/encode-png.js";
import { performEvaluation } from "../../src/node/cli/evaluate-perform.js";
import type { EvaluateOptions } from "../../src/node/cli/evaluate-request.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { createNodeJpegEncoder } from "../../src/node/images/jpeg-encoder.js";
import { readRecord } from "../../src/records/record/read-record.js";
import { warningViews } from "../../src/reports/warnings-view.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { describeWithShared } from "../support/shared-data.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(path: string, bytes: Uint8Array | string): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, bytes);
  return full;
}

let runs = 0;
async function evaluate(
  images: string,
  options: Partial<EvaluateOptions> & { readonly labels: string },
): Promise<EvaluationResult> {
  const defaults: Omit<EvaluateOptions, "labels"> = {
    seed: 1,
    level: 0.95,
    where: [],
    attributes: [],
    slice: [],
    claim: [],
    training: [],
    metric: [],
    out: join(folder, `out${runs++}`),
    quiet: true,
  };
  const shows = { command: [], progress: "Scoring" };
  const performed = await performEvaluation(images, { ...defaults, ...options }, shows, SILENT_IO);
  const { result } = performed.evaluation;
  expect(violationsOf("result", JSON.parse(JSON.stringify(result)))).toEqual([]);
  return result;
}

const warningOf = (result: EvaluationResult, code: string): string | undefined =>
  warningViews(result, {}, [leakageFacts(result)]).find((one) => one.code === code)?.text;

const value = (result: EvaluationResult, at: number): (number | null | undefined)[] => {
  const estimate = result.leakage?.without[at]?.estimates[0];
  return [estimate?.value, estimate?.n];
};

/** Scenes of different cameras: none is like another. */
function scenes(count: number) {
  const byCamera = new Map(demoImages("training").map((image) => [image.camera, image]));
  return [...byCamera.values()].slice(0, count).map((image) => image.pixels());
}

describe("evaluate with a training list", () => {
  const png = (at: number): Uint8Array => {
    const { widthPx, heightPx, rgb } = pictures[at]!;
    return encodePng(widthPx, heightPx, rgb);
  };
  let pictures: ReturnType<typeof scenes>;
  let labels: string;
  let predictions: string;
  let images: string;

  // Six test images, of which t0 is right, t1 wrong, and the others right.
  beforeAll(async () => {
    pictures = scenes(9);
    for (let i = 0; i < 6; i++) await put(`set/test/t${i}.png`, png(i));
    images = join(folder, "set/test");
    labels = await put(
      "set/labels.csv",
      rows("file,label", (i) => `t${i}.png,deer`),
    );
    predictions = await put(
      "set/answers.csv",
      rows("file,predicted", (i) => `t${i}.png,${i === 1 ? "fox" : "deer"}`),
    );
    // Training: t0 to the byte, t1 with the same pixels in other bytes, t2 as a small JPEG, two others.
    await put("training/a.png", png(0));
    await put("training/b.png", withComment(png(1)));
    const { widthPx, heightPx, rgb } = pictures[2]!;
    const jpeg = await createNodeJpegEncoder().encode(
      { widthPx, heightPx, channels: 3, bitDepth: 8, data: rgb },
      60,
    );
    await put("training/c.jpg", jpeg);
    await put("training/d.png", png(7));
    await put("training/e.png", png(8));
  });

  const rows = (header: string, row: (i: number) => string): string =>
    [header, ...Array.from({ length: 6 }, (_, i) => row(i)), ""].join("\n");

  it("finds the same bytes, the same pixels and nearly the same, and gives figures without", async () => {
    const result = await evaluate(images, {
      labels,
      predictions,
      training: [join(folder, "training")],
    });
    expect(result.inputs.duplicates).toEqual([
      { a: "t0.png", b: "a.png", kind: "same-bytes", across: "training" },
      { a: "t1.png", b: "b.png", kind: "same-pixels", across: "training" },
      { a: "t2.png", b: "c.jpg", kind: "near", across: "training" },
    ]);
    expect(result.leakage?.training).toEqual({
      sources: [join(folder, "training")],
      kind: "list",
      images: 5,
      compared: 5,
    });
    // All: 5 of 6. Without t0 and t1: 4 of 4. Without t2 too: 3 of 3.
    expect(result.estimates[0]).toMatchObject({ value: 5 / 6, n: 6 });
    expect(result.leakage?.without.map(({ leaves, images: n }) => [leaves, n])).toEqual([
      ["copies", 2],
      ["near", 3],
    ]);
    expect(value(result, 0)).toEqual([1, 4]);
    expect(value(result, 1)).toEqual([1, 3]);
    expect(result.estimates[0]?.warnings).toContain("record/training-overlap");
    expect(warningOf(result, "record/training-overlap")).toBe(
      "2 of your images are in the model's training list. 1 more looks nearly like one there. Without the copies: 100%; without both: 100%.",
    );
  });

  it("finds a copy that was cut and darkened, says what was done and shows both", async () => {
    const { widthPx, heightPx, rgb } = pictures[3]!;
    const kept = Math.floor(heightPx * 0.75);
    const cut = rgb.slice(0, widthPx * kept * 3).map((level) => level >> 1);
    await put("cut/one.png", encodePng(widthPx, kept, cut));
    const result = await evaluate(images, {
      labels,
      predictions,
      training: [join(folder, "cut")],
    });
    const [pair] = result.inputs.duplicates ?? [];
    expect(result.inputs.duplicates).toHaveLength(1);
    expect(pair).toMatchObject({ a: "t3.png", b: "one.png", kind: "altered", across: "training" });
    expect(pair?.altered?.shared?.[0]).toBeCloseTo(0.75, 1);
    expect(pair?.altered).toMatchObject({ shades: true });
    // Five of six are right, and so is t3: four of five.
    expect(value(result, 0)).toEqual([4 / 5, 5]);
    expect(warningOf(result, "record/training-overlap")).toBe(
      "1 of your images is an altered copy of one in the model's training list. Without it: 80%.",
    );
    const out = join(folder, "cut-out");
    const given = ["--labels", labels, "--predictions", predictions];
    const training = ["--training", join(folder, "cut")];
    const said = await runHere(["evaluate", images, ...given, ...training, "--out", out]);
    expect(said.status, said.err).toBe(0);
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("Pictures taken for one");
    expect(page).toContain("an altered copy, cut, in other shades");
    expect(page).toContain("an altered copy of one.png of the training list, cut, in other shades");
    expect(page).toContain(
      'alt="one.png, of the training list: an altered copy, cut, in other shades"',
    );
  });

  it("reads no picture again that has not changed, and one that has", async () => {
    const set = join(folder, "kept");
    await cp(images, join(set, "images"), { recursive: true });
    await cp(join(folder, "training"), join(set, "training"), { recursive: true });
    const prints = join(set, "out/prints/images.bin");
    // A file must have stood still for a moment to be kept: these runs are a minute later.
    const clock = () => new Date(Date.now() + 60_000);
    const run = async (): Promise<string> => {
      const given = ["--labels", labels, "--predictions", predictions];
      const training = ["--training", join(set, "training"), "--out", join(set, "out")];
      const ran = await runHere(["evaluate", join(set, "images"), ...given, ...training], {
        clock,
      });
      expect(ran.status, ran.err).toBe(0);
      return readFile(join(set, "out/result.json"), "utf8");
    };
    const first = await run();
    const { ino } = await stat(prints);
    expect(await run()).toBe(first);
    expect((await stat(prints)).ino).toBe(ino); // written anew as soon as one picture is read

    await writeFile(join(set, "training/d.png"), png(4));
    const other = await run();
    expect(JSON.parse(other).inputs.duplicates).toContainEqual(
      expect.objectContaining({ a: "t4.png", b: "d.png", kind: "same-bytes" }),
    );
    expect((await stat(prints)).ino).not.toBe(ino);

    await rm(prints);
    expect(await run()).toBe(other);
    const whole = await readFile(prints);
    await writeFile(prints, whole.subarray(0, whole.length - 1));
    expect(await run()).toBe(other);
    expect((await readFile(prints)).length).toBe(whole.length);
  });

  it("goes into a record: pairs by name, and the figure without them", async () => {
    const out = join(folder, "record");
    const given = ["--labels", labels, "--predictions", predictions];
    const training = ["--training", join(folder, "training"), "--out", out];
    const said = await runHere(["record", "create", images, ...given, ...training], {
      clock: () => new Date(Date.now() + 60_000),
    });
    expect(said.status, said.err).toBe(0);
    await expect(stat(`${out}.part`)).rejects.toThrow();
    const text = await readFile(join(out, "record.json"), "utf8");
    const { record, problems } = readRecord(text, "record.json", createNodeDigest);
    expect(problems).toEqual([]);
    expect(record?.overlap).toMatchObject({
      trainingImages: 5,
      pairs: [
        { test: "t0.png", other: "a.png", kind: "same-bytes", across: "training" },
        { test: "t1.png", other: "b.png", kind: "same-pixels", across: "training" },
        { test: "t2.png", other: "c.jpg", kind: "near", across: "training" },
      ],
      without: [{ metric: "accuracy", value: 1, n: 3, recomputable: true }],
    });
  });

  it("takes a list of hashes, of files or of pixels, as sha256sum writes it", async () => {
    const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    const list = await put(
      "hashes.txt",
      `# training\n${sha(png(0))}  photos/zero.png\n${sha(png(7)).toUpperCase()}\n${pixelSha(1)} one\n`,
    );
    const result = await evaluate(images, { labels, predictions, training: [list] });
    expect(result.inputs.duplicates).toEqual([
      { a: "t0.png", b: "photos/zero.png", kind: "same-bytes", across: "training" },
      { a: "t1.png", b: "one", kind: "same-pixels", across: "training" },
    ]);
    expect(result.leakage?.training).toMatchObject({ images: 3, compared: 3 });
  });

  it("takes hashes in a table too, and a table of names alone", async () => {
    const hash = createHash("sha256").update(png(0)).digest("hex");
    const tables = {
      "one.csv": `sha256\n${hash}\n`,
      "after.csv": `file,sha256\ngone.png,${hash}\n`,
      "before.csv": `SHA-256;file\n${hash};gone.png\n`,
      "labelled.csv": `file,label,sha256\ngone.png,deer,${hash}\nnone.png,deer,\n`,
      "training/names.csv": "file\na.png\nd.png\n",
    };
    for (const [name, text] of Object.entries(tables)) {
      const training = [await put(name, text)];
      const result = await evaluate(images, { labels, predictions, training });
      expect(result.leakage?.found, name).toEqual([
        { across: "training", kind: "same-bytes", images: 1, pairs: 1 },
      ]);
    }
  });

  it("says on the terminal and in the report where a list could not be compared", async () => {
    const list = await put("lost/list.csv", "file,label\nx.png,deer\ny.png,deer\n");
    const out = join(folder, "lost-out");
    const given = ["--labels", labels, "--predictions", predictions, "--out", out];
    const said = await runHere(["evaluate", images, ...given, "--training", list]);
    expect(said.status, said.err).toBe(0);
    expect(said.out.replace(/\s+/g, " ")).toContain("So no copy would have been found.");
    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page).toContain("None of 2 images of ");
    const table = await readFile(join(out, "import.csv"), "utf8");
    expect(table).toContain("2 training images of ");
  });

  /** As docs/decisions/0028 defines it, by Node's own hash. */
  const pixelSha = (at: number): string => {
    const { widthPx, heightPx, rgb } = pictures[at]!;
    const size = Buffer.alloc(8);
    size.writeUInt32LE(widthPx, 0);
    size.writeUInt32LE(heightPx, 4);
    return createHash("sha256").update(size).update(rgb).digest("hex");
  };

  it("takes a manifest of a record, and refuses one whose images are withheld", async () => {
    const line = (image: string | null, pixels: string) =>
      `${JSON.stringify({
        attributes: {},
        bytes: "0".repeat(64),
        cluster: null,
        heightPx: 1,
        image,
        labels: null,
        licence: null,
        objects: null,
        pixels,
        sequence: null,
        status: "scored",
        url: null,
        widthPx: 1,
      })}\n`;
    const open = await put("open/manifest.ndjson", line("x/one.png", pixelSha(1)));
    const result = await evaluate(images, { labels, predictions, training: [open] });
    expect(result.inputs.duplicates).toEqual([
      { a: "t1.png", b: "x/one.png", kind: "same-pixels", across: "training" },
    ]);
    const closed = await put("closed/manifest.ndjson", line(null, pixelSha(1)));
    await expect(
      evaluate(images, { labels, predictions, training: [closed] }),
    ).rejects.toMatchObject({ code: "input/unsupported" });
  });

  it("names groups that both sides share, and gives the figure without them", async () => {
    const grouped = await put(
      "set/grouped.csv",
      rows("file,label,patient", (i) => `t${i}.png,deer,${i < 2 ? "P1" : "P2"}`),
    );
    const training = await put(
      "training/list.csv",
      "file,label,patient\nd.png,deer,P1\ne.png,fox,P3\n",
    );
    const result = await evaluate(images, { labels: grouped, predictions, training: [training] });
    expect(result.inputs.duplicates).toEqual([
      { a: "t0.png", b: "d.png", kind: "same-group", across: "training" },
    ]);
    expect(result.leakage?.groups).toEqual([
      { attribute: "patient", value: "P1", images: 2, trainingImages: 1 },
    ]);
    expect(value(result, 0)).toEqual([1, 4]);
    expect(warningOf(result, "record/training-groups")).toBe(
      "2 of your images share a patient with images of the model's training list. Without them: 100%.",
    );
  });

  it("takes rows that a column split calls train as the training side, unasked", async () => {
    await put("set/test/copy.png", withComment(png(1)));
    const split = await put(
      "set/split.csv",
      `${rows("file,label,split", (i) => `t${i}.png,deer,test`)}copy.png,deer,train\n`,
    );
    const result = await evaluate(images, {
      labels: split,
      predictions,
      where: ["split=test"],
    });
    await rm(join(folder, "set/test/copy.png"));
    expect(result.inputs.duplicates).toEqual([
      { a: "t1.png", b: "copy.png", kind: "same-pixels", across: "training" },
    ]);
    expect(value(result, 0)).toEqual([1, 5]);
    expect(warningOf(result, "record/training-overlap")).toBe(
      "1 of your images is in the rows that your labels call train. Without it: 100%.",
    );
  });

  it("says nothing is left where every image is a training image", async () => {
    const result = await evaluate(images, { labels, predictions, training: [images] });
    expect(result.leakage?.found).toEqual([
      { across: "training", kind: "same-bytes", images: 6, pairs: 6 },
    ]);
    expect(result.leakage?.without).toEqual([
      { across: "training", leaves: "copies", images: 6, estimates: [] },
    ]);
    expect(warningOf(result, "record/training-overlap")).toMatch(
      /Without them: nothing is left\.$/,
    );
  });

  it("finds a picture in two clusters, and counts one copy", async () => {
    await put("set/test/twice.png", withComment(png(1)));
    const clustered = await put(
      "set/clustered.csv",
      `${rows("file,label,site", (i) => `t${i}.png,deer,s${i % 3}`)}twice.png,deer,s0\n`,
    );
    const answers = await put(
      "set/answers7.csv",
      `${await readFile(predictions, "utf8")}twice.png,fox\n`,
    );
    const result = await evaluate(images, {
      labels: clustered,
      predictions: answers,
      cluster: "site",
    });
    await rm(join(folder, "set/test/twice.png"));
    expect(result.inputs.duplicates).toEqual([
      { a: "twice.png", b: "t1.png", kind: "same-pixels", across: "cluster" },
    ]);
    // 5 of 7; with one of the two, which are both wrong, 5 of 6.
    expect(result.estimates[0]?.value).toBe(5 / 7);
    expect(value(result, 0)).toEqual([5 / 6, 6]);
    expect(warningOf(result, "labels/duplicates-across-clusters")).toMatch(/^1 picture is in two /);
  });

  it("says nothing of leakage where nobody asks", async () => {
    const result = await evaluate(images, { labels, predictions });
    expect(result.leakage).toBeUndefined();
    expect(result.inputs.duplicates).toBeUndefined();
  });

  it.each([
    ["a list that is not there", "nowhere.csv", "input/not-found"],
    ["an empty folder", "empty", "input/empty"],
  ])("refuses %s before anything is scored", async (_name, path, code) => {
    await mkdir(join(folder, "empty"), { recursive: true });
    const training = [join(folder, path)];
    await expect(evaluate(images, { labels, predictions, training })).rejects.toMatchObject({
      code,
    });
  });
});

/** The same picture in other bytes: a comment goes in before the end. */
function withComment(png: Uint8Array): Uint8Array {
  const chunk = Buffer.concat([Buffer.from("tEXtComment\0again")]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length - 4);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(chunk));
  return Buffer.concat([png.subarray(0, -12), length, chunk, check, png.subarray(-12)]);
}

describeWithShared("blood cells, trained on site 1", "data/wbc", (wbc) => {
  it("has the planted pair: 84 of 89, and 83 of 88 without it", async () => {
    const result = await evaluate(wbc, {
      labels: join(wbc, "labels.csv"),
      predictions: join(wbc, "reference/wbc_site1.predictions.csv"),
      training: [join(wbc, "labels.csv")],
      where: ["split=test", "site=site1-tecom"],
    });
    const of = (...kinds: readonly string[]) =>
      result.inputs.duplicates?.filter(({ kind }) => kinds.includes(kind));
    expect(of("same-bytes", "same-pixels")).toEqual([
      {
        a: "images/s1_139.png",
        b: "images/s1_112.png",
        kind: "same-bytes",
        across: "training",
      },
    ]);
    expect(warningOf(result, "record/training-overlap")).toMatch(
      /^1 of your images is in the model's training list\..* 94\.3%[.;]/,
    );
    expect(result.leakage?.training).toMatchObject({ kind: "list", images: 180, compared: 180 });
    expect(result.estimates[0]).toMatchObject({ value: 84 / 89, n: 89 });
    expect(value(result, 0)).toEqual([83 / 88, 88]);
    // One cell twice, as a person sees; its test image is answered right by the reference.
    expect(of("near")).toEqual([
      {
        a: "images/s1_171.png",
        b: "images/s1_166.png",
        kind: "near",
        across: "training",
      },
    ]);
    // Pictures of one cell, cut more or less closely: each pair was looked at.
    const seen = of("altered")?.map(({ a, b }) => `${a.slice(10, 13)} ${b.slice(10, 13)}`);
    expect(seen).toEqual(["021 082", "070 072", "073 051", "091 054"]);
    expect(value(result, 1)[1]).toBe(83);
  });
});
