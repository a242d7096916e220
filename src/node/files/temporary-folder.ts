import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** A folder that only this process uses. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const present = new Set<string>();
let leftovers: Promise<void> | null = null;

/**
 * Makes a folder that its owner alone may enter, among the system's temporary files. It is gone when
 * it is removed, at the latest when the process ends; where that is killed, the next process that
 * makes one removes it.
 */
export async function createTemporaryFolder(): Promise<TemporaryFolder> {
  leftovers ??= removeLeftovers();
  await leftovers;
  const path = await mkdtemp(join(tmpdir(), `${prefix()}${process.pid}-`));
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

/** Numbers of processes are those of one machine or container, which may share its folder. */
function prefix(): string {
  const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  return `homeground-files-${machine}-`;
}

/**
 * Removes the temporary folders of processes that were killed: of this machine and this user, with the
 * number of a process that is no more. What cannot be looked at or removed stays.
 */
export async function removeLeftovers(): Promise<void> {
  const start = prefix();
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const pid = name.startsWith(start) ? /^(\d+)-\w{6}$/.exec(name.slice(start.length))?.[1] : null;
    if (pid == null || isRunning(Number(pid))) continue;
    const path = join(tmpdir(), name);
    const info = await lstat(path).catch(() => null);
    if (info?.isDirectory() !== true || info.uid !== process.getuid?.()) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether there is a process of that number, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
