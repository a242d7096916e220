import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const IMAGES = 120;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const each = (row: (i: number) => string) =>
    Array.from({ length: IMAGES }, (_, i) => row(i)).join("\n");
  const truth = (i: number) => (i % 2 === 0 ? "deer" : "fox");
  const other = (i: number) => (i % 2 === 0 ? "fox" : "deer");
  const site = (i: number) => (i < 60 ? "north" : "south");
  await put("labels.csv", `file,label,site\n${each((i) => `${i}.jpg,${truth(i)},${site(i)}`)}\n`);
  const predictions = (isRight: (i: number) => boolean) =>
    `file,predicted\n${each((i) => `${i}.jpg,${isRight(i) ? truth(i) : other(i)}`)}\n`;
  await put(
    "a.csv",
    predictions((i) => i < 60 || i % 5 < 2),
  );
  await put(
    "b.csv",
    predictions((i) => i >= 60 || i % 5 < 2),
  );
  const some = (from: number, to: number) =>
    `file,predicted\n${each((i) => `${i}.jpg,${truth(i)}`)
      .split("\n")
      .slice(from, to)
      .join("\n")}\n`;
  await put("first-half.csv", some(0, 60));
  await put("second-half.csv", some(60, IMAGES));
  await put("elsewhere.csv", "file,predicted\nx.jpg,deer\ny.jpg,fox\n");
  await put("part.csv", `file,predicted\n${each((i) => `${i}.jpg,${truth(i)}`).slice(0, 600)}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

function compare(predictions: readonly string[], ...more: readonly string[]) {
  const given = predictions.flatMap((name) => ["--predictions", join(folder, name)]);
  const labels = ["--labels", join(folder, "labels.csv")];
  const out = ["--out", join(folder, "out"), "--json", "-"];
  return runHere(["compare", join(folder, "photos"), ...labels, ...given, ...out, ...more]);
}

describe("homeground compare", () => {
  it("says of a label that one model alone calls otherwise that a label map is no way out", async () => {
    const rows = Array.from({ length: IMAGES }, (_, i) => `${i}.jpg,0.${1 + (i % 8)},0.1\n`);
    await put("own.csv", `file,deer,fox\n${rows.join("")}`);
    await put("named.csv", `file,deer,Fuchs\n${rows.join("")}`);
    await put("map.json", JSON.stringify({ fox: "Fuchs" }));
    for (const more of [[], ["--label-map", join(folder, "map.json")]]) {
      const { status, err } = await compare(["own.csv", "named.csv"], ...more);
      expect(status).not.toBe(0);
      expect(err).toMatch(/^error labels\/(unmapped|map-bad): .*(own|named), /m);
      expect(err).toMatch(
        /the map is that of all models: a label that (own|named) alone calls otherwise/,
      );
    }
  });

  it("takes what is outside of one model as a label of another that has it", async () => {
    // A third of the images are hares: the one model has no such label, the other is right about all of them.
    const truth = (i: number) => ["deer", "fox", "hare"][i % 3]!;
    const rows = (row: (i: number) => string) =>
      Array.from({ length: IMAGES }, (_, i) => `${i}.jpg,${row(i)}\n`).join("");
    await put("three.csv", `file,label\n${rows(truth)}`);
    const two = (i: number) => (truth(i) === "fox" ? "0.1,0.9" : "0.9,0.1");
    await put("two-scores.csv", `file,deer,fox\n${rows(two)}`);
    const three = (i: number) => ["1,0,0", "0,1,0", "0,0,1"][i % 3]!;
    await put("three-scores.csv", `file,deer,fox,hare\n${rows(three)}`);
    await put("outside.json", JSON.stringify({ hare: "outside" }));
    const given = ["two-scores.csv", "three-scores.csv"].flatMap((name) => {
      return ["--predictions", join(folder, name)];
    });
    const labels = ["--labels", join(folder, "three.csv")];
    const map = ["--label-map", join(folder, "outside.json")];
    const out = ["--out", join(folder, "out"), "--json", "-"];
    const ran = await runHere([
      "compare",
      join(folder, "photos"),
      ...labels,
      ...given,
      ...map,
      ...out,
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    const { models, labelsApart } = JSON.parse(ran.out) as Comparison;
    expect(models.map(({ name, value }) => [name, value])).toEqual([
      ["two-scores", 2 / 3],
      ["three-scores", 1],
    ]);
    expect(labelsApart).toMatchObject([{ label: "hare", n: IMAGES / 3, without: ["two-scores"] }]);
  });

  it("says who is ahead and where, and writes what each evaluation writes", async () => {
    const ran = await compare(["a.csv", "b.csv"], "--by", "site");
    expect(ran).toMatchObject({ status: 0 });
    const comparison = JSON.parse(ran.out) as Comparison;
    expect(violationsOf("comparison", comparison)).toEqual([]);
    expect(comparison).toMatchObject({
      metric: "accuracy",
      images: IMAGES,
      by: "site",
      statements: ["compare/rank-reversal"],
      models: [
        { name: "a", letters: "a" },
        { name: "b", letters: "a" },
      ],
    });
    expect(comparison.places!.map(({ level, pairs }) => [level, pairs[0]!.told])).toEqual([
      ["north", "a"],
      ["south", "b"],
    ]);
    const kept = await readFile(join(folder, "out/comparison.json"), "utf8");
    expect(JSON.parse(kept)).toEqual(comparison);
    for (const [name, value] of [
      ["a", comparison.models[0]!.value],
      ["b", comparison.models[1]!.value],
    ]) {
      const text = await readFile(join(folder, `out/models/${name}/result.json`), "utf8");
      expect(JSON.parse(text).estimates[0]).toMatchObject({ metric: "accuracy", value });
    }
    const only = await readFile(join(folder, "out/only-one-right.csv"), "utf8");
    // 36 images of each half are right by one model alone.
    const rows = only.trim().split("\n").slice(1);
    expect(rows.filter((row) => row.endsWith(",a"))).toHaveLength(36);
    expect(rows.filter((row) => row.endsWith(",b"))).toHaveLength(36);
  });

  it("compares by another metric, under other names", async () => {
    const named = ["--name", "first", "--name", "second"];
    const ran = await compare(["a.csv", "b.csv"], "--metric", "recall{class=deer}", ...named);
    const comparison = JSON.parse(ran.out) as Comparison;
    expect(comparison.metric).toBe("recall{class=deer}");
    expect(comparison.pairs[0]).toMatchObject({ a: "first", b: "second", method: "paired-t" });
  });

  it("races models in an order drawn from the seed, and counts what was not needed", async () => {
    const truth = (i: number) => (i % 2 === 0 ? "deer" : "fox");
    const rows = Array.from({ length: IMAGES }, (_, i) => `${i}.jpg,${truth(i)}`).join("\n");
    await put("all.csv", `file,predicted\n${rows}\n`);
    const ran = await compare(["a.csv", "all.csv"], "--race");
    const { race } = JSON.parse(ran.out) as Comparison;
    expect(race).toMatchObject({
      winner: "all",
      budget: IMAGES,
      basis: "seed",
      runs: 2 * IMAGES,
      dropped: [{ model: "a" }],
    });
    expect(race!.saved).toBe(2 * IMAGES - 2 * race!.labels);
    const page = await readFile(join(folder, "out/comparison.html"), "utf8");
    expect(page).toContain(`all remains after ${race!.labels} of ${IMAGES} labels.`);
    const short = JSON.parse((await compare(["a.csv", "b.csv"], "--race", "40")).out) as Comparison;
    expect(short.race).toMatchObject({ budget: 40, labels: 40, winner: null });
    expect(short.race!.warnings).toEqual(["plan/race-open"]);
    expect((JSON.parse((await compare(["a.csv", "b.csv"])).out) as Comparison).race).toBeNull();
  });

  it.each([[[]], [["--race"]]])("refuses a model beside itself: compare %s", async (more) => {
    await put("a-again.csv", await readFile(join(folder, "a.csv"), "utf8"));
    const { status, err } = await compare(["a.csv", "b.csv", "a-again.csv"], ...more);
    expect(status).not.toBe(0);
    expect(err).toContain("compare/same-model: byte for byte it is a —");
    expect(err).toContain(join(folder, "a-again.csv"));
  });

  it("refuses models of other images, unless the shared ones are asked for", async () => {
    const refused = await compare(["a.csv", "part.csv"]);
    expect(refused.status).not.toBe(0);
    expect(refused.err).toContain("compare/other-images");
    expect(refused.err).toMatch(/of a and not of part/);
    const shared = await compare(["a.csv", "part.csv"], "--shared-only");
    expect(shared.status).toBe(0);
    const { images, leftOut } = JSON.parse(shared.out) as Comparison;
    expect(images).toBeLessThan(IMAGES);
    expect(images + leftOut).toBe(IMAGES);
    expect(await readFile(join(folder, "out/comparison.html"), "utf8")).toContain(
      `${leftOut} images without a prediction of every model are left out, as was asked for`,
    );
  });

  it.each([
    [["a.csv"], [], "compare/one-model"],
    [["a.csv", "a.csv"], [], "compare/same-name"],
    [["a.csv", "elsewhere.csv"], ["--shared-only"], "input/nothing-scored"],
    [["first-half.csv", "second-half.csv"], ["--shared-only"], "compare/nothing-shared"],
    [["a.csv", "b.csv"], ["--name", "x"], "usage/bad-option"],
    [["a.csv", "b.csv"], ["--by", "sight"], "labels/no-column"],
    [["a.csv", "b.csv"], ["--metric", "accuracy", "--metric", "f1"], "usage/bad-option"],
    [["a.csv", "b.csv"], ["--race", "19"], "usage/bad-option"],
    [["a.csv", "b.csv"], ["--equal-alarms", "0"], "usage/bad-option"],
    [["a.csv", "b.csv"], ["--equal-alarms"], "compare/no-equal-alarms"],
    [["a.csv", "b.csv"], ["--race", "--metric", "f1{average=macro}"], "compare/race-metric"],
  ])("refuses %s %s with %s", async (predictions, more, code) => {
    const { status, err } = await compare(predictions, ...more);
    expect(status).not.toBe(0);
    expect(err).toContain(code);
  });
});

describe("homeground compare of results", () => {
  const labels = () => join(folder, "labels.csv");
  const evaluate = async (name: string, of: string, ...more: readonly string[]) => {
    const given = more.includes("--labels") ? [] : ["--labels", labels()];
    const ran = await runHere([
      ...["evaluate", join(folder, "photos"), ...given, "--predictions", join(folder, of)],
      ...["--out", join(folder, "results", name), "--quiet", ...more],
    ]);
    expect(ran).toMatchObject({ status: 0 });
  };
  const results = (names: readonly string[], ...more: readonly string[]) =>
    runHere([
      ...["compare", ...names.map((name) => join(folder, "results", name))],
      ...["--out", join(folder, "of-results"), "--json", "-", ...more],
    ]);

  beforeAll(async () => {
    const scores = (step: number) =>
      Array.from({ length: IMAGES }, (_, i) => {
        const right = (((i * step) % 101) / 101 + 0.4) / 1.4;
        const [deer, fox] = i % 2 === 0 ? [right, 1 - right] : [1 - right, right];
        return `${i}.jpg,${deer},${fox}`;
      });
    await put("scored.csv", `file,deer,fox\n${scores(37).join("\n")}\n`);
    await put("scored-else.csv", `file,deer,fox\n${scores(53).join("\n")}\n`);
    await put(
      "other.csv",
      `file,label,site\n${Array.from({ length: IMAGES }, (_, i) => `${i}.jpg,${i % 2 === 0 || i === 7 ? "deer" : "fox"},north`).join("\n")}\n`,
    );
    await evaluate("a", "a.csv", "--positive", "deer");
    await evaluate("b", "b.csv", "--positive", "deer");
    await evaluate("scored", "scored.csv", "--positive", "deer");
    await evaluate("scored-else", "scored-else.csv", "--positive", "deer");
    await evaluate("part", "part.csv");
    await evaluate("grouped", "b.csv", "--cluster", "site");
    await evaluate("relabelled", "b.csv", "--labels", join(folder, "other.csv"));
  });

  it.each([
    [["a", "b"], []],
    [
      ["a", "b", "scored"],
      ["--by", "site"],
    ],
    [
      ["a", "b"],
      ["--metric", "f1{average=macro}", "--by", "site", "--seed", "7"],
    ],
    [
      ["scored", "scored-else"],
      ["--metric", "roc-auc", "--positive", "deer"],
    ],
    [
      ["scored", "scored-else"],
      ["--metric", "log-loss", "--level", "0.9"],
    ],
    [
      ["scored", "scored-else"],
      ["--metric", "top-k-accuracy{k=1}", "--by", "site"],
    ],
    [
      ["scored", "scored-else"],
      ["--positive", "deer", "--equal-alarms"],
    ],
    [
      ["scored", "scored-else"],
      ["--metric", "roc-auc", "--positive", "deer", "--equal-alarms", "0.25"],
    ],
  ])("of %s with %s gives the numbers of the same models", async (names, more) => {
    const ofResults = await results(names, ...more);
    expect(ofResults).toMatchObject({ status: 0 });
    const files = names.map((name) => `${name}.csv`);
    const named = names.flatMap((name) => ["--name", name]);
    const direct = await compare(files, ...named, ...more);
    expect(direct).toMatchObject({ status: 0 });
    expect(JSON.parse(ofResults.out)).toEqual(JSON.parse(direct.out));
    const { equalAlarms } = JSON.parse(direct.out) as Comparison;
    expect(equalAlarms !== null).toBe(more.includes("--equal-alarms"));
    if (more.includes("0.25")) {
      expect(equalAlarms!.points.map(({ equal }) => equal.rate)).toEqual([0.25, 0.25]);
    }
    expect(ofResults.err).toContain(
      "Known by their names and labels alone: images of a".slice(0, 40),
    );
  });

  it("needs no images, and writes no evaluation", async () => {
    const ran = await results(["a", "b/result.json"], "--quiet");
    expect(ran.status).toBe(0);
    const comparison = JSON.parse(ran.out) as Comparison;
    expect(comparison.models.map(({ name }) => name)).toEqual(["a", "b"]);
    await expect(readFile(join(folder, "of-results/models"))).rejects.toThrow("ENOENT");
  });

  it("of other images is refused, unless the shared ones are asked for", async () => {
    const refused = await results(["a", "part"]);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain("compare/other-images");
    const shared = await results(["a", "part"], "--shared-only");
    expect(shared.status).toBe(0);
    expect((JSON.parse(shared.out) as Comparison).images).toBeLessThan(IMAGES);
  });

  it.each([
    [["a"], [], "compare/one-model"],
    [["a", "a"], [], "compare/same-name"],
    [["a", "grouped"], [], "compare/other-groups"],
    [["a", "relabelled"], [], "compare/other-labels"],
    [["a", "nowhere"], [], "input/not-found"],
    [["a", "b"], ["--where", "site=north"], "usage/bad-option"],
    [["a", "b"], ["--name", "x"], "usage/bad-option"],
    [["a", "b"], ["--metric", "log-loss"], "metric/not-available"],
    [["a", "b"], ["--by", "sight"], "labels/no-column"],
  ])("refuses %s %s with %s", async (names, more, code) => {
    const { status, err } = await results(names, ...more);
    expect(status).not.toBe(0);
    expect(err).toContain(code);
  });

  it("refuses one whose outcomes are gone, and one of another task", async () => {
    await rm(join(folder, "results/b/outcomes.parquet"));
    expect((await results(["a", "b"])).err).toContain("compare/no-outcomes");
    const text = await readFile(join(folder, "results/scored-else/result.json"), "utf8");
    const other = { ...(JSON.parse(text) as object), task: "detection" };
    await writeFile(join(folder, "results/scored-else/result.json"), JSON.stringify(other));
    expect((await results(["a", "scored-else"])).err).toContain("compare/no-outcomes");
  });

  it("refuses one of images that were drawn unequally, and says where that was ignored", async () => {
    await evaluate("b", "b.csv", "--positive", "deer");
    const file = join(folder, "results/b/result.json");
    const text = await readFile(file, "utf8");
    const own = JSON.parse(text) as { estimates: { warnings: string[] }[] };
    const design = { name: "active", unequal: true };
    await writeFile(file, JSON.stringify({ ...own, sampling: { design } }));
    const refused = await results(["a", "b"]);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain("plan/design-ignored");
    own.estimates[0]!.warnings.push("plan/design-ignored");
    await writeFile(file, JSON.stringify(own));
    const ran = await results(["a", "b"]);
    expect(ran.status).toBe(0);
    expect(ran.err).toContain("drawn unequally and count alike");
    await writeFile(file, text);
  });

  it("wants labels beside models, and one place of images", async () => {
    const models = ["--predictions", join(folder, "a.csv"), "--predictions", join(folder, "b.csv")];
    const none = await runHere(["compare", join(folder, "photos"), ...models]);
    expect(none).toMatchObject({ status: 2 });
    expect(none.err).toContain("there are models and no labels");
    const two = await runHere(["compare", "x", "y", "--labels", labels(), ...models]);
    expect(two.err).toContain("there are 2 places of images");
  });
});
