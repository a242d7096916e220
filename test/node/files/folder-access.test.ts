import { mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolder } from "../../../src/node/files/folder-access.js";
import { fileAccessContract } from "../../contract/file-access.js";
import { throwsCode } from "../../support/throws-code.js";

let base: string;
let made = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(base, { recursive: true }));

async function folderWith(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const root = join(base, String(made++));
  await mkdir(root);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return root;
}

fileAccessContract("a folder on disk", async (files) => ({
  access: await openFolder(await folderWith(files)),
  close: async () => {},
}));

describe("a folder on disk", () => {
  it("streams a file in pieces of at most a megabyte, which take no more memory than the file", async () => {
    const large = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 7919) >> 8);
    const small = Uint8Array.of(1, 2, 3);
    const empty = Uint8Array.of();
    const files = new Map([large, small, empty].map((bytes, i) => [`${i}.bin`, bytes]));
    const access = await openFolder(await folderWith(files));
    for (const [path, bytes] of files) {
      const pieces: Uint8Array[] = [];
      for await (const piece of access.stream(path)) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
      const taken = pieces.map(({ buffer }) => buffer.byteLength);
      expect(Math.max(0, ...taken)).toBeLessThanOrEqual(1 << 20);
      expect(taken.reduce((sum, size) => sum + size, 0)).toBe(bytes.length);
    }
  });

  it("follows a link inside the folder and none that leaves it", async () => {
    await writeFile(join(base, "secret.txt"), "outside");
    const root = await folderWith(new Map([["a.txt", Uint8Array.of(1)]]));
    await symlink(join(root, "a.txt"), join(root, "inside.txt"));
    await symlink(join(base, "secret.txt"), join(root, "outside.txt"));
    const access = await openFolder(root);
    const listed = [];
    for await (const { path } of access.list("")) listed.push(path);
    expect(listed).toEqual(["a.txt", "inside.txt"]);
    expect(await access.read("inside.txt")).toEqual(Uint8Array.of(1));
    await expect(access.read("outside.txt")).rejects.toThrow(throwsCode("input/outside-folder"));
    await expect(access.diskPath("outside.txt")).rejects.toThrow(
      throwsCode("input/outside-folder"),
    );
  });

  it("stamps a file anew where it has other bytes, however old it says it is", async () => {
    const files = ["a.txt", "b.txt"].map((path) => [path, Uint8Array.of(1)] as const);
    const root = await folderWith(new Map(files));
    const access = await openFolder(root);
    const file = join(root, "a.txt");
    const [own, other] = [await access.stampOf!("a.txt"), await access.stampOf!("b.txt")];
    expect(own!.text).not.toBe(other!.text);
    expect(await access.stampOf!("a.txt")).toEqual(own);
    const { atime, mtime, ctimeMs } = await stat(file);
    expect(own!.changedMs).toBe(Math.floor(ctimeMs));
    // The clock of a file system ticks every few milliseconds.
    do {
      await writeFile(file, Uint8Array.of(2));
      await utimes(file, atime, mtime);
    } while ((await stat(file)).ctimeMs === ctimeMs);
    expect((await access.stampOf!("a.txt"))!.text).not.toBe(own!.text);
    expect(await access.stampOf!("nowhere.txt").catch(({ code }) => code)).toBe("input/not-found");
  });

  it("leaves hidden files out of the list", async () => {
    const root = await folderWith(
      new Map([
        [".DS_Store", Uint8Array.of(1)],
        ["a.png", Uint8Array.of(1)],
      ]),
    );
    const listed = [];
    for await (const { path } of (await openFolder(root)).list("")) listed.push(path);
    expect(listed).toEqual(["a.png"]);
  });

  it("says what is wrong with a folder that is none", async () => {
    await writeFile(join(base, "file"), "");
    await expect(openFolder(join(base, "nowhere"))).rejects.toThrow(throwsCode("input/not-found"));
    await expect(openFolder(join(base, "file"))).rejects.toThrow(throwsCode("input/not-a-folder"));
  });
});
