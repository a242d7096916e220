import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** A disk of a test's own. */
export interface SmallDisk {
  readonly path: string;
  grow(mib: number): void;
  remove(): void;
}

/** A disk at a folder that is empty or not there; null where this process may mount none. */
export function smallDisk(path: string, sizeMib: number): SmallDisk | null {
  mkdirSync(path, { recursive: true });
  const mount = (...words: string[]) => execFileSync("mount", words, { stdio: "ignore" });
  try {
    mount("-t", "tmpfs", "-o", `size=${sizeMib}m`, "tmpfs", path);
  } catch {
    return null;
  }
  return {
    path,
    grow: (mib) => mount("-o", `remount,size=${mib}m`, path),
    remove: () => execFileSync("umount", [path]),
  };
}
