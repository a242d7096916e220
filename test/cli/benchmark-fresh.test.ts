import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FreshComparison } from "../../src/benchmark/fresh/fresh-comparison.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { resultOf } from "../support/shared-results.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

const fresh = (...words: string[]) => runHere(["benchmark", "fresh", ...words]);

it("holds published figures of a table against each other, on a page that runs nothing", async () => {
  const table = join(folder, "figures.csv");
  const rows = [0, 1, 2, 3].map((i) => `M${i},${8000 + 400 * i}/10000,${1400 + 120 * i}/2000`);
  await writeFile(table, `model,original,fresh\n${rows.join("\n")}\n`);
  const out = join(folder, "out");
  const words = [table, "--original", "Old <set>", "--out", out, "--level", "0.9"];
  const ran = await fresh(...words, "--json", "-");
  expect(ran.status, ran.err).toBe(0);
  const found = JSON.parse(ran.out) as FreshComparison;
  expect(violationsOf("fresh", found)).toEqual([]);
  expect(found).toMatchObject({ level: 0.9, reading: "better-lose-less", leftOut: [] });
  expect(found.line!.slope).toBeCloseTo(1.5, 12);
  expect([found.original.name, found.fresh.name]).toEqual(["Old <set>", "fresh"]);
  expect(JSON.parse(await readFile(join(out, "fresh.json"), "utf8"))).toEqual(found);
  expect((await readFile(join(out, "fresh.csv"), "utf8")).split("\n")).toHaveLength(6);
  const page = await readFile(join(out, "index.html"), "utf8");
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("Better models lose less");
  expect(page).not.toMatch(/<script|<set>|https?:\/\/(?!www\.w3\.org)/);
  // Without a folder it is said, and nothing is written.
  const said = await fresh(table);
  expect(said.out).toMatch(/^On the fresh set models lose 7\.0 points on average \[/);
  expect(said.out).not.toContain("Left out");
  // A model with a figure of one set alone is in no figure: that is said, and not in the file only.
  await writeFile(table, `model,original,fresh\n${rows.join("\n")}\nM8,9000/10000,\nM9,,1/2000\n`);
  const some = await fresh(table);
  expect(some.out).toBe(
    `${said.out.trimEnd()}\nLeft out, with a figure of one set alone: M8 and M9.\n`,
  );
});

it("takes two places of a benchmark, and says which there are", async () => {
  const bench = join(folder, "bench");
  const init = ["--name", "Ridges", "--metric", "accuracy"];
  expect((await runHere(["benchmark", "init", bench, ...init])).status).toBe(0);
  for (const [place, k] of [
    ["Old", [28, 26, 24]],
    ["New", [25, 21, 17]],
  ] as const) {
    for (const [i, right] of k.entries()) {
      const file = join(folder, `${place}${i}.json`);
      await writeFile(file, JSON.stringify(resultOf(right, 30, { place })));
      const named = ["--model", `M${i}`];
      const added = await runHere(["benchmark", "add", bench, file, ...named]);
      expect(added.status, added.err).toBe(0);
    }
  }
  const unnamed = await fresh(bench, "--original", "Old");
  expect(unnamed.err).toMatch(/^error usage\/bad-option: .*fresh.* Name one of: New; Old$/m);
  const ran = await fresh(bench, "--original", "Old", "--fresh", "New", "--json", "-");
  expect(ran.status, ran.err).toBe(0);
  const found = JSON.parse(ran.out) as FreshComparison;
  expect(violationsOf("fresh", found)).toEqual([]);
  expect(found.original.looks).toEqual({ submissions: 3, models: 3 });
  expect(found.line!.slope).toBeCloseTo(2, 9);
  expect(found.drop.value).toBeCloseTo(5 / 30, 9);
});

it("writes over no page of somebody else, and refuses what is no table of counts", async () => {
  const table = join(folder, "bad.csv");
  await writeFile(table, "model,original,fresh\nA,0.91,0.8\n");
  expect((await fresh(table)).err).toMatch(/^error input\/bad-shape: original is "0\.91"/m);
  await writeFile(table, "model,original,fresh\nA,9/10,8/10\n");
  await writeFile(join(folder, "index.html"), "<p>mine</p>");
  expect((await fresh(table, "--out", folder)).err).toMatch(/^error output\/not-written: /m);
  expect(await readFile(join(folder, "index.html"), "utf8")).toBe("<p>mine</p>");
  expect((await fresh(join(folder, "none.csv"))).err).toMatch(/^error input\/not-found: /m);
});
