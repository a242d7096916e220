import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { splitFrontMatter } from "../../src/formats/yaml/front-matter.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { createWords, WHOLE_FACTS, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

const FACTS = {
  ...WHOLE_FACTS,
  facts: {
    ...WHOLE_FACTS.facts,
    authors: [{ name: "A. Author", orcid: "0000-0002-1825-0097" }],
    madeAt: "2026-11-20",
    url: "https://example.org/deer",
  },
};

let folder: string;
let record: TransparencyRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const one = await writeRecordCase(folder);
  const made = await runHere(createWords(one, join(folder, "bare")));
  expect(made.err).toBe("");
  await writeFile(one.facts, JSON.stringify(FACTS));
  const { status, err } = await runHere(createWords(one, join(folder, "record")));
  expect({ status, err }).toEqual({ status: 0, err: "" });
  record = JSON.parse(await readFile(join(folder, "record/record.json"), "utf8"));
});
afterAll(() => rm(folder, { recursive: true }));

async function exported(name: string, ...words: string[]) {
  const ran = await runHere(["record", "export", join(folder, name), ...words]);
  return { ...ran, code: /error (\S+):/.exec(ran.err)?.[1] ?? null };
}

describe("record export", () => {
  it("writes every format, and says what each has no place for", async () => {
    const out = join(folder, "all");
    const { status, err, out: said } = await exported("record", "--to", "all", "--out", out);
    expect(status).toBe(0);
    expect(err).toMatch(/^note: A model card has no field for intervals/);
    const names = [
      "README.md",
      "croissant.json",
      "ro-crate-metadata.json",
      "bioimageio-evaluations.yaml",
    ];
    for (const name of names) {
      expect(said).toContain(join(out, name));
      expect((await stat(join(out, name))).size).toBeGreaterThan(0);
    }
    const croissant = JSON.parse(await readFile(join(out, "croissant.json"), "utf8"));
    const own = croissant.distribution.find(
      ({ contentUrl }: { contentUrl: string }) => contentUrl === "record.json",
    );
    const bytes = await readFile(join(folder, "record/record.json"));
    expect(own.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(own.contentSize).toBe(`${bytes.length} B`);
  });

  it("puts a figure into a card that is there, in place, once", async () => {
    const card = join(folder, "README.md");
    const before = "---\nlicense: mit # ours\nmodel-index: []\n---\n# A model\n\nText of ours.\n";
    await writeFile(card, before);
    for (let times = 0; times < 2; times++) {
      const words = ["--to", "hf", "--out", card, "--merge", card];
      expect((await exported("record", ...words)).status).toBe(0);
    }
    const { yaml, body } = splitFrontMatter(await readFile(card, "utf8"));
    expect(yaml).toContain("license: mit # ours\n");
    const { "model-index": models } = parse(yaml!);
    expect(models).toHaveLength(1);
    expect(models[0].results).toHaveLength(1);
    expect(models[0].results[0].metrics[0]).toMatchObject({ type: "accuracy", value: 20 / 30 });
    expect(body.startsWith("# A model\n\nText of ours.\n")).toBe(true);
    expect(body.match(/homeground-record begin/g)).toHaveLength(1);
  });

  it("overwrites nothing that it is not told to", async () => {
    const out = join(folder, "taken.md");
    await writeFile(out, "mine");
    const { status, code, err } = await exported("record", "--to", "hf", "--out", out);
    expect({ status, code }).toEqual({ status: 1, code: "output/not-written" });
    expect(err).toContain("--merge");
    expect(await readFile(out, "utf8")).toBe("mine");
  });

  it("names the facts that a format requires and the record does not state", async () => {
    const out = join(folder, "none");
    const croissant = await exported("bare", "--to", "croissant", "--out", out);
    expect(croissant.code).toBe("record/not-stated");
    expect(croissant.err).toContain("facts.madeAt");
    expect(croissant.err).toContain("facts.url or --url");
    expect(croissant.err).not.toContain("facts.licence");
    expect((await exported("bare", "--to", "ro-crate", "--out", out)).code).toBe(
      "record/not-stated",
    );
    expect((await exported("bare", "--to", "bioimageio", "--out", out)).code).toBe(
      "record/not-stated",
    );
    await expect(stat(out)).rejects.toThrow();
    const place = ["--url", "https://example.org/r"];
    const { status } = await exported("bare", "--to", "bioimageio", "--out", out, ...place);
    expect(status).toBe(0);
  });

  it.each([
    ["no format", ["--out", "x"]],
    ["an unknown format", ["--to", "pdf", "--out", "x"]],
    ["an address that is none", ["--to", "hf", "--out", "x", "--url", "ftp://x"]],
    ["a benchmark that is none", ["--to", "hf", "--out", "x", "--benchmark", "x"]],
    ["one file for two formats", ["--to", "hf", "--to", "croissant", "--out", "x.json"]],
  ])("refuses %s", async (_, words) => {
    const { status, code } = await exported("record", ...words);
    expect({ status, code }).toEqual({ status: 2, code: "usage/bad-option" });
  });

  it("exports no record that is damaged", async () => {
    const bad = join(folder, "bad.json");
    await writeFile(bad, JSON.stringify(record).replace('"n":30', '"n":31'));
    const { code } = await exported("bad.json", "--to", "hf", "--out", join(folder, "bad"));
    expect(code).toBe("record/hash-mismatch");
  });

  it("writes a file for a benchmark of the hub", async () => {
    const out = join(folder, "benchmark");
    const words = ["--to", "hf", "--out", out, "--benchmark", "owner/deer#all"];
    expect((await exported("record", ...words)).status).toBe(0);
    const [entry] = parse(await readFile(join(out, ".eval_results/homeground.yaml"), "utf8"));
    expect(entry).toMatchObject({
      dataset: { id: "owner/deer", task_id: "all" },
      value: 20 / 30,
      date: "2026-11-20",
      source: { url: "https://example.org/deer" },
    });
  });
});
