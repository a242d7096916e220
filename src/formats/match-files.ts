import type { ListedFile } from "./file-access.js";

/** Which file each name means. */
export interface FileMatches {
  /** Index into the files for each name; −1 where none is meant, or it is not clear which. */
  readonly fileOf: Int32Array;
}

/**
 * Matches names of a table with the files that are there: by the whole path, else by the longest
 * end of the path that is unique on both sides (`D:/scan/a/1.jpg` means `a/1.jpg`). Several files
 * with an equally long common end are ambiguous, and none is taken.
 *
 * @param names as written, with `/`
 */
export function matchFiles(names: readonly string[], files: readonly ListedFile[]): FileMatches {
  const exact = new Map(files.map(({ path }, index) => [path, index]));
  const byBase = new Map<string, number[]>();
  for (const [index, { path }] of files.entries()) {
    const base = path.slice(path.lastIndexOf("/") + 1);
    const same = byBase.get(base);
    if (same === undefined) byBase.set(base, [index]);
    else same.push(index);
  }
  const fileOf = new Int32Array(names.length).fill(-1);
  for (const [i, written] of names.entries()) {
    const name = written.replace(/^(\.\/)+/, "");
    const found = exact.get(name) ?? bySuffix(name, files, byBase);
    if (found !== undefined) fileOf[i] = found;
  }
  return { fileOf };
}

function bySuffix(
  name: string,
  files: readonly ListedFile[],
  byBase: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  const parts = name.split("/").reverse();
  const candidates = byBase.get(parts[0] ?? "") ?? [];
  let longest = 0;
  let best: number | undefined;
  for (const index of candidates) {
    const common = commonEnd(parts, files[index]!.path.split("/").reverse());
    if (common === 0) continue;
    if (common > longest) {
      longest = common;
      best = index;
    } else if (common === longest) best = undefined;
  }
  return best;
}

/** Parts that two paths share from their ends; 0 unless the shorter one is wholly shared. */
function commonEnd(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return 0;
  return length;
}
