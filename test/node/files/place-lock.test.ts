import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { aloneInFolder } from "../../../src/node/files/place-lock.js";
import { partOf } from "../../../src/node/files/write-file.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** The number of a process that has ended. */
const ENDED = spawnSync(process.execPath, ["-e", ""]).pid;

const partOfPid = (path: string, pid: number): string =>
  partOf(path).replace(`.${process.pid}-`, `.${pid}-`);

it("rids a folder of what killed runs had half written, and of nothing else", async () => {
  await mkdir(join(folder, "tables/deep"), { recursive: true });
  const old = ["result.json", "tables/recall.tex", ".homeground.lock"];
  for (const name of old) await writeFile(partOfPid(join(folder, name), ENDED), "{");
  const stays = [
    partOf(join(folder, "result.json")), // of a run that is there
    join(folder, "my.part"),
    join(folder, `.mine.${ENDED}.part`),
    partOfPid(join(folder, "tables/deep/x"), ENDED), // Homeground writes no deeper
  ];
  for (const path of stays) await writeFile(path, "x");
  const inside = await aloneInFolder(folder, "there", () => readdir(folder, { recursive: true }));
  const expected = [".homeground.lock", "tables", "tables/deep"];
  for (const path of stays) expected.push(path.slice(folder.length + 1));
  expect(inside.sort()).toEqual(expected.sort());
});

it("takes folders that it made away where the work fails and left nothing in them", async () => {
  const fails = async (path: string, before = async () => {}) => {
    const work = async () => {
      await before();
      throw new Error("no");
    };
    await expect(aloneInFolder(join(folder, path), "there", work)).rejects.toThrow("no");
    return (await readdir(folder, { recursive: true })).sort();
  };
  expect(await fails("a/b/c")).toEqual([]);
  await mkdir(join(folder, "mine"));
  expect(await fails("mine")).toEqual(["mine"]);
  expect(await fails("mine/new")).toEqual(["mine"]);
  const written = () => writeFile(join(folder, "mine/out/kept"), "x");
  expect(await fails("mine/out/deep", written)).toEqual(["mine", "mine/out", "mine/out/kept"]);
});
