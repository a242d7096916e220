import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { parseModelCard } from "../../../src/models/card/model-card.js";
import { inspectOnnx } from "../../../src/models/onnx/onnx-inspect.js";
import { withOutput } from "../../../src/models/onnx/with-output.js";
import { workerSetup } from "../../../src/models/scoring/pool-setup.js";
import type { FromWorker, TicketResult } from "../../../src/models/scoring/scorer-protocol.js";
import { createScorerWorker } from "../../../src/models/scoring/scorer-worker.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";
import { sha256 } from "../../../src/node/inference/open-model.js";
import {
  chooseRuntime,
  openRuntime,
  type RuntimeChoice,
} from "../../../src/node/inference/runtimes.js";
import { cardText } from "../../support/card-writer.js";
import { meanColourClassifier } from "../../support/onnx-writer.js";
import { plainPng } from "../../support/png-writer.js";
import { sharedData } from "../../support/shared-data.js";
import { throwsCode } from "../../support/throws-code.js";

/** Runs a model here on one picture; what came of it. */
async function lookAt(
  bytes: Uint8Array,
  card: string,
  features: string,
  picture: Uint8Array,
  prefer: "native" | "wasm",
): Promise<TicketResult> {
  let take: (message: FromWorker) => void = () => undefined;
  const got = new Promise<TicketResult>((resolve, reject) => {
    take = (message) => {
      if (message.kind === "open-failed") reject(new Error(message.error.code));
      if (message.kind === "result") resolve(message.result);
    };
  });
  const worker = createScorerWorker<null, RuntimeChoice>({
    openRuntime,
    readModel: async () => ({ bytes, externalData: new Map() }),
    createDecoder: createNodePixelDecoder,
    sha256,
    send: (message) => take(message),
  });
  const model = {
    name: "model.onnx",
    sha256: sha256(bytes),
    inspection: inspectOnnx(bytes, "model.onnx"),
    source: null,
    card: parseModelCard(card, "card.json"),
    features,
  };
  const runtime = await chooseRuntime({ prefer, cwd: process.cwd() });
  worker.open(workerSetup({ model, runtime }));
  worker.score({ ticket: 1, path: "picture.png" }, Promise.resolve(picture));
  return got;
}

describe("features of a model", () => {
  const bytes = meanColourClassifier({ softmax: true, batch: "batch" });
  const card = cardText(bytes, {
    fields: { scores: "probabilities", features: { output: "flat" } },
    decode: { activation: "none" },
  });
  const picture = plainPng(9, 9, [51, 204, 102]);

  it.each(["native", "wasm"] as const)(
    "are what a node inside hands on, beside the answer (%s)",
    async (engine) => {
      const result = await lookAt(bytes, card, "flat", picture, engine);
      if (!result.ok) throw new Error(result.what);
      const [red, green, blue] = result.features!;
      for (const [value, wanted] of [
        [red, 0.2],
        [green, 0.8],
        [blue, 0.4],
      ]) {
        expect(value).toBeCloseTo(wanted!, 5);
      }
      expect(result.features).toHaveLength(3);
      expect(result.scores[0]).toBeCloseTo(1 / (1 + Math.exp(0.6)), 5);
      // Maps are averaged over their positions: here the picture itself, of one position a channel.
      const maps = await lookAt(bytes, card, "p", picture, engine);
      expect(maps.ok && [...maps.features!]).toEqual([...result.features!]);
    },
  );

  it("can be an output that the model gives out anyway", async () => {
    const result = await lookAt(bytes, card, "scores", picture, "wasm");
    if (!result.ok) throw new Error(result.what);
    expect([...result.features!]).toEqual([...result.scores].map(Math.fround));
  });

  it("are told from the file, and a value that is not there is refused with the nearest", async () => {
    expect(inspectOnnx(bytes, "m").outputs[0]!.lastTakes).toBe("flat");
    const found = inspectOnnx(withOutput(bytes, "flat"), "m");
    expect(found.outputs.map(({ name }) => name)).toEqual(["scores", "flat"]);
    await expect(lookAt(bytes, card, "flatt", picture, "wasm")).rejects.toThrow(
      throwsCode("model/wrong-outputs"),
    );
  });

  const models = sharedData("data/models");
  it.skipIf(models === null)("are found in models of real exporters", () => {
    for (const name of ["wbc_site1", "wbc_site1_mnv2", "imagenet_mobilenet_v1_025_128"]) {
      const file = join(models!, `${name}.onnx`);
      const { outputs, values } = inspectOnnx(readFileSync(file), file);
      expect(values.has(outputs[0]!.lastTakes), name).toBe(true);
    }
  });
});
