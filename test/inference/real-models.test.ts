import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { fitCardInput } from "../../src/models/card/fit-card.js";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { highestScore } from "../../src/models/families/decode-classifier.js";
import type { ImageScorer } from "../../src/models/image-scorer.js";
import type { Tensor } from "../../src/models/inference-runtime.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { chooseRuntime, openRuntime } from "../../src/node/inference/runtimes.js";
import { openScorerPool } from "../../src/node/inference/scorer-pool.js";
import { describeWithShared } from "../support/shared-data.js";

const ENGINES = ["native", "wasm"] as const;
type Engine = (typeof ENGINES)[number];

function readCard(folder: string, name: string) {
  return parseModelCard(readFileSync(join(folder, "models", `${name}.json`), "utf8"), name);
}

async function poolOf(folder: string, name: string, engine: Engine): Promise<ImageScorer> {
  return openScorerPool({
    model: await openModel(join(folder, "models", `${name}.onnx`)),
    card: readCard(folder, name),
    runtime: await chooseRuntime({ prefer: engine, cwd: process.cwd() }),
    workers: 2,
  });
}

interface Row {
  readonly file: string;
  readonly field: (name: string) => string;
}

function readRows(file: string): Row[] {
  const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return { file: cells[0]!, field: (name) => cells[names.indexOf(name)] ?? "" };
  });
}

describeWithShared("real models", "data", (folder) => {
  const models = readdirSync(join(folder, "models")).filter((name) => name.endsWith(".onnx"));

  describe.each(ENGINES)("%s", (engine) => {
    it.each(models)("loads and runs %s as its card describes it", async (file) => {
      const name = file.replace(".onnx", "");
      const card = readCard(folder, name);
      const model = await openModel(join(folder, "models", file));
      expect(model.sha256).toBe(card.sha256);
      expect(model.sizeBytes).toBe(card.bytes);
      expect(model.inspection.opsets.get("")).toBe(card.opset);
      const input = fitCardInput(card, model.inspection, file);
      const runtime = await openRuntime(await chooseRuntime({ prefer: engine, cwd: folder }));
      const loaded = await runtime.load(readFileSync(model.path), { threads: 1, name: file });
      expect(loaded.inputs.map((info) => info.name)).toEqual([input.name]);
      expect(loaded.outputs.map((info) => info.name)).toEqual(card.outputs.map((o) => o.name));
      const size = input.shape.reduce((product, n) => product * n, 1);
      const zeros: Tensor = { type: "float32", shape: input.shape, data: new Float32Array(size) };
      const answer = await loaded.run(new Map([[input.name, zeros]]));
      for (const { name: output, shape } of card.outputs) {
        const expected = shape.map((n) => (n === "batch" ? input.batch : n));
        expect(answer.get(output)?.shape).toEqual(expected);
      }
      await loaded.release();
    });

    // 1e-4 is what the reference's makers call generous; they and we see a few 1e-6.
    it.each(["wbc_site1", "wbc_shortcut"])(
      "gives the reference probabilities of %s",
      async (name) => {
        const rows = readRows(join(folder, `wbc/reference/${name}.predictions.csv`)).slice(0, 40);
        const card = readCard(folder, name);
        const scorer = await poolOf(folder, name, engine);
        try {
          const images = rows.map((row, index) => ({ index, path: join(folder, "wbc", row.file) }));
          let seen = 0;
          for await (const result of scorer.score(images)) {
            const row = rows[result.index]!;
            if (!result.ok) throw new Error(`${row.file}: ${result.what}`);
            for (const [i, label] of card.labels.entries()) {
              expect(Math.abs(result.scores[i]! - Number(row.field(`p_${label}`)))).toBeLessThan(
                1e-5,
              );
            }
            expect(card.labels[highestScore(result.scores)]).toBe(row.field("predicted"));
            seen++;
          }
          expect(seen).toBe(40);
        } finally {
          await scorer.close();
        }
      },
    );
  });

  it("gives ImageNet's five best labels and their probabilities", async () => {
    const name = "imagenet_mobilenet_v1_025_128";
    const rows = readRows(join(folder, `imagenet-sample/reference/${name}.predictions.csv`));
    const scorer = await poolOf(folder, name, "native");
    try {
      const images = rows.map((row, index) => ({
        index,
        path: join(folder, "imagenet-sample", row.file),
      }));
      let seen = 0;
      for await (const result of scorer.score(images)) {
        const row = rows[result.index]!;
        if (!result.ok) throw new Error(`${row.file}: ${result.what}`);
        expect(highestScore(result.scores)).toBe(Number(row.field("top1")));
        for (const k of [1, 2, 3, 4, 5]) {
          const score = result.scores[Number(row.field(`top${k}`))]!;
          expect(Math.abs(score - Number(row.field(`p_top${k}`)))).toBeLessThan(1e-4);
        }
        seen++;
      }
      expect(seen).toBe(rows.length);
    } finally {
      await scorer.close();
    }
  });
});
