import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { developmentFile, installation } from "./installation.js";

/** Modules that run as a process or thread of their own, below `src/node/`. */
export type OwnProgramName =
  | "images/look-thread"
  | "inference/scorer-worker"
  | "server/object-process";

/** What Node runs in a process or thread of its own. */
export interface OwnProgram {
  readonly file: string;
  /** Words for Node that come before the file. */
  readonly execArgv: readonly string[];
}

/** A program of this installation; from the source tree, a loader that reads TypeScript comes first. */
export function ownProgram(name: OwnProgramName): OwnProgram {
  const { root, isSource } = installation();
  return isSource
    ? {
        file: join(root, `src/node/${name}.ts`),
        execArgv: ["--import", pathToFileURL(developmentFile("tsx")).href],
      }
    : { file: join(root, `dist/node/${name}.js`), execArgv: [] };
}
