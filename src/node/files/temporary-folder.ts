import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** A folder that only this process uses. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const present = new Set<string>();

/**
 * Makes a folder that its owner alone may enter, among the system's temporary files. It is gone when
 * it is removed, at the latest when the process ends, unless that is killed.
 */
export async function createTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "homeground-"));
  if (present.size === 0) process.once("exit", removeAll);
  present.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      present.delete(path);
      if (present.size === 0) process.off("exit", removeAll);
    },
  };
}

function removeAll(): void {
  for (const path of present) rmSync(path, { recursive: true, force: true });
}
