import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const ROOT = join(import.meta.dirname, "../..");

/** Modules that a built module loads before it runs, and those that these load. */
function loadedBy(path: string, before: Map<string, string> = new Map()): Map<string, string> {
  if (before.has(path)) return before;
  const text = readFileSync(path, "utf8");
  before.set(path, text);
  for (const [, part = ""] of text.matchAll(/^(?:import|export)[^"';]*"(\.[^"]+)"/gm)) {
    loadedBy(join(dirname(path), part), before);
  }
  return before;
}

it("tells its version without a command, and starts a command with no reader of a format and no metric", () => {
  const version = loadedBy(join(ROOT, "dist/node/cli/main.js"));
  expect(version.size).toBe(1);
  const main = [...version.values()].join("");
  const [, run = ""] = /import\("(\.[^"]*\/run-[^"]*\.js)"\)/.exec(main) ?? [];
  const start = loadedBy(join(ROOT, "dist/node/cli", run));
  const text = [...start.values()].join("");
  expect(text).toContain("function createProgram(");
  expect(text).not.toMatch(
    /function (readCocoObjects|readYoloTruth|readParquetTable|createClassRatio|formatsWritten|parseYamlDocument|writeTextFile)\(/,
  );
  expect(start.size).toBeLessThanOrEqual(6);
});

/** Most modules that the help of `convert` waits for: those of the start, and what formats there are. */
const MOST_OF_CONVERT = 8;

it("lists the formats that convert writes from one more file, without their readers", () => {
  const main = readFileSync(join(ROOT, "dist/node/cli/main.js"), "utf8");
  const [, run = ""] = /import\("(\.[^"]*\/run-[^"]*\.js)"\)/.exec(main) ?? [];
  const path = join(ROOT, "dist/node/cli", run);
  const start = loadedBy(path);
  const registries = [...(start.get(path) ?? "").matchAll(/import\("(\.\/registry-[^"]+)"\)/g)];
  const convert = registries
    .map(([, part = ""]) => loadedBy(join(dirname(path), part), new Map(start)))
    .filter((files) => [...files.values()].join("").includes("function formatsWritten("))
    .sort((a, b) => a.size - b.size)[0];
  expect(convert?.size).toBeLessThanOrEqual(MOST_OF_CONVERT);
  expect([...(convert?.values() ?? [])].join("")).not.toMatch(
    /function (readCocoObjects|readYoloTruth|readParquetTable|createClassRatio|parseYamlDocument)\(/,
  );
});

/** What a user gets from the registry, and nothing else: no node_modules above or beside it. */
describe("the built package alone", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "homeground-built-"));
    cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    writeFileSync(join(folder, "model.onnx"), meanColourClassifier());
    writeFileSync(join(folder, "model.json"), cardText(meanColourClassifier()));
    writeFileSync(join(folder, "red.png"), plainPng(6, 5, [255, 0, 0]));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(code: string): unknown {
    const entry = pathToFileURL(join(folder, "dist/node/index.js")).href;
    const program = `const homeground = await import(${JSON.stringify(entry)});\n${code}`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOMEGROUND_DATA_DIR: join(folder, "data") },
    });
    return JSON.parse(output);
  }

  it("finds no native engine and has its own", () => {
    const found = run(`
      const { choice, engine, native } = await homeground.describeRuntimes({ cwd: "." });
      console.log(JSON.stringify({ kind: choice.kind, engine, found: native.map((n) => n.isFound) }));
    `);
    expect(found).toEqual({
      kind: "wasm",
      engine: "onnxruntime-web 1.30.0 (wasm)",
      found: [false, false, false],
    });
  });

  it("scores an image in processes of its own, and ends by itself", () => {
    const result = run(`
      const model = await homeground.openModel("model.onnx");
      const { card } = await homeground.findCard(model);
      const runtime = await homeground.chooseRuntime({ cwd: "." });
      const pool = await homeground.openScorerPool({ model, card, runtime, workers: 2 });
      const results = [];
      for await (const result of pool.score([{ index: 0, path: "red.png" }])) results.push(result);
      await pool.close();
      console.log(JSON.stringify(results.map((r) => [r.ok, r.what, ...(r.scores ?? [])])));
    `);
    const e = Math.exp(-1);
    expect(result).toEqual([
      [true, null, expect.closeTo(1 / (1 + e), 6), expect.closeTo(e / (1 + e), 6)],
    ]);
  });
});
