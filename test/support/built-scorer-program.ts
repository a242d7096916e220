import { join } from "node:path";
import type { ScorerProgram } from "../../src/node/inference/scorer-program.js";

/** In the place of the program in the source tree, which takes a second longer to start: the built one. */
export function scorerProgram(): ScorerProgram {
  const root = join(import.meta.dirname, "../..");
  return { file: join(root, "dist/node/inference/scorer-worker.js"), execArgv: [] };
}
