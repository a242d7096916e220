import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import yauzl from "yauzl";
import { writePieces } from "../../../src/node/files/write-file.js";
import { type ZipEntry, zipArchive } from "../../../src/node/files/zip-writer.js";
import { throwsCode } from "../../support/throws-code.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

function entry(name: string, content: string): ZipEntry {
  const bytes = Buffer.from(content);
  return { name, sizeBytes: bytes.length, crc: crc32(bytes), pieces: () => [bytes] };
}

/** Names in the directory, read by a library that checks it against the rest. */
function names(path: string): Promise<string[]> {
  return new Promise((done, fail) => {
    const found: string[] = [];
    yauzl.open(path, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return fail(error);
      zip.on("error", fail);
      zip.on("end", () => done(found));
      zip.on("entry", (one: yauzl.Entry) => {
        found.push(one.fileName);
        zip.readEntry();
      });
      zip.readEntry();
    });
  });
}

describe("zipArchive", () => {
  it("keeps names of any script, and an archive of nothing", async () => {
    const path = join(folder, "names.zip");
    const all = ["a/b.txt", "grün.txt", "鹿/1.png", "🦊"];
    await writePieces(path, zipArchive(all.map((name) => entry(name, name))));
    expect(await names(path)).toEqual(all);
    await writePieces(path, zipArchive([]));
    expect(await names(path)).toEqual([]);
  });

  it("counts more entries than the first format can", async () => {
    const path = join(folder, "many.zip");
    const all = Array.from({ length: 65_600 }, (_, i) => entry(`${i}`, ""));
    await writePieces(path, zipArchive(all));
    expect((await names(path)).length).toBe(65_600);
  });

  it("refuses bytes that are not those announced, and leaves no file", async () => {
    const path = join(folder, "changed.zip");
    const { crc, ...rest } = entry("a", "abc");
    for (const one of [
      { ...rest, crc: crc ^ 1 },
      { ...rest, crc, sizeBytes: 4 },
    ]) {
      await expect(writePieces(path, zipArchive([one]))).rejects.toThrow(
        throwsCode("output/not-written"),
      );
    }
    await expect(names(path)).rejects.toThrow("ENOENT");
  });
});
