import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createTemporaryFolder,
  removeLeftovers,
} from "../../../src/node/files/temporary-folder.js";

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "homeground-"));
  vi.stubEnv("TMPDIR", base);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(base, { recursive: true });
});

/** The number of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid!;
}

describe("temporary folders", () => {
  it("are for their owner alone, named by their process, and gone when they are removed", async () => {
    const folder = await createTemporaryFolder();
    expect(dirname(folder.path)).toBe(base);
    expect(basename(folder.path)).toContain(`-${process.pid}-`);
    expect((await stat(folder.path)).mode & 0o077).toBe(0);
    await writeFile(join(folder.path, "0.jpg"), "x");
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
  });

  it("of a process that is no more are removed, and nothing else is", async () => {
    const mine = await createTemporaryFolder();
    const start = basename(mine.path).replace(/\d+-\w{6}$/, "");
    const dead = await endedPid();
    const place = async (name: string): Promise<string> => {
      await mkdir(join(base, name));
      await writeFile(join(base, name, "0.jpg"), "x");
      return join(base, name);
    };
    const gone = await place(`${start}${dead}-abcdef`);
    const others = [
      mine.path,
      await place(`${start}${process.ppid}-abcdef`),
      // Another machine's numbers mean nothing here; other names are not ours.
      await place(`homeground-files-00000000-${dead}-abcdef`),
      await place(`${start}${dead}-abcdefg`),
      await place(`${start}${dead}`),
      await place(`x${start}${dead}-abcdef`),
      await place(`homeground-${dead}`),
    ];
    const kept = await place("kept");
    const link = join(base, `${start}${dead}-linked`);
    await symlink(kept, link);
    const file = join(base, `${start}${dead}-a_file`);
    await writeFile(file, "x");
    await removeLeftovers();
    expect(existsSync(gone)).toBe(false);
    for (const path of [...others, join(kept, "0.jpg"), link, file]) {
      expect([path, existsSync(path)]).toEqual([path, true]);
    }
    await mine.remove();
  });

  it.skipIf(process.getuid?.() !== 0)("of another user stay", async () => {
    const { chown } = await import("node:fs/promises");
    const mine = await createTemporaryFolder();
    const theirs = join(
      base,
      basename(mine.path).replace(/\d+-\w{6}$/, `${await endedPid()}-abcdef`),
    );
    await mine.remove();
    await mkdir(theirs);
    await chown(theirs, 12345, 12345);
    await removeLeftovers();
    expect(existsSync(theirs)).toBe(true);
    await rename(theirs, join(base, "theirs"));
  });
});
