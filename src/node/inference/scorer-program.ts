import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { developmentFile, installation } from "../installation.js";

/** What Node runs to score images in a process of its own. */
export interface ScorerProgram {
  readonly file: string;
  /** Words for Node that come before the file. */
  readonly execArgv: readonly string[];
}

/** The program of this installation; from the source tree, a loader that reads TypeScript comes first. */
export function scorerProgram(): ScorerProgram {
  const { root, isSource } = installation();
  return isSource
    ? {
        file: join(root, "src/node/inference/scorer-worker.ts"),
        execArgv: ["--import", pathToFileURL(developmentFile("tsx")).href],
      }
    : { file: join(root, "dist/node/inference/scorer-worker.js"), execArgv: [] };
}
