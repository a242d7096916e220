import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import type { Stress } from "../../src/stress/stress.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 40;
/** Red against green: one model by red alone, which brightness makes of everything; one by their difference. */
const WEIGHTS = {
  fragile: [
    [20, 0],
    [0, 0],
    [0, 0],
  ],
  robust: [
    [20, 0],
    [0, 20],
    [0, 0],
  ],
} as const;
/** To the fragile one red is what is more than half of all red. */
const INPUT = { mean: [0.5] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows: string[] = [];
  for (let i = 0; i < IMAGES; i++) {
    const isRed = i % 2 === 0;
    const [strong, weak] = [170 + i, 70 + i];
    const colour = isRed ? [strong, weak, 0] : [weak, strong, 0];
    await writeFile(join(folder, "photos", `${i}.png`), plainPng(40, 36, colour));
    rows.push(`${i}.png,${isRed ? "red" : "green"}`);
  }
  await writeFile(join(folder, "labels.csv"), `file,label\n${rows.join("\n")}\n`);
  for (const name of ["fragile", "robust"] as const) {
    const bytes = meanColourClassifier({ weights: WEIGHTS[name] });
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, `${name}.onnx`), bytes);
    await writeFile(join(folder, name, `${name}.json`), cardText(bytes, { input: INPUT }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const model = (name: string) => join(folder, name, `${name}.onnx`);
const given = () => [join(folder, "photos"), "--labels", join(folder, "labels.csv")];

async function stress(
  where: string,
  names: readonly string[],
  more: readonly string[],
  io: Parameters<typeof runHere>[1] = {},
) {
  const models = names.flatMap((name) => ["--model", model(name)]);
  const out = ["--out", join(folder, "out", where), "--json", "-"];
  let time = 0;
  return runHere(["stress", ...given(), ...models, ...out, ...more], {
    now: () => (time += 2),
    ...io,
  });
}

const read = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(folder, "out", ...path), "utf8")) as T;

