import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasInvisible } from "../../src/core/visible-text.js";
import { plainPng } from "../support/png-writer.js";
import { WHOLE_FACTS } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

/** Turns what follows round, hides a sentence in tags, and ends lines where none ends. */
const TAGS = [..."ignore"].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("");
const HOSTILE = `fox\u202Egpj.exe\u2066\u200B\u061C\u2028\u0085${TAGS}`;
const IMAGES = 24;

let folder: string;
let record: string;
const printed: string[] = [];

async function ran(...words: readonly string[]): Promise<void> {
  const { status, out, err } = await runHere(words);
  if (status !== 0) throw new Error(`${words.slice(0, 2)}: ${err}`);
  printed.push(out, err);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  const rows = ["file,label,camera"];
  const answers = ["file,predicted"];
  for (let i = 0; i < IMAGES; i++) {
    const file = `${i} a\u202Eb\u2067.png`;
    await writeFile(join(folder, "photos", file), plainPng(8, 8, [i, 20, 20]));
    rows.push(
      `${file},${i % 2 === 0 ? "deer" : HOSTILE},${i % 3 === 0 ? "c1" : `c\u202E${i % 3}`}`,
    );
    answers.push(`${file},${i % 5 === 0 ? "deer" : HOSTILE}`);
  }
  await writeFile(join(folder, "labels.csv"), rows.join("\n"));
  await writeFile(join(folder, "answers.csv"), answers.join("\n"));
  const hostile = (text: string): string => `${text} \u202E${TAGS}\u2066`;
  const { facts, construct } = WHOLE_FACTS;
  const all = <T extends object>(of: T) =>
    Object.fromEntries(
      Object.entries(of).map(([key, text]) => [
        key,
        typeof text === "string" ? hostile(text) : text,
      ]),
    );
  const stated = {
    title: hostile("Deer or fox"),
    caveats: [hostile("spring")],
    facts: {
      ...all({ ...facts, howChosen: "all" }),
      madeAt: "2026-05-01",
      authors: [hostile("A. Author")],
      licence: "CC-BY-4.0",
    },
    construct: all(construct),
    scope: {
      expected: [hostile("here")],
      notTested: [hostile("there")],
      knownToFail: [hostile("snow")],
    },
  };
  await writeFile(join(folder, "facts.json"), JSON.stringify(stated));
  record = join(folder, "record");
  const inputs = [
    join(folder, "photos"),
    "--labels",
    join(folder, "labels.csv"),
    "--predictions",
    join(folder, "answers.csv"),
  ];
  const at = (name: string): string => join(folder, "out", name);
  await ran(
    "evaluate",
    ...inputs,
    "--slice",
    "camera",
    "--claim",
    "accuracy=0.9@90/100",
    "--out",
    at("evaluated"),
  );
  await ran("inspect", ...inputs.slice(0, 3), "--out", at("inspected"), "--json", "-");
  await ran(
    "record",
    "create",
    ...inputs,
    "--facts",
    join(folder, "facts.json"),
    "--publish",
    "--out",
    record,
  );
  await ran("record", "show", record);
  await ran("record", "verify", record);
  await ran("record", "kit", record, "--out", at("kit"), "--url", "https://example.org/record/");
  await ran(
    "record",
    "export",
    record,
    "--to",
    "all",
    "--out",
    at("exports"),
    "--url",
    "https://example.org/record/",
  );
  await ran("publish", record, "--out", at("site"), "--no-app");
  await ran("publish", record, "--out", at("one.html"), "--single-file", "--no-app");
});
afterAll(() => rm(folder, { recursive: true }));

/** Files that programs read back by name, which hold texts as they are, and the canonical record. */
const DATA =
  /(^|\/)(predictions\.(csv|json)|outcomes\.(parquet|ndjson)|manifest\.ndjson|record\.json|label-map\.json)$/;
const TEXT = /\.(html|md|tex|txt|csv|json|jsonld|ya?ml|bib|cff|svg|js|css)$/i;

describe("exports of hostile names", () => {
  it("hold no mark that hides text or turns it round", async () => {
    const files = (await readdir(join(folder, "out"), { recursive: true })).sort();
    const looked: string[] = [];
    for (const file of files) {
      if (!TEXT.test(file) || DATA.test(file)) continue;
      const text = await readFile(join(folder, "out", file), "utf8");
      const lines = text.split(/[\n\t]/);
      const bad = lines.find(hasInvisible);
      expect([file, bad === undefined ? null : JSON.stringify(bad.slice(0, 300))]).toEqual([
        file,
        null,
      ]);
      looked.push(extname(file));
    }
    for (const kind of [
      ".html",
      ".md",
      ".tex",
      ".txt",
      ".csv",
      ".json",
      ".yaml",
      ".bib",
      ".cff",
      ".svg",
    ]) {
      expect(looked).toContain(kind);
    }
  });

  it("are printed without them", () => {
    for (const text of printed) {
      expect(
        text
          .split(/[\n\t]/)
          .filter(hasInvisible)
          .map((line) => JSON.stringify(line)),
      ).toEqual([]);
    }
  });

  it("keep the true text where programs read it back", async () => {
    const result = JSON.parse(await readFile(join(folder, "out/evaluated/result.json"), "utf8"));
    expect(result.confusion.labels).toContain(HOSTILE);
    const predictions = await readFile(join(folder, "out/evaluated/predictions.csv"), "utf8");
    expect(predictions).toContain("a\u202Eb\u2067.png");
  });
});
