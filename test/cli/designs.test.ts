import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { listRows, type ListRow as Row, writeListRows } from "../support/list-rows.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const POOL = 400;

/** What is true of each image, and whether the model is right: the less sure, the less often. */
const images = new Map<string, { truth: string; predicted: string; sureness: number }>();
let folder: string;
const at = (path: string): string => join(folder, path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(at("photos"));
  const png = plainPng(2, 2, [90, 90, 90]);
  const random = createRandom(11, 1);
  for (let i = 0; i < POOL; i++) {
    const file = `${1000 + i}.png`;
    await writeFile(at(`photos/${file}`), png);
    const sureness = 0.5 + 0.5 * random.uniform();
    const truth = random.uniform() < 0.4 ? "deer" : "fox";
    const isRight = random.uniform() < 1 - 2.4 * (1 - sureness) ** 1.6;
    const predicted = isRight ? truth : truth === "deer" ? "fox" : "deer";
    images.set(file, { truth, predicted, sureness });
  }
  const rows = [...images].map(
    ([file, { predicted, sureness }]) => `${file},${predicted},${sureness}`,
  );
  await writeFile(at("p.csv"), `file,predicted,score\n${rows.join("\n")}\n`);
  const useless = [...images].map(
    ([file, { predicted }], i) => `${file},${predicted},${0.5 + (i % 50) / 100}`,
  );
  await writeFile(at("useless.csv"), `file,predicted,score\n${useless.join("\n")}\n`);
  await draw("pilot-empty.csv", "--n", "120", "--seed", "5");
  await fill("pilot-empty.csv", "pilot.csv");
});
afterAll(() => rm(folder, { recursive: true }));

async function draw(list: string, ...more: string[]) {
  return runHere(["sample", at("photos"), "--out", at(list), ...more]);
}

const rowsOf = (list: string) => listRows(at(list));
const write = (list: string, rows: readonly Row[]) => writeListRows(at(list), rows);

/** Fills in labels, from the top. */
async function fill(
  list: string,
  filled: string,
  count = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows = await rowsOf(list);
  const labelled = rows.map((row, i) =>
    i < count ? { ...row, label: images.get(row["file"]!)!.truth } : row,
  );
  await write(filled, labelled);
  return labelled;
}

async function evaluate(list: string, ...more: string[]) {
  const out = at(`out-${list}-${more.join("").replaceAll(/[^\w]/g, "")}`);
  const ran = await runHere([
    ...["evaluate", at("photos"), "--labels", at(list), "--predictions", at("p.csv")],
    ...["--out", out, "--json", "-", ...more],
  ]);
  const result: EvaluationResult | null = ran.out.startsWith("{") ? JSON.parse(ran.out) : null;
  return { ...ran, out, result };
}

const loss = (file: string): number => {
  const { truth, predicted } = images.get(file)!;
  return Number(truth !== predicted);
};
const truth = (): number =>
  1 - [...images.keys()].reduce((sum, file) => sum + loss(file), 0) / POOL;

const headline = (result: EvaluationResult | null) =>
  result!.estimates.find(({ role }) => role === "headline")!;

