import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPartFile } from "../../../src/node/files/part-file.js";
import { writeFolder, writePieces, writeTextFile } from "../../../src/node/files/write-file.js";
import { openFileScoreLog } from "../../../src/node/storage/file-score-log.js";
import { throwsCode } from "../../support/throws-code.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a folder that is written", () => {
  it("is seen when all of it is there, and leaves nothing of runs that were killed", async () => {
    const place = join(folder, "out");
    const left = join(folder, ".out.1073741824-0a.part");
    await mkdir(left);
    await writeFile(join(left, "half"), "x");
    await writeFolder(place, async (draft) => {
      await writeTextFile(join(draft, "a/b.txt"), "b");
      expect(await readdir(folder)).not.toContain("out");
    });
    expect(await readFile(join(place, "a/b.txt"), "utf8")).toBe("b");
    expect(await readdir(folder)).toEqual(["out"]);
  });

  it("is not there where a file of it cannot be written, which is named by its place", async () => {
    const place = join(folder, "none");
    const writing = writeFolder(place, async (draft) => {
      await writeTextFile(join(draft, "a"), "a");
      await writeTextFile(join(draft, "a/b.txt"), "b");
    });
    await expect(writing).rejects.toThrow(throwsCode("output/not-written"));
    await expect(writing).rejects.toHaveProperty("where", join(place, "a/b.txt"));
    expect(await readdir(folder)).not.toContain("none");
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("a file that comes in pieces", () => {
  it("holds them all, whatever their sizes, where each is made in the place of the last", async () => {
    const sizes = [1, 65_535, 1, 0, 65_536, 7, 200_000, 65_530, 6, 3];
    const whole = Buffer.concat(sizes.map((size, i) => Buffer.alloc(size, i + 1)));
    const place = Buffer.alloc(200_000);
    function* pieces() {
      for (const [i, size] of sizes.entries()) yield place.subarray(0, size).fill(i + 1);
      yield "é🦊";
    }
    const path = join(folder, "pieces");
    await writePieces(path, pieces());
    expect(Buffer.concat([whole, Buffer.from("é🦊")]).equals(await readFile(path))).toBe(true);
  });
});

describe.skipIf(!existsSync("/dev/full"))("a disk that is full", () => {
  it("is named by its code, and no part of a file is left on it", async () => {
    const place = join(folder, "predictions.csv");
    await symlink("/dev/full", `${place}.part`);
    const file = createPartFile(place);
    await file.append("a,b\n");
    await expect(file.close()).rejects.toThrow(throwsCode("output/not-written"));
    expect(await readdir(folder)).not.toContain("predictions.csv.part");
  });

  it("is named by its code where a log of scores begins", async () => {
    const place = join(folder, "scores.log");
    await symlink("/dev/full", place);
    await expect(openFileScoreLog(place)).rejects.toThrow(throwsCode("output/not-written"));
  });
});
