import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this package's own files are. */
export interface Installation {
  /** Folder of the package's `package.json`. */
  readonly root: string;
  /** Whether the code runs from `src/`, as in tests; otherwise from `dist/`. */
  readonly isSource: boolean;
}

/** The installation that this module belongs to: any chunk of `dist/`, or a file below `src/`. */
export function installation(): Installation {
  const here = fileURLToPath(import.meta.url);
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    if (isOurs(join(folder, "package.json")))
      return { root: folder, isSource: here.endsWith(".ts") };
  }
  throw new Error(`no package.json of homeground above ${here}`);
}

function isOurs(file: string): boolean {
  if (!existsSync(file)) return false;
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof content === "object" && content !== null && "name" in content
    ? content.name === "homeground"
    : false;
}

/** A file of a package that is compiled into `dist/`, for code that runs from `src/`. */
export function developmentFile(specifier: string): string {
  return createRequire(import.meta.url).resolve(specifier);
}