describe("homeground sample --design", () => {
  it("says nothing of a design in a random list, and evaluate takes it as one", async () => {
    const [first] = await rowsOf("pilot-empty.csv");
    expect(first).toMatchObject({ design: "random", pool: "400", draw: "1", seed: "5", label: "" });
    const { result } = await evaluate("pilot.csv");
    expect(headline(result).method).toBe("wilson");
    expect(result!.sampling).not.toHaveProperty("design");
    expect(result!.inputs.notes.map(({ code }) => code)).toContain("sample/drawn");
  });

  it("draws in proportion to confidence, which narrows the range", async () => {
    const ran = await draw(
      "prop.csv",
      "--n",
      "100",
      "--predictions",
      at("p.csv"),
      "--design=proportional",
      "--json",
      "-",
    );
    expect(violationsOf("sample", JSON.parse(ran.out))).toEqual([]);
    expect(JSON.parse(ran.out)).toMatchObject({ design: "proportional", by: "confidence" });
    const rows = await fill("prop.csv", "prop-filled.csv");
    const { result } = await evaluate("prop-filled.csv");
    expect(violationsOf("result", result)).toEqual([]);
    const { value, method } = headline(result);
    expect(method).toBe("stratified");
    let mean = 0;
    for (const stratum of new Set(rows.map((row) => row["stratum"]))) {
      const of = rows.filter((row) => row["stratum"] === stratum);
      const share = Number(of[0]!["stratum_pool"]) / POOL;
      mean += (share * of.reduce((sum, row) => sum + loss(row["file"]!), 0)) / of.length;
    }
    expect(value).toBeCloseTo(1 - mean, 12);
    // Images count alike, so that nothing else is left out.
    expect(result!.sampling!.design).toMatchObject({ unequal: false, counted: 100 });
    expect(result!.estimates.some(({ metric }) => metric.startsWith("f1"))).toBe(true);
  });

  it("draws by a pilot, which stays in the sample", async () => {
    const ran = await draw(
      "neyman.csv",
      ...["--n", "200", "--design", "neyman", "--predictions", at("p.csv")],
      ...["--pilot", at("pilot.csv"), "--json", "-"],
    );
    expect(ran).toMatchObject({ status: 0 });
    expect(violationsOf("sample", JSON.parse(ran.out))).toEqual([]);
    const sample = JSON.parse(ran.out);
    expect(sample).toMatchObject({ design: "neyman", labelled: 120, drawn: 200 });
    // The least sure fifth, where most mistakes are, gets more than the surest.
    const drawn = sample.strata.map((one: { drawn: number }) => one.drawn);
    expect(drawn[0]).toBeGreaterThan(drawn.at(-1));
    const pilot = new Set((await rowsOf("pilot.csv")).map((row) => row["file"]));
    const listed = await rowsOf("neyman.csv");
    expect(new Set(listed.slice(0, 120).map((row) => row["file"]))).toEqual(pilot);
    expect(listed.filter((row) => row["label"] !== "")).toHaveLength(120);

    await fill("neyman.csv", "neyman-filled.csv");
    const { result, out } = await evaluate("neyman-filled.csv", "--claim", "accuracy=0.85");
    expect(violationsOf("result", result)).toEqual([]);
    const { method, low, high, n } = headline(result);
    expect({ method, n }).toEqual({ method: "stratified", n: 200 });
    expect(low).toBeLessThan(truth());
    expect(high).toBeGreaterThan(truth());
    // Nothing that counts images alike.
    expect(result!.sampling!.design).toMatchObject({ name: "neyman", unequal: true, pool: 400 });
    expect(result!.estimates.every(({ slice }) => slice === null)).toBe(true);
    expect(result!.estimates.map(({ metric }) => metric)).not.toContain("f1{average=macro}");
    for (const one of result!.estimates) expect(one.method).toBe("stratified");
    expect(result!.inputs.notes.map(({ code }) => code)).toContain("plan/pool-only");
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("How the images were drawn");
  });

  it("draws by confidence where a pilot shows that it points at mistakes", async () => {
    const ran = await draw(
      "active.csv",
      ...["--n", "150", "--design", "active", "--predictions", at("p.csv")],
      ...["--pilot", at("pilot.csv")],
    );
    expect(ran.out).toContain("more often where the model is unsure");
    expect(ran.out).toMatch(/Pilot: \d+ mistakes in 120 labels/);
    const rows = await fill("active.csv", "active-filled.csv");
    const { result } = await evaluate("active-filled.csv");
    // LURE as METHODS §9.5 has it.
    const [N, n] = [POOL, rows.length];
    const losses = rows.map((row, i) => {
      const m = i + 1;
      const p = Number(row["draw_probability"]);
      const v = 1 + ((N - n) / (N - m)) * (1 / ((N - m + 1) * p) - 1);
      return v * loss(row["file"]!);
    });
    const { value, method } = headline(result);
    expect(method).toBe("lure");
    expect(value).toBeCloseTo(1 - losses.reduce((a, b) => a + b, 0) / n, 12);
    // Any part from the top is such a sample too; the rows need not stand in their order.
    const half = await fill("active.csv", "half.csv", 70);
    const next = half.findIndex((row, i) => i >= 70 && row["label"] === "");
    const before = headline((await evaluate("half.csv")).result);
    await write("half-turned.csv", [...half].reverse());
    const turned = await evaluate("half-turned.csv");
    expect(headline(turned.result)).toEqual(before);
    expect(turned.result!.sampling!.design).toMatchObject({ drawn: next, skipped: 0 });
  });

  it("draws with replacement when asked", async () => {
    const ran = await draw(
      "again.csv",
      ...["--n", "150", "--design", "active", "--replacement", "--predictions", at("p.csv")],
      ...["--pilot", at("pilot.csv")],
    );
    expect(ran.out).toContain("with replacement");
    const rows = await fill("again.csv", "again-filled.csv");
    const { result } = await evaluate("again-filled.csv");
    const terms = rows.flatMap((row) =>
      row["draw"]!.split(" ").map(
        () => loss(row["file"]!) / (POOL * Number(row["draw_probability"])),
      ),
    );
    expect(terms).toHaveLength(150);
    expect(rows.length).toBeLessThan(150);
    const { value, method } = headline(result);
    expect(method).toBe("hansen-hurwitz");
    expect(value).toBeCloseTo(1 - terms.reduce((a, b) => a + b, 0) / 150, 12);
  });

  it("says what was passed over, and leaves it out", async () => {
    const rows = await fill("active.csv", "skipped.csv");
    rows[3]!["label"] = "";
    await write("skipped.csv", rows);
    const { result } = await evaluate("skipped.csv");
    expect(result!.sampling!.design).toMatchObject({ drawn: 150, counted: 149, skipped: 1 });
    expect(result!.inputs.notes.map(({ code }) => code)).toContain("plan/labels-skipped");
  });

  it("says that the images are others than the list was drawn from", async () => {
    const rows = await rowsOf("neyman-filled.csv");
    await write(
      "other-pool.csv",
      rows.map((row) => ({ ...row, pool_names: "crc32-00000000" })),
    );
    const { result, status } = await evaluate("other-pool.csv");
    expect(status).toBe(0);
    expect(result!.inputs.notes.map(({ code }) => code)).toContain("plan/pool-changed");
    const asPilot = await draw(
      "never.csv",
      ...["--n", "300", "--design", "neyman", "--predictions", at("p.csv")],
      ...["--pilot", at("other-pool.csv")],
    );
    expect(asPilot.status).not.toBe(0);
  });

  it.each([
    ["with any number of looks", ["--anytime", "--claim", "accuracy=0.8"], "plan/design-ignored"],
    ["with redraws", ["--interval", "percentile"], "plan/design-ignored"],
    ["of a ranking", ["--metric", "auroc-failure"], "plan/design-metric"],
    ["of a mean over labels that few images bias", ["--metric", "f1"], "plan/design-metric"],
  ])("is refused by an evaluation %s", async (_what, more, code) => {
    const { status, err } = await evaluate("neyman-filled.csv", ...more);
    expect(status).not.toBe(0);
    expect(err).toContain(`error ${code}: `);
  });

  it("counts alike what is to count alike, and every figure says so", async () => {
    const { result } = await evaluate(
      "neyman-filled.csv",
      "--ignore-design",
      "--claim",
      "accuracy=0.8",
    );
    const rows = await rowsOf("neyman-filled.csv");
    const mean = rows.reduce((sum, row) => sum + loss(row["file"]!), 0) / rows.length;
    expect(headline(result)).toMatchObject({
      method: "wilson",
      value: expect.closeTo(1 - mean, 12),
      warnings: expect.arrayContaining(["plan/design-ignored"]),
    });
    expect(result!.verdicts[0]!.warnings).toContain("plan/design-ignored");
  });

  it("blocks a list whose columns were taken out", async () => {
    const rows = (await rowsOf("neyman-filled.csv")).map(
      ({ file, label, inclusion_probability }) => ({
        file: file!,
        label: label!,
        inclusion_probability: inclusion_probability!,
      }),
    );
    await write("stripped.csv", rows);
    expect((await evaluate("stripped.csv")).err).toContain("error plan/design-ignored: ");
    const named = rows.map(({ file, label }) => ({ file, label, design: "neyman" }));
    await write("named.csv", named);
    expect((await evaluate("named.csv")).err).toContain("error plan/design-ignored: ");
  });

  it("takes a cut list as random where probabilities are equal, not where they nearly are", async () => {
    const cut = (...shares: string[]) =>
      [...images].slice(0, 60).map(([file, { truth }], i) => ({
        file,
        label: truth,
        inclusion_probability: shares[i % shares.length]!,
      }));
    await write("equal.csv", cut("0.3"));
    expect(headline((await evaluate("equal.csv")).result).method).toBe("wilson");
    await write("nearly.csv", cut("0.3", "0.36"));
    expect((await evaluate("nearly.csv")).err).toContain("error plan/design-ignored: ");
  });

  it.each([
    ["a probability of 0", { inclusion_probability: "0" }, "plan/zero-probability"],
    ["another design", { design: "clever" }, "plan/design-broken"],
    ["two draws of one number", { draw: "2" }, "plan/design-broken"],
    ["two pools", { pool: "30" }, "plan/design-broken"],
  ])("refuses a list with %s", async (what, changed, code) => {
    const [first, ...rows] = await rowsOf("neyman-filled.csv");
    const list = `${what.replaceAll(" ", "-")}.csv`;
    await write(list, [{ ...first!, ...changed }, ...rows]);
    expect((await evaluate(list)).err).toContain(`error ${code}: `);
  });

  it("refuses a list of which no image of a stratum is reached yet, and names it", async () => {
    const rows = await rowsOf("neyman-filled.csv");
    await write(
      "no-stratum.csv",
      rows.map((row, i) => (i === 0 ? row : { ...row, label: "" })),
    );
    const { err } = await evaluate("no-stratum.csv");
    expect(err).toContain("error plan/stratum-empty: ");
    expect(err).toMatch(/no image of the stratum ".+" is labelled yet/);
  });

  it("says that a figure rests on few draws", async () => {
    const rows = await rowsOf("active-filled.csv");
    await write(
      "few-draws.csv",
      rows.map((row, i) => (i < 12 ? row : { ...row, label: "" })),
    );
    const { result } = await evaluate("few-draws.csv");
    expect(headline(result).warnings).toContain("plan/few-draws");
  });

  it("does not offer active where confidence is useless, with what was seen", async () => {
    const ran = await draw(
      "never.csv",
      ...["--n", "100", "--design", "active", "--predictions", at("useless.csv")],
      ...["--pilot", at("pilot.csv")],
    );
    expect(ran.status).not.toBe(0);
    expect(ran.err).toContain("error plan/confidence-useless: ");
    expect(ran.err).toMatch(/mistakes in 120 labels/);
    await expect(readFile(at("never.csv"))).rejects.toThrow();
  });

  it.each([
    [["--design", "neyman"], "plan/design-needs"],
    [["--design", "active", "--predictions", "p.csv"], "plan/design-needs"],
    [["--design", "active", "--predictions", "p.csv", "--pilot", "few.csv"], "plan/design-needs"],
    [["--design", "neyman", "--predictions", "p.csv", "--pilot", "plain.csv"], "plan/not-random"],
    [
      ["--design", "neyman", "--predictions", "p.csv", "--pilot", "active-filled.csv"],
      "plan/not-random",
    ],
    [["--design", "neyman", "--predictions", "p.csv", "--pilot", "moved.csv"], "plan/pool-changed"],
    [["--predictions", "p.csv"], "usage/bad-option"],
    [["--replacement"], "usage/bad-option"],
    [["--by", "site", "--design", "active"], "usage/bad-option"],
  ])("refuses %j", async (more, code) => {
    const pilot = await rowsOf("pilot.csv");
    await write(
      "few.csv",
      pilot.map((row, i) => (i < 20 ? row : { ...row, label: "" })),
    );
    await write(
      "plain.csv",
      pilot.map(({ file, label }) => ({ file: file!, label: label! })),
    );
    await write(
      "moved.csv",
      pilot.map((row) => ({ ...row, pool_names: "crc32-11111111" })),
    );
    const args = more.map((word) => (word.endsWith(".csv") ? at(word) : word));
    const ran = await draw("never.csv", "--n", "150", ...args);
    expect(ran.status).not.toBe(0);
    expect(ran.err).toContain(`error ${code}: `);
  });
});

