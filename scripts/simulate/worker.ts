/** A process of `npm run simulate`: measures the experiments whose numbers it is sent. */
import process from "node:process";
import { allExperiments } from "./experiments.js";
import { runExperiment } from "./measure.js";

const [repetitions, seed] = process.argv.slice(2).map(Number);
const experiments = allExperiments();
process.on("message", (index: number) => {
  process.send?.(runExperiment(experiments, index, repetitions!, seed!));
});