describe("homeground stress", () => {
  it("tells a fragile model from one that is as good on pictures as they are", async () => {
    const more = ["--kinds", "brightness,shift", "--search", "4"];
    const ran = await stress("pair", ["robust", "fragile"], more);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    expect(ran.err).toMatch(/1,200 looks to take|\d+ looks to take/);
    const found = JSON.parse(ran.out) as Stress;
    expect(violationsOf("stress", found)).toEqual([]);
    expect(await read("pair", "stress.json")).toEqual(found);
    const [clean, ...altered] = found.kinds;
    expect(clean).toMatchObject({
      kind: "none",
      severity: 0,
      models: [{ value: 1 }, { value: 1 }],
    });
    expect(altered.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      ...[1, 2, 3, 4, 5].map((s) => `brightness ${s}`),
      ...[1, 2, 3, 4, 5].map((s) => `shift ${s}`),
    ]);
    // By the definition: 70 + i of red is more than half of all when it is brought to 128.
    const light = (v: number) =>
      v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
    for (const { kind, parameter, models } of altered) {
      expect(models[0]!.value).toBe(1);
      if (kind !== "brightness") expect(models[1]!.value).toBe(1);
      else {
        const right = Array.from({ length: IMAGES }, (_, i) => i).filter(
          (i) => i % 2 === 0 || 2 ** parameter! * light(70 + i) < light(127.5),
        );
        expect(models[1]!.value).toBe(right.length / IMAGES);
        expect(models[1]!.change).toBeCloseTo(right.length / IMAGES - 1, 12);
      }
    }
    expect(found.statements).toContain("stress/equal-not-robust");
    const robust = found.about.find(({ statement }) => statement === "stress/equal-not-robust");
    expect(robust!.models).toEqual(["robust", "fragile"]);
    const most = found.about.filter(({ statement }) => statement === "stress/costs-most");
    expect(most).toEqual([
      { statement: "stress/costs-most", models: ["fragile"], kinds: ["brightness"] },
    ]);
    const errors = altered.map(({ models }) => 1 - models[1]!.value!);
    const mean = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    expect(found.mce[1]!.value).toBeCloseTo(mean, 12);
    expect(found.relative[1]!.value).toBeCloseTo(mean, 12);
    expect(found.mce[0]).toMatchObject({ name: "robust", value: 0 });
    // Nothing is divided by an error of none.
    expect(found.mce[1]!.ratio).toBeNull();
    expect(found.worst).toMatchObject([
      { name: "robust", images: 40, broken: 0, budget: 4 },
      { name: "fragile", images: 40, budget: 4 },
    ]);
    expect(found.worst[1]!.broken).toBeGreaterThan(0);
    expect(found.worst[1]!.value).toBe(1 - found.worst[1]!.broken / 40);
    const page = await readFile(join(folder, "out/pair/stress.html"), "utf8");
    expect(page).toContain("Not told apart, and not equally robust");
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<img /g)?.length).toBe(10);
    const rows = (await readFile(join(folder, "out/pair/stress.csv"), "utf8")).trim().split("\n");
    expect(rows).toHaveLength(1 + 2 * 11);
  });

  it("has at severity 0 what evaluate says, and the same answers whatever the processes", async () => {
    const more = ["--kinds", "gaussian-noise,darkness", "--severities", "2,4", "--sample", "30"];
    const ran = await stress("one", ["fragile"], [...more, "--threads", "1"]);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    const found = JSON.parse(ran.out) as Stress;
    const out = ["--out", join(folder, "out/alone"), "--sample", "30"];
    const alone = await runHere(["evaluate", ...given(), "--model", model("fragile"), ...out]);
    expect(alone.status).toBe(0);
    const result = await read<EvaluationResult>("alone", "result.json");
    const { value, low, high } = result.estimates[0]!;
    expect(found.kinds[0]!.models[0]).toMatchObject({ value, low, high, change: null });
    const own = await read<EvaluationResult>("one", "models", "fragile", "result.json");
    expect(own.estimates).toEqual(result.estimates);
    const again = JSON.parse((await stress("two", ["fragile"], [...more, "--threads", "2"])).out);
    expect(again).toEqual(found);
  });

  it("goes on where it was stopped, wherever that was", async () => {
    const more = ["--kinds", "fog,jpeg", "--severities", "1,3"];
    const whole = await stress("whole", ["robust", "fragile"], more);
    const log = async (name: string) => {
      const scores = join(folder, "out/cut/models", name, "scores");
      const file = (await readdir(scores)).find((one) => one.endsWith("-altered.log"))!;
      return join(scores, file);
    };
    const first = await stress("cut", ["robust", "fragile"], more);
    expect(first.out).toBe(whole.out);
    for (const share of [0, 0.31, 0.9]) {
      for (const name of ["robust", "fragile"]) {
        const path = await log(name);
        const bytes = await readFile(path);
        // A crash leaves the log cut at any byte, and logs of models at different ones.
        const kept = Math.floor(bytes.length * (name === "robust" ? share : share / 2));
        await writeFile(path, bytes.subarray(0, kept));
      }
      const again = await stress("cut", ["robust", "fragile"], more);
      expect(again.err).toContain("looks to take");
      expect(again.out).toBe(whole.out);
    }
    const known = await stress("cut", ["robust", "fragile"], more);
    expect(known.err).not.toContain("looks to take");
    expect(known.out).toBe(whole.out);
  });

  it("stops where it is told to, and says how far it was", async () => {
    const stop = new AbortController();
    const err: string[] = [];
    const io = {
      signal: stop.signal,
      err: (line: string) => {
        err.push(line);
        if (line.includes("looks to take")) stop.abort();
      },
    };
    const ran = await stress("stopped", ["robust"], ["--kinds", "fog"], io);
    expect(ran.status).toBe(130);
    expect(err.join("\n")).toMatch(/Stopped at \d+ of 40/);
  });

  it("lists pictures that are too small to be altered, and leaves them out of changes", async () => {
    const small = join(folder, "small");
    await mkdir(small, { recursive: true });
    for (let i = 0; i < 12; i++) {
      await writeFile(
        join(small, `${i}.png`),
        i === 3 ? plainPng(9, 9, [200, 50, 0]) : plainPng(20, 20, [200, 50, i]),
      );
    }
    const labels = join(folder, "small.csv");
    await writeFile(
      labels,
      `file,label\ncut.png,red\n${Array.from({ length: 12 }, (_, i) => `${i}.png,red`).join("\n")}\n`,
    );
    await writeFile(join(small, "cut.png"), "no picture");
    const args = [
      small,
      "--labels",
      labels,
      "--model",
      model("robust"),
      "--out",
      join(folder, "out/small"),
    ];
    const ran = await runHere([
      "stress",
      ...args,
      "--kinds",
      "jpeg",
      "--severities",
      "1",
      "--json",
      "-",
    ]);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    const found = JSON.parse(ran.out) as Stress;
    expect(found).toMatchObject({
      images: 11,
      warnings: ["stress/not-scored", "stress/no-answer"],
    });
    expect(found.listed).toEqual([
      { file: "cut.png", code: "unreadable", what: expect.stringContaining("no known") },
      { file: "3.png", code: "stress/small-image", what: expect.stringContaining("9 × 9") },
    ]);
  });

  it("follows a detector, whose objects move along", async () => {
    const root = join(import.meta.dirname, "../..");
    const photographs = join(root, "assets/demo/photographs");
    const box = (id: number, bbox: readonly number[]) => {
      return { id, image_id: 1, category_id: 1, bbox, area: bbox[2]! * bbox[3]!, iscrowd: 0 };
    };
    const truth = {
      images: [{ id: 1, file_name: "sheep.jpg", width: 1024, height: 498 }],
      annotations: [box(1, [118, 138, 62, 114]), box(2, [307, 54, 148, 135])],
      categories: [{ id: 1, name: "animal" }],
    };
    const labels = join(folder, "sheep.json");
    await writeFile(labels, JSON.stringify(truth));
    const args = [photographs, "--labels", labels];
    const found = join(root, "assets/demo/animal-finder.onnx");
    const more = ["--kinds", "rotation,fog", "--severities", "1", "--search", "1", "--no-pictures"];
    const out = ["--out", join(folder, "out/finder"), "--json", "-"];
    const ran = await runHere(["stress", ...args, "--model", found, ...more, ...out]);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    const stressed = JSON.parse(ran.out) as Stress;
    expect(violationsOf("stress", stressed)).toEqual([]);
    expect(stressed).toMatchObject({ metric: "map", images: 1, worst: [] });
    expect(stressed.warnings).toContain("stress/search-of-right-answers");
    const result = await read<EvaluationResult>("finder", "models", "animal-finder", "result.json");
    const { value } = result.estimates.find(({ metric }) => metric === "map")!;
    expect(stressed.kinds[0]!.models[0]!.value).toBe(value);
    for (const { models } of stressed.kinds) expect(models[0]!.value).not.toBeNull();
  });

  it.each([
    [["--kinds", "snow"], "stress/unknown-kind", "Name some of"],
    [["--kinds", "defocuss"], "stress/unknown-kind", "Did you mean defocus?"],
    [["--kinds", "fog,jpeg,fog"], "stress/same-kind", "Name each kind once"],
    [["--kinds", ""], "stress/unknown-kind", "Name some of"],
    [["--severities", "6"], "stress/bad-severity", '"6"'],
    [["--severities", "0"], "stress/bad-severity", '"0"'],
    [["--severities", "2,2"], "stress/bad-severity", "named twice"],
    [["--severities", "1,,2"], "stress/bad-severity", '""'],
    [["--name", "a", "--name", "b"], "usage/bad-option", "2 names for 1 model"],
    [["--metric", "accuracy", "--metric", "brier"], "usage/bad-option", "more than one metric"],
    [["--classifier", "c.onnx"], "usage/bad-option", "two stages"],
    [["--kinds", "fog", "--kinds", "jpeg"], "usage/twice", "--kinds"],
  ])("refuses %j with %s", async (more, code, words) => {
    const ran = await runHere([
      "stress",
      ...given(),
      "--model",
      model("robust"),
      ...more,
      "--out",
      join(folder, "out/bad"),
    ]);
    expect([1, 2]).toContain(ran.status);
    expect(ran.err).toMatch(new RegExp(`^error ${code}: `));
    expect(ran.err).toContain(words);
  });

  it("offers nothing that it refuses", async () => {
    const { out } = await runHere(["stress", "--help"]);
    expect(out).toContain("--model <model>");
    expect(out).toContain("--allow-private");
    expect(out).not.toMatch(/--(classifier|stage|send-images|concurrency|rate|cost-per-call)/);
    const compared = await runHere(["compare", "--help"]);
    expect(compared.out).toContain("--classifier <model>");
  });

  it("refuses no model, no labels, and two models of one name", async () => {
    const none = await runHere(["stress", ...given()]);
    expect(none.err).toMatch(/^error stress\/no-model: /);
    const unlabelled = await runHere([
      "stress",
      join(folder, "photos"),
      "--model",
      model("robust"),
    ]);
    expect(unlabelled).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^error usage\/bad-option: /),
    });
    const twice = await stress("twice", ["robust", "robust"], []);
    expect(twice.out + twice.err).toContain("compare/same-name");
  });
});
