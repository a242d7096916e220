import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransferMatrix } from "../../src/benchmark/transfer-matrix.js";
import type { BenchmarkJson } from "../../src/node/cli/benchmark.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { resultOf } from "../support/shared-results.js";

let folder: string;
let bench: string;
let set: RecordCase;
let run: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  set = await writeRecordCase(folder);
  run = join(folder, "run");
  const files = ["--labels", set.labels, "--predictions", set.predictions];
  const ran = await runHere(["evaluate", set.images, ...files, "--quiet", "--out", run]);
  expect(ran.status, ran.err).toBe(0);
  bench = join(folder, "bench");
  const init = ["--name", "Ridges", "--metric", "accuracy"];
  expect((await runHere(["benchmark", "init", bench, ...init])).status).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

const add = (...words: string[]) => runHere(["benchmark", "add", bench, ...words]);
const submissions = () => readdir(join(bench, "submissions"));

async function shared(name: string, k: number, more: object = {}): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(resultOf(k, 30, { place: "Pond", ...more })));
  return file;
}

describe("homeground benchmark", () => {
  it("is begun once, for a metric and a task that there are", async () => {
    const again = await runHere([
      "benchmark",
      "init",
      bench,
      "--name",
      "X",
      "--metric",
      "accuracy",
    ]);
    expect(again.err).toMatch(/^error output\/not-written: /m);
    const none = join(folder, "none");
    const words = ["benchmark", "init", none, "--name", "X"];
    expect((await runHere([...words, "--metric", "accuracie"])).status).not.toBe(0);
    const task = await runHere([...words, "--metric", "accuracy", "--task", "guessing"]);
    expect(task.err).toMatch(/^error usage\/bad-option: /m);
    expect(await readdir(folder)).not.toContain("none");
  });

  it("takes a result with its outcomes and names no image", async () => {
    const ran = await add(run, "--place", "Ridge", "--model", "A", "--json", "-");
    expect(ran.status, ran.err).toBe(0);
    const json = JSON.parse(ran.out) as { added: string[] };
    expect(violationsOf("benchmark", json)).toEqual([]);
    const text = await readFile(join(bench, "submissions", `${json.added[0]}.json`), "utf8");
    expect(JSON.parse(text)).toMatchObject({ outcomes: expect.stringMatching(/^[01]{30}$/) });
    for (const name of set.names) expect(text).not.toContain(name);
    expect(violationsOf("submission", JSON.parse(text))).toEqual([]);
  });

  it("refuses by code, keeps nothing of it, and takes the others", async () => {
    const before = await submissions();
    const same = await add(run, "--place", "Elsewhere", "--model", "A");
    expect([same.status, same.err.split(":")[0]]).toEqual([1, "benchmark/duplicate"]);
    expect((await add(run)).err).toMatch(/^benchmark\/no-place: /);
    const path = await add(await shared("p.json", 20), "--place", "/home/ann/ridge");
    expect(path.err).toMatch(/^benchmark\/name: /);
    const other = await shared("o.json", 21, { task: "multilabel" });
    expect((await add(other)).err).toMatch(/^benchmark\/other-task: /);
    const newer = join(folder, "newer.json");
    await writeFile(newer, JSON.stringify({ schema: "homeground.shared-result/7" }));
    expect((await add(newer)).err).toMatch(/^benchmark\/version: /);
    const broken = join(folder, "broken.json");
    await writeFile(broken, "{");
    const good = await shared("good.json", 25);
    const mixed = await add(broken, good, "--model", "B");
    expect(mixed.status).toBe(1);
    expect(mixed.err).toMatch(/^input\/not-json: /);
    expect(await submissions()).toHaveLength(before.length + 1);
  });

  it("takes no result of a model that nobody names, and says the way out", async () => {
    const before = await submissions();
    const none = await add(await shared("nobody.json", 24), "--place", "Heath", "--json", "-");
    expect([none.status, none.err.split(":")[0]]).toEqual([1, "benchmark/no-model"]);
    expect(none.err).toContain("--model NAME");
    const { refused } = JSON.parse(none.out) as BenchmarkJson;
    expect(refused[0]).toMatchObject({
      code: "benchmark/no-model",
      fix: expect.stringContaining("--model"),
    });
    expect(await submissions()).toEqual(before);
  });

  it("splits a result by its columns, and finds a planted difference by its pairs", async () => {
    const split = join(folder, "split");
    const init = ["--name", "Sites", "--metric", "accuracy"];
    expect((await runHere(["benchmark", "init", split, ...init])).status).toBe(0);
    const truth = (await readFile(set.labels, "utf8")).trim().split("\n").slice(1);
    const better = join(folder, "better.csv");
    const right = truth.map((line) => line.split(",").slice(0, 2).join(","));
    await writeFile(better, `file,predicted\n${right.join("\n")}\n`);
    const other = join(folder, "other-run");
    const files = ["--labels", set.labels, "--predictions", better];
    const ran = await runHere(["evaluate", set.images, ...files, "--quiet", "--out", other]);
    expect(ran.status, ran.err).toBe(0);
    const by = ["--place-by", "site", "--condition-by", "observer", "--json", "-"];
    for (const [one, name] of [
      [run, "A"],
      [other, "B"],
    ] as const) {
      const own = await runHere(["benchmark", "add", split, one, "--model", name, ...by]);
      expect(own.status, own.err).toBe(0);
      expect((JSON.parse(own.out) as BenchmarkJson).added).toHaveLength(3);
    }
    const both = await runHere(["benchmark", "add", split, run, "--place", "X", ...by]);
    expect([both.status, both.err.split(":")[0]]).toEqual([2, "error usage/bad-option"]);
    const unknown = ["--place", "X", "--model", "A", "--condition-by", "moon"];
    const none = await runHere(["benchmark", "add", split, run, ...unknown]);
    expect(none.err).toMatch(/^benchmark\/no-condition: .*--condition-by/);
    const published = ["benchmark", "publish", split, "--out", join(folder, "split-site")];
    const shown = await runHere([...published, "--json", "-"]);
    const { columns, models } = JSON.parse(shown.out) as TransferMatrix;
    // A is wrong at s0 alone, ten images of thirty; B is right everywhere.
    expect(columns.map(({ place, condition }) => [place, condition])).toEqual([
      ["s0", "Ann"],
      ["s1", "Ann"],
      ["s2", "Ann"],
    ]);
    expect(columns[0]?.pairs[0]).toMatchObject({
      ...{ a: "A", b: "B", difference: -1, told: "b", method: "newcombe-paired", n: 10 },
    });
    expect(columns[1]?.pairs[0]).toMatchObject({ difference: 0, told: null });
    expect(models[0]?.conditions).toMatchObject([{ condition: "Ann", mean: { places: 3 } }]);
  });

  it("takes every line of a ledger, and what a record states", async () => {
    const ledger = join(folder, "places");
    // A ledger without a record is of one model file.
    const model = "b".repeat(64);
    const files = [
      await shared("l1.json", 22, { place: "Moor", model }),
      await shared("l2.json", 23, { place: "Fen", model }),
    ];
    expect((await runHere(["ledger", "add", ledger, ...files])).status).toBe(0);
    const ran = await add(ledger, "--model", "B");
    expect(ran.status, ran.err).toBe(0);
    const facts = join(folder, "trained.json");
    const known = JSON.parse(await readFile(set.facts, "utf8")) as { facts: object };
    await writeFile(
      facts,
      JSON.stringify({
        ...known,
        facts: { ...known.facts, uses: "choosing among three models" },
        training: { places: ["Home valley", "Moor"] },
      }),
    );
    const record = join(folder, "record");
    const made = await runHere(createWords({ ...set, facts }, record));
    expect(made.status, made.err).toBe(0);
    const own = await add(record, "--place", "Home valley", "--model", "C");
    expect(own.status, own.err).toBe(0);
  });

  it("is published as one page that runs nothing, with numbers and submissions beside it", async () => {
    const site = join(folder, "site");
    const publish = () => runHere(["benchmark", "publish", bench, "--out", site, "--json", "-"]);
    const ran = await publish();
    expect(ran.status, ran.err).toBe(0);
    const matrix = JSON.parse(ran.out) as TransferMatrix;
    expect(violationsOf("transfer", matrix)).toEqual([]);
    expect(matrix.columns.map(({ place }) => place)).toEqual([
      "Fen",
      "Home valley",
      "Moor",
      "Pond",
      "Ridge",
    ]);
    expect(matrix.models.find(({ name }) => name === "C")).toMatchObject({
      trainedOn: 2,
      meanTrained: { value: 20 / 30 },
    });
    const page = await readFile(join(site, "index.html"), "utf8");
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain("choosing among three models");
    expect(await readdir(join(site, "submissions"))).toEqual(await submissions());
    // Made again, it is the same to the byte.
    await publish();
    expect(await readFile(join(site, "index.html"), "utf8")).toBe(page);
  });

  it("writes over no page of somebody else, and names a submission that was edited", async () => {
    const other = join(folder, "other");
    await writeFile(join(folder, "index.html"), "<p>mine</p>");
    const ran = await runHere(["benchmark", "publish", bench, "--out", folder]);
    expect(ran.err).toMatch(/^error output\/not-written: /m);
    expect(await readFile(join(folder, "index.html"), "utf8")).toBe("<p>mine</p>");
    const [first = ""] = await submissions();
    const file = join(bench, "submissions", first);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"told"', '"verified"'));
    const changed = await runHere(["benchmark", "publish", bench, "--out", other]);
    expect(changed.err).toMatch(/^error benchmark\/changed: /m);
    // What is taken out is not published any longer.
    await rm(file);
    const site = join(folder, "site");
    const again = await runHere(["benchmark", "publish", bench, "--out", site]);
    expect(again.status, again.err).toBe(0);
    expect(await readdir(join(site, "submissions"))).not.toContain(first);
  });
});
