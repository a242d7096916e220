import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compare } from "../../scripts/oracles/compare.js";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function script(name: string, ...args: string[]): Promise<Ran> {
  const words = ["--import", "tsx", join(ROOT, "scripts", `${name}.ts`), ...args];
  return await new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: ROOT }, (error, out, err) =>
      resolve({ status: Number(error?.code ?? 0), out, err }),
    );
  });
}

async function writeJson(name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(value));
}

async function readLines(path: string): Promise<unknown[]> {
  const text = await readFile(path, "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

describe("npm run oracles", () => {
  it("answers what it can, names what is not yet, and exits with 1 for a wrong answer", async () => {
    const input = { k: 1, n: 10, alpha: 0.05 };
    const wilson = [0.017876213095072924, 0.40415002679523854]; // statsmodels 0.14.4
    await writeJson("INDEX.json", { files: { "b_proportions.json": {} } });
    await writeJson("b_proportions.json", {
      oracle: "b_proportions",
      cases: [
        { id: "right", kind: "one_proportion", input, expected: { wilson } },
        { id: "wrong", kind: "one_proportion", input, expected: { wilson: [0, 1] } },
        { id: "later", kind: "haruspicy", input: {}, expected: {} },
      ],
    });
    const got = join(folder, "got.jsonl");
    const { status, out, err } = await script("oracles", folder, "--out", got);
    expect(status).toBe(1);
    expect(err).toContain("b_proportions one_proportion wrong: .wilson is ");
    expect(out).toContain("not yet: b_proportions/haruspicy (1 cases)\n");
    expect(out.trimEnd().split("\n").at(-1)).toBe("1 passed, 1 failed");
    expect(await readLines(got)).toMatchObject([
      { id: "right", got: { wilson: wilson.map((limit) => expect.closeTo(limit, 12)) } },
      { id: "wrong" },
      { oracle: "b_proportions", id: "later", kind: "haruspicy", notYet: true },
    ]);
  });

  it.each([
    [{ a: 1, b: [null, "x"] }, { a: 1 + 1e-10, b: [null, "x"] }, 0],
    [{ a: 1 }, { a: 1 + 1e-8 }, 1],
    [{ a: null }, { a: 0 }, 1],
    [{ a: Number.NaN }, { a: null }, 1],
    [{ a: [1, 2] }, { a: [1, 2, 3] }, 1],
    [null, { a: 1 }, 1],
  ])("compares %j with %j", (got, expected, problems) => {
    expect(compare(got, expected).problems).toHaveLength(problems);
  });

  it("counts a field that is not answered as missing", () => {
    expect(compare({ a: 1 }, { a: 1, b: 2 })).toEqual({
      compared: 1,
      missing: [".b"],
      problems: [],
    });
  });
});

describe("npm run badinputs", () => {
  it("says how each case ended, and which ones have no command yet", async () => {
    const limits = { seconds: 60, mib: 600 };
    await mkdir(join(folder, "csv-a"));
    await mkdir(join(folder, "oracle-a"));
    await writeFile(join(folder, "csv-a/labels.csv"), "file,label\na.jpg,cat\na.jpg,cat\n");
    // Images are opened before labels are read.
    await mkdir(join(folder, "csv-b/images"), { recursive: true });
    await writeFile(join(folder, "csv-b/labels.csv"), "file,klass\na.jpg,cat\n");
    const table = "import table (csv labels or predictions)";
    await writeJson("manifest.json", {
      cases: [
        { id: "csv-a", area: "tables", command: table, outcome: "accepted", limits },
        { id: "csv-b", area: "tables", command: table, outcome: "error", limits },
        { id: "oracle-a", area: "x", command: "ask the oracle", outcome: "error", limits },
      ],
    });
    const results = join(folder, "results.jsonl");
    const { status, out, err } = await script("badinputs", folder, "--no-own", "--out", results);
    expect(await readLines(results)).toEqual([
      expect.objectContaining({ id: "csv-a", outcome: "error", code: "input/not-found" }),
      expect.objectContaining({ id: "csv-b", outcome: "error", code: "table/missing-column" }),
      { id: "oracle-a", notYet: true },
    ]);
    expect(err).toBe("csv-a: error, expected accepted\n");
    expect(out).toBe("not yet: ask the oracle (1 cases)\n1 passed, 1 failed\n");
    expect(status).toBe(1);
    const [first] = await readLines(results);
    expect(first).toMatchObject({ seconds: expect.any(Number), said: expect.any(String) });
  });
});

describe("every script", () => {
  it.each([
    ["oracles", ["no-such-folder"], 1, /^error input\/not-found: .+ — .+ — .+\n$/],
    [
      "badinputs",
      ["--jobs", "0"],
      2,
      /^error usage\/bad-option: .+ — npm run badinputs -- — .+\n$/,
    ],
    ["simulate", ["--repetitions", "0"], 2, /^error usage\/bad-option: .+ — .+ — .+\n$/],
  ])("exits as the CLI does: %s %j", async (name, args, status, err) => {
    expect(await script(name, ...args)).toEqual({
      status,
      out: "",
      err: expect.stringMatching(err),
    });
  });
});
