import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { developmentFile, installation } from "../installation.js";

/** What Node runs to look at files in a process of its own: the file, and words for Node that come before it. */
export function objectProgram(): { readonly file: string; readonly execArgv: readonly string[] } {
  const { root, isSource } = installation();
  return isSource
    ? {
        file: join(root, "src/node/server/object-process.ts"),
        execArgv: ["--import", pathToFileURL(developmentFile("tsx")).href],
      }
    : { file: join(root, "dist/node/server/object-process.js"), execArgv: [] };
}
