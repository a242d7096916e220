import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImages } from "../../../src/node/cli/open-places.js";
import { showUnpacking } from "../../../src/node/cli/unpacking.js";
import { SILENT_IO } from "../../support/run-here.js";
import { zipOf } from "../../support/zip-writer.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is shown while `steps` entries of 2 MB come, one a second. */
function shownFor(steps: number, live: boolean, quiet = false): string[] {
  let now = 0;
  const lines: string[] = [];
  const add = (text: string) => {
    lines.push(text);
  };
  const terminal = { ...SILENT_IO.terminal, live };
  const io = { ...SILENT_IO, terminal, live: add, err: add, now: () => now };
  const unpacking = showUnpacking(io, quiet)("data/set.zip");
  for (let i = 1; i <= steps; i++) {
    now = i * 1000;
    unpacking.update({ entries: i, bytes: i * 2_000_000 });
  }
  unpacking.finish();
  return lines;
}

describe("the unpacking of an archive", () => {
  it("is shown with its rate: each step on a terminal, every 10 s elsewhere", () => {
    expect(shownFor(2, true)).toEqual([
      "Unpacking set.zip: 1 entry, 2.0 MB, 2.0 MB/s",
      "Unpacking set.zip: 2 entries, 4.0 MB, 2.0 MB/s",
      "",
    ]);
    expect(shownFor(25, false)).toEqual([
      "Unpacking set.zip: 10 entries, 20.0 MB, 2.0 MB/s",
      "Unpacking set.zip: 20 entries, 40.0 MB, 2.0 MB/s",
    ]);
    expect(shownFor(9, false)).toEqual([]);
    expect(shownFor(25, true, true)).toEqual([]);
  });

  it("says how many entries are on disk, and ends", async () => {
    const path = join(folder, "set.zip");
    const data = Buffer.alloc(1000, 7);
    await writeFile(path, zipOf(["1.jpg", "2.jpg", "3.jpg"].map((name) => ({ name, data }))));
    const seen: string[] = [];
    const { files } = await openImages(path, (archive) => ({
      update: ({ entries, bytes }) => seen.push(`${entries} ${bytes}`),
      finish: () => seen.push(`end of ${archive.slice(-7)}`),
    }));
    expect(files).toHaveLength(3);
    expect(seen).toEqual(["1 1000", "2 2000", "3 3000", "end of set.zip"]);
    // A second look unpacks nothing.
    await openImages(path, () => {
      throw new Error("must not be unpacked again");
    });
  });
});
