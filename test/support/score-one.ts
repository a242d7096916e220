/** A program that scores one image: MODEL CARD IMAGE. Prints a line once the model is loaded. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { parseModelCard } from "../../src/models/card/model-card.js";
import { openModel } from "../../src/node/inference/open-model.js";
import { chooseRuntime } from "../../src/node/inference/runtimes.js";
import { openScorerPool } from "../../src/node/inference/scorer-pool.js";

const [modelFile = "", cardFile = "", path = ""] = process.argv.slice(2);
const scorer = await openScorerPool({
  model: await openModel(modelFile),
  card: parseModelCard(readFileSync(cardFile, "utf8"), cardFile),
  runtime: await chooseRuntime({ prefer: "native", cwd: process.cwd() }),
  workers: 1,
});
process.stdout.write("loaded\n");
for await (const result of scorer.score([{ index: 0, path }]))
  process.stdout.write(`${result.ok}\n`);
await scorer.close();
