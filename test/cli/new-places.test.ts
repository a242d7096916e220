import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { resultOf } from "../support/shared-results.js";

let folder: string;
let set: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  set = await writeRecordCase(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function resultAt(out: string): Promise<EvaluationResult> {
  return JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
}

let runs = 0;
async function evaluate(...more: string[]) {
  const out = join(folder, `out${runs++}`);
  const words = ["--labels", set.labels, "--predictions", set.predictions, "--quiet"];
  const ran = await runHere(["evaluate", set.images, ...words, "--out", out, ...more]);
  return { ...ran, out };
}

/** A record whose author says where its model was trained. */
async function recordAt(name: string, training: unknown, ...more: string[]) {
  const facts = join(folder, `${name}.json`);
  const known = JSON.parse(await readFile(set.facts, "utf8")) as object;
  await writeFile(facts, JSON.stringify({ ...known, training }));
  const out = join(folder, name);
  const ran = await runHere(createWords({ ...set, facts }, out, ...more));
  expect(ran.status, ran.err).toBe(0);
  const text = await readFile(join(out, "record.json"), "utf8");
  return { out, text, record: JSON.parse(text) as TransparencyRecord };
}

describe("where a model was trained", () => {
  it("is told by names that are typed, in the report, the tables and result.json", async () => {
    const { status, err, out } = await evaluate("--trained-at", "S0", "--trained-at", "s1");
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    expect(violationsOf("result", result)).toEqual([]);
    const found = result.analyses?.["cis-trans"];
    expect(found).toMatchObject({ attribute: "site", cis: { places: 2, n: 20 }, trans: { n: 10 } });
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("Places that the model knows, and places that are new to it");
    const table = await readFile(join(out, "tables", "cis-trans.csv"), "utf8");
    expect(table.split("\n")[0]).toMatch(/^attribute,place,trained,metric,value/);
    expect(table.trim().split("\n")).toHaveLength(1 + 2 + 3);
  });

  it("warns of a typed name that no place here has, with the nearest ones", async () => {
    const { status, err, out } = await evaluate("--trained-at", "S0", "--trained-at", "s0,s1");
    expect(status, err).toBe(0);
    const result = await resultAt(out);
    expect(violationsOf("result", result)).toEqual([]);
    expect(result.analyses?.["cis-trans"]).toMatchObject({
      training: { named: 2, unknown: ["s0,s1"] },
      warnings: ["cis-trans/unknown-place"],
    });
    const note = result.inputs.notes.find(({ code }) => code === "cis-trans/unknown-place");
    expect(note?.what).toBe(
      "no site of these images is called “s0,s1”; there are “s0”, “s1” and “s2”",
    );
    const report = await readFile(join(out, "report.html"), "utf8");
    expect(report).toContain("No site of these images is called “s0,s1”; there are “s0”");

    const none = await resultAt((await evaluate("--trained-at", "site 0")).out);
    expect(none.analyses?.["cis-trans"]).toMatchObject({ cis: null });
    const alone = await evaluate("--trained-at", "s0", "--analyse", "site", "--trained-at", "s11");
    const site = (await resultAt(alone.out)).inputs.notes;
    expect(site.find(({ code }) => code === "cis-trans/unknown-place")?.what).toContain(
      "nearest is “s1”",
    );
  });

  it("warns where no column says where the images are from", async () => {
    const bare = join(folder, "bare.csv");
    const labels = (await readFile(set.labels, "utf8")).trim().split("\n");
    const [header, ...rows] = labels.map((line) => line.split(","));
    const keep = [header!.indexOf("file"), header!.indexOf("class")];
    const lines = [header!, ...rows].map((row) => keep.map((k) => row[k]).join(","));
    await writeFile(bare, `${lines.join("\n")}\n`);
    const out = join(folder, "bare-out");
    const words = [set.images, "--labels", bare, "--predictions", set.predictions, "--quiet"];
    const ran = ["evaluate", ...words, "--out", out, "--trained-at", "s0"];
    expect((await runHere(ran)).status).toBe(0);
    const notes = (await resultAt(out)).inputs.notes;
    expect(notes.find(({ code }) => code === "cis-trans/unknown-place")?.what).toBe(
      "training at “s0” was named, and nothing says where these images were taken",
    );
    const asked = await runHere([...ran, "--analyse", "cis-trans"]);
    expect(asked.err).toMatch(
      /^error analysis\/no-training-places: nothing says where these images were taken — .* — Give a column of the places/m,
    );
  });

  it("is told by a training list with the same column", async () => {
    const training = join(folder, "training.csv");
    await writeFile(training, "file,class,site\nx.png,deer,s0\ny.png,fox,s9\n");
    const { status, err, out } = await evaluate("--training", training, "--analyse", "cis-trans");
    expect(status, err).toBe(0);
    const found = (await resultAt(out)).analyses?.["cis-trans"];
    expect(found?.places.map(({ place, trained }) => [place, trained])).toEqual([
      ["s0", true],
      ["s1", false],
      ["s2", false],
    ]);
    expect(found?.training.named).toBe(2);
  });

  it("is an error where it is asked about and nobody says it, or the name is none", async () => {
    const nobody = await evaluate("--analyse", "cis-trans");
    expect(nobody.status).toBe(1);
    expect(nobody.err).toMatch(/^error analysis\/no-training-places: /m);
    const unknown = await evaluate("--analyse", "cis-tran");
    expect(unknown.status).toBe(2);
    expect(unknown.err).toMatch(/Did you mean cis-trans\?/);
  });

  it("is bound by a record, open or hashed, and known again by whoever claims with it", async () => {
    const open = await recordAt("open", { places: ["s0", "s1", "s2"] });
    expect(open.record.training?.places).toEqual({ names: ["s0", "s1", "s2"] });
    const closed = await recordAt(
      "closed",
      { places: ["s0", "Secret valley"], institutions: ["Somebody's clinic"] },
      ...["--openness", "closed"],
    );
    expect(closed.text).not.toMatch(/Secret valley|clinic/i);
    expect((await runHere(["record", "verify", closed.out])).status).toBe(0);
    for (const { record } of [open, closed]) {
      expect(violationsOf("record", JSON.parse(JSON.stringify(record)))).toEqual([]);
    }

    const all = await evaluate("--claim", open.out);
    expect(all.status, all.err).toBe(0);
    const result = await resultAt(all.out);
    expect(result.analyses?.["cis-trans"]?.trans).toBeNull();
    expect(result.verdicts[0]?.warnings).toContain("cis-trans/no-transfer");
    expect(all.out + (await readFile(join(all.out, "report.html"), "utf8"))).toContain(
      "Your figure is no test of transfer",
    );
    const one = await resultAt((await evaluate("--claim", closed.out)).out);
    expect(one.analyses?.["cis-trans"]?.places.map(({ trained }) => trained)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is said before any label exists, where the images' table has the places", async () => {
    const { out } = await recordAt("seen", { places: ["s0", "s1", "s2"] });
    const sites = join(folder, "sites.csv");
    const rows = set.names.map((name, i) => `${name},s${i % 3}`);
    await writeFile(sites, `file,site\n${rows.join("\n")}\n`);
    const ran = await runHere([
      ...["inspect", set.images, "--labels", set.labels, "--record", out, "--quiet"],
    ]);
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out).toMatch(/s0, s1 and s2 were\s+in training/);
    expect(ran.out.replace(/\s+/g, " ")).toContain("is no test of transfer");
  });

  it("stands apart in a forecast: the next place is a new one", async () => {
    const { out, record } = await recordAt("far", { places: ["Mill pond"], as: "hashes" });
    const ledger = join(folder, "places");
    await mkdir(ledger);
    // No two alike: without evidence of images those would be one result sent twice.
    const hits = [92, 90, 75, 80, 88, 71];
    const files: string[] = [];
    for (const [i, k] of hits.entries()) {
      const file = join(folder, `shared${i}.json`);
      const place = i === 0 ? "mill  Pond" : `place ${i}`;
      await writeFile(file, JSON.stringify(resultOf(k, 100, { place, record: record.id })));
      files.push(file);
    }
    expect((await runHere(["ledger", "add", ledger, ...files])).status).toBe(0);
    const plain = await runHere(["ledger", "forecast", ledger, "--json", "-"]);
    expect(JSON.parse(plain.out)).toMatchObject({ k: 6 });
    const ran = await runHere(["ledger", "forecast", ledger, "--record", out, "--json", "-"]);
    const forecast = JSON.parse(ran.out) as { k: number; sites: { isTrained?: boolean }[] };
    expect(violationsOf("forecast", forecast)).toEqual([]);
    expect(forecast.k).toBe(5);
    expect(forecast.sites.map(({ isTrained }) => isTrained)).toEqual([
      true,
      ...[false, false, false, false, false],
    ]);
    const said = await runHere(["ledger", "forecast", ledger, "--record", out]);
    expect(said.out).toContain("1 place of training is listed apart");
    expect(said.out).toMatch(/mill {2}Pond, in training/);
    const without = await recordAt("silent", undefined);
    const refused = await runHere(["ledger", "forecast", ledger, "--record", without.out]);
    expect(refused.err).toMatch(/^error ledger\/no-training: /m);
  });
});
