import { type ProblemList, quoted } from "../import-problems.js";

/** Whether a name is an address and not a path. */
export function isAddress(name: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(name);
}

/** Whether a path is absolute or climbs out of the folder that it starts in. */
export function leavesFolder(name: string): boolean {
  if (/^([/\\]|[A-Za-z]:[/\\]|~[/\\])/.test(name)) return true;
  let depth = 0;
  for (const part of name.split(/[/\\]/)) {
    if (part === "..") depth--;
    else if (part !== "" && part !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * Lists names of images that are addresses, which are not asked, and paths that leave the folder,
 * which are not followed. The names stay: a file below the folder may still be the one that is meant.
 */
export function checkNames(names: readonly string[], source: string, problems: ProblemList): void {
  for (const name of names) {
    if (isAddress(name)) {
      const what = `the image ${quoted(name)} is an address; nothing is fetched, only a file of that name is looked for`;
      problems.add("path/remote", what, source);
    } else if (leavesFolder(name)) {
      const what = `the image ${quoted(name)} is a path out of the folder; it is not followed, only a file of that name in the folder is looked for`;
      problems.add("path/outside", what, source);
    }
  }
}

/** A name that is relative to a folder, from the root; addresses and absolute paths as they are. */
export function namedFrom(folder: string, name: string): string {
  const isAbsolute = /^([/\\]|[A-Za-z]:[/\\])/.test(name) || isAddress(name);
  return isAbsolute || folder === "" ? name : `${folder}/${name}`;
}
