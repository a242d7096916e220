import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const SOURCE = join(import.meta.dirname, "../../src");

export interface SourceFile {
  /** From `src`, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** Every module and view of `src`, read once a process. */
export function sourceFiles(): readonly SourceFile[] {
  all ??= readSources();
  return all;
}

let all: readonly SourceFile[] | undefined;

function readSources(): readonly SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      file: relative(SOURCE, path).replaceAll("\\", "/"),
      text: readFileSync(path, "utf8"),
    }));
}
