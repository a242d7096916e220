import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { meanColourClassifier } from "../support/onnx-writer.js";

const ROOT = join(import.meta.dirname, "../..");
const ENGINE = createRequire(import.meta.url).resolve("onnxruntime-node");

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(home, { recursive: true }));

describe("the native engine", () => {
  it("keeps no record of its use and no device id, as it would by itself", async () => {
    await writeFile(join(home, "model.onnx"), meanColourClassifier());
    const load = (how: string) => `
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import { createNativeRuntime } from ${JSON.stringify(join(ROOT, "src/node/inference/native-runtime.ts"))};
      const model = readFileSync(${JSON.stringify(join(home, "model.onnx"))});
      ${how}`;
    const run = async (how: string) => {
      const words = ["--import", "tsx", "--input-type=module", "-e", load(how)];
      const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, ...env } = process.env;
      const own = { HOME: home, TMPDIR: home, TMP: home, TSX_DISABLE_CACHE: "1" };
      await promisify(execFile)(process.execPath, words, { cwd: ROOT, env: { ...env, ...own } });
      const names = await readdir(home);
      return names.filter((name) => name !== "model.onnx" && !name.startsWith("tsx-"));
    };
    const ours = `
      const engine = createNativeRuntime(${JSON.stringify(ENGINE)});
      await engine.load(model, { threads: 1, name: "model" });`;
    expect(await run(ours)).toEqual([]);
  });
});