describe("a drawn list of other tasks than one label", () => {
  type Box = readonly [number, number, number, number];
  /** Boxes of each image; the model finds those of easy images, and has a false alarm in each fifth. */
  const found = new Map<string, { boxes: Box[]; answers: Box[]; labels: string[] }>();

  beforeAll(async () => {
    const random = createRandom(12, 1);
    for (const [file, { sureness }] of images) {
      const boxes = Array.from(
        { length: Math.floor(random.uniform() * 4) },
        (_, k) => [4 * k, 0, 3, 3] as const,
      );
      const hits = boxes.filter(() => random.uniform() < 2 * sureness - 0.9);
      const alarm: Box[] = random.uniform() < 0.4 * (1 - sureness) ? [[0, 20, 3, 3]] : [];
      const labels = ["deer", "fox"].filter(() => random.uniform() < 0.6);
      found.set(file, { boxes, answers: [...hits, ...alarm], labels });
    }
    await draw(
      "sure.csv",
      ...["--n", "180", "--design", "active", "--predictions", at("p.csv")],
      ...["--pilot", at("pilot.csv")],
    );
  });

  const coco = (files: readonly string[]) => ({
    images: files.map((file) => ({
      id: Number(file.slice(0, 4)),
      file_name: file,
      width: 32,
      height: 32,
    })),
    categories: [{ id: 1, name: "deer" }],
    annotations: files.flatMap((file) =>
      found.get(file)!.boxes.map((bbox, k) => ({
        ...{ id: 10 * Number(file.slice(0, 4)) + k, image_id: Number(file.slice(0, 4)) },
        ...{ category_id: 1, bbox, area: 9, iscrowd: 0 },
      })),
    ),
  });
  const answers = () =>
    [...found].flatMap(([file, one]) =>
      one.answers.map((bbox) => ({
        ...{ image_id: Number(file.slice(0, 4)), category_id: 1, bbox, score: 0.9 },
      })),
    );

  async function detect(labels: string, ...more: string[]) {
    await writeFile(at("answers.json"), JSON.stringify(answers()));
    const ran = await runHere([
      ...["evaluate", at("photos"), "--labels", at(labels), "--predictions", at("answers.json")],
      ...[
        "--task",
        "detection",
        "--out",
        at(`out-${labels}${more.length}`),
        "--json",
        "-",
        ...more,
      ],
    ]);
    const result: EvaluationResult | null = ran.out.startsWith("{") ? JSON.parse(ran.out) : null;
    return { ...ran, result };
  }

  /** LURE of a sum over images, by its definition. */
  function lure(rows: readonly Row[], value: (file: string) => number): number {
    const n = rows.length;
    const total = rows.reduce((sum, row, i) => {
      const m = i + 1;
      const p = Number(row["draw_probability"]);
      const v = 1 + ((POOL - n) / (POOL - m)) * (1 / ((POOL - m + 1) * p) - 1);
      return sum + v * value(row["file"]!);
    }, 0);
    return total / n;
  }

  it("weighs boxes whose list stands beside them, empty images included", async () => {
    const rows = await rowsOf("sure.csv");
    await writeFile(at("sure.json"), JSON.stringify(coco(rows.map((row) => row["file"]!))));
    const beside = ["--attributes", at("sure.csv"), "--threshold", "0.5"];
    const { result } = await detect("sure.json", ...beside);
    expect(violationsOf("result", result)).toEqual([]);
    const hits = (file: string): number => {
      const { boxes, answers: given } = found.get(file)!;
      return given.filter((one) => boxes.includes(one)).length;
    };
    const of = (id: string) => result!.estimates.find(({ metric }) => metric === id)!;
    expect(of("recall{average=micro}").value).toBeCloseTo(
      lure(rows, hits) / lure(rows, (file) => found.get(file)!.boxes.length),
      12,
    );
    expect(of("precision{average=micro}").value).toBeCloseTo(
      lure(rows, hits) / lure(rows, (file) => found.get(file)!.answers.length),
      12,
    );
    expect(result!.estimates.map(({ metric }) => metric)).not.toContain("map");
    const parts = result!.estimates.map(({ slice }) => slice?.attribute);
    expect(parts).not.toContain("draw_probability");
    expect(result!.sampling!.design).toMatchObject({ name: "active", counted: 180, skipped: 0 });
  });

  it("says of a pilot of boxes what one can say, and draws by that", async () => {
    const pilot = await rowsOf("pilot.csv");
    const files = pilot.map((row) => row["file"]!);
    await writeFile(at("pilot.json"), JSON.stringify(coco(files)));
    await write(
      "pilot-several.csv",
      pilot.flatMap((row) => ["deer", "fox"].map((label) => ({ ...row, label }))),
    );
    const by = ["--n", "180", "--design", "neyman", "--predictions", at("p.csv")];
    for (const [name, what] of [
      ["pilot.json", "the pilot holds objects"],
      ["pilot-several.csv", "120 images of the pilot have several labels"],
      ["pilot-empty.csv", "no image of the pilot has a label to hold against a prediction"],
    ] as const) {
      const { err } = await draw("never.csv", ...by, "--pilot", at(name));
      expect(err).toContain(`error plan/design-needs: ${what}, and a pilot says of one label`);
      expect(err).toContain("right or wrong");
    }
    // What the message says, for boxes: whether all of them are found.
    const isRight = (file: string) => {
      const { boxes, answers: given } = found.get(file)!;
      return boxes.length === given.length && given.every((one) => boxes.includes(one));
    };
    await write(
      "pilot-right.csv",
      pilot.map((row) => ({ ...row, label: isRight(row["file"]!) ? "right" : "wrong" })),
    );
    const sure = [...images].map(([file, { sureness }]) => `${file},right,${sureness}`);
    await writeFile(at("right.csv"), `file,predicted,score\n${sure.join("\n")}\n`);
    const { status, err } = await draw(
      "right-list.csv",
      ...["--n", "200", "--design", "neyman", "--predictions", at("right.csv")],
      ...["--pilot", at("pilot-right.csv")],
    );
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const listed = (await rowsOf("right-list.csv")).map((row) => row["file"]!);
    await writeFile(at("right.json"), JSON.stringify(coco(listed)));
    const { result } = await detect(
      "right.json",
      ...["--attributes", at("right-list.csv"), "--threshold", "0.5"],
    );
    expect(result!.sampling!.design).toMatchObject({ name: "neyman", counted: 200, skipped: 0 });
    const recall = result!.estimates.find(({ metric }) => metric === "recall{average=micro}")!;
    const all = [...found.values()];
    const there = all.reduce((sum, { boxes }) => sum + boxes.length, 0);
    const hits = all.reduce(
      (sum, { boxes, answers: given }) => sum + given.filter((one) => boxes.includes(one)).length,
      0,
    );
    expect(recall.low).toBeLessThan(hits / there);
    expect(recall.high).toBeGreaterThan(hits / there);
  });

  it("says what boxes need for a figure, and refuses those that are not on the list", async () => {
    const { err } = await detect("sure.json", "--attributes", at("sure.csv"));
    expect(err).toContain("error plan/design-metric: map ");
    expect(err).toContain("Say with --threshold");
    await writeFile(at("all.json"), JSON.stringify(coco([...found.keys()])));
    const beside = ["--attributes", at("sure.csv"), "--threshold", "0.5"];
    expect((await detect("all.json", ...beside)).err).toContain(
      "error plan/not-on-list: 220 of 400 labelled images",
    );
  });

  it("takes a row for each label of an image, and heads with what can be weighed", async () => {
    const rows = await rowsOf("sure.csv");
    const several = rows.flatMap((row) => {
      const { labels } = found.get(row["file"]!)!;
      return (labels.length === 0 ? ["none"] : labels).map((label) => ({ ...row, label }));
    });
    await write("several.csv", several);
    const scores = [...images].map(([file, { sureness }]) => `${file},${sureness},0.7,0.1`);
    await writeFile(at("ml.csv"), `file,deer,fox,none\n${scores.join("\n")}\n`);
    const ran = await runHere([
      ...["evaluate", at("photos"), "--labels", at("several.csv"), "--predictions", at("ml.csv")],
      ...["--task", "multilabel", "--out", at("out-several"), "--json", "-"],
    ]);
    const result: EvaluationResult = JSON.parse(ran.out);
    const true1 = (file: string): number => 2 * Number(found.get(file)!.labels.includes("fox"));
    const deer = (file: string): number => 2 * Number(found.get(file)!.labels.includes("deer"));
    const said = (file: string): number => Math.max(1, found.get(file)!.labels.length);
    // Sureness is 0.5 or more: the model always says deer and fox.
    const both = (file: string): number => true1(file) + deer(file);
    expect(headline(result)).toMatchObject({ metric: "f1{average=micro}", method: "lure" });
    expect(headline(result).value).toBeCloseTo(
      lure(rows, both) / lure(rows, (file) => said(file) + 2),
      9,
    );
  });
});
