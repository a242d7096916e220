import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import type { BuiltFiles } from "../../scripts/build/app-parts.js";
import type { buildPageProgram } from "../../scripts/build/app-scripts.js";

/** Names the folder for builds that test files share; without it each file builds for itself. */
export const BUILD_FOLDER = "HOMEGROUND_TEST_BUILDS";

/** As `buildPageProgram`, once for all test files. */
export const pageProgram: typeof buildPageProgram = (entry, name, drawing, pieces = "chunks") =>
  builtOnce([entry, name, drawing, pieces].join("-"), async () => {
    const { buildPageProgram } = await import("../../scripts/build/app-scripts.js");
    return buildPageProgram(entry, name, drawing, pieces);
  });

/** Every text file of the app, built once for all test files. */
export const appFiles = (): Promise<BuiltFiles> =>
  builtOnce("app", async () => {
    const { buildAppFiles } = await import("../../scripts/build/app-scripts.js");
    return buildAppFiles("0.0.0-test", pageProgram);
  });

/** What the first process that wants it builds; others wait for it, or build it where that failed. */
async function builtOnce(key: string, build: () => Promise<BuiltFiles>): Promise<BuiltFiles> {
  const folder = process.env[BUILD_FOLDER];
  if (folder === undefined) return build();
  const file = join(folder, `${key.replaceAll("/", "-")}.json`);
  const lock = `${file}.lock`;
  while (!existsSync(file)) {
    if (!isTaken(lock)) {
      await setTimeout(100);
      continue;
    }
    try {
      writeFileSync(`${file}.part`, JSON.stringify([...(await build())]));
      renameSync(`${file}.part`, file);
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
  return new Map(JSON.parse(readFileSync(file, "utf8")));
}

/** Whether the folder, which only one process can make, was made by this one. */
function isTaken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
