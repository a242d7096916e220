import { describe, expect, it } from "vitest";
import { matchFiles } from "../../src/formats/match-files.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";
import {
  NOTHING_ACCEPTED,
  suggestFiles,
  withAcceptedNames,
} from "../../src/session/file-suggestions.js";

const listed = (...paths: string[]) => paths.map((path) => ({ path, sizeBytes: 1 }));

async function truthOf(...names: string[]) {
  const text = `file,label\n${names.map((name) => `"${name}",deer`).join("\n")}\n`;
  const access = createMemoryFileAccess(new Map([["labels.csv", new TextEncoder().encode(text)]]));
  return readImageTruth(access, "labels.csv", { images: [], severalInCell: false });
}

describe("suggestFiles", () => {
  it("groups names that differ in one way, and leaves near spellings to be decided one by one", async () => {
    const files = listed("a/s_017.png", "a/s_044.png", "a/s_050.jpg", "a/katze 3.png", "a/s_1.png");
    const truth = await truthOf("s_017.PNG", "S_044.png", "s_050.png", "kaze 3.png", "s_1.png");
    const found = suggestFiles(truth, files);
    expect(found.groups).toEqual([
      {
        kind: "case",
        count: 2,
        examples: [
          { name: "s_017.PNG", file: "a/s_017.png" },
          { name: "S_044.png", file: "a/s_044.png" },
        ],
      },
      { kind: "extension", count: 1, examples: [{ name: "s_050.png", file: "a/s_050.jpg" }] },
    ]);
    expect(found.spelled).toEqual([{ name: "kaze 3.png", file: "a/katze 3.png" }]);
    expect(found.matched).toEqual([
      { by: "ending", count: 1, example: { name: "s_1.png", file: "a/s_1.png" } },
    ]);
  });

  it("never offers a file that a name has already, or that two names could mean", async () => {
    const files = listed("x.png", "y.png");
    const truth = await truthOf("x.png", "X.png", "Y.png", "y.PNG");
    expect(suggestFiles(truth, files)).toEqual({
      names: new Set(),
      groups: [],
      spelled: [],
      matched: expect.any(Array),
    });
  });

  it("offers none of two files that have one name", async () => {
    const truth = await truthOf("kaze 3.png");
    expect(suggestFiles(truth, listed("a/katze 3.png", "b/katze 3.png")).spelled).toEqual([]);
  });

  it("offers no file whose number is another", async () => {
    const truth = await truthOf("s_081.png");
    expect(suggestFiles(truth, listed("s_018.png")).spelled).toEqual([]);
  });
});

describe("withAcceptedNames", () => {
  it("gives accepted names their files, and says so among the problems", async () => {
    const files = listed("s_017.png", "katze 3.png", "w.jpg");
    const truth = await truthOf("s_017.PNG", "kaze 3.png", "w.png");
    const accepted = withAcceptedNames(truth, files, {
      groups: ["case"],
      files: new Map([["kaze 3.png", "katze 3.png"]]),
    });
    expect([...matchFiles(accepted.file, files).fileOf]).toEqual([0, 1, -1]);
    expect(accepted.problems.map(({ code }) => code)).toEqual([
      "labels/name-accepted",
      "labels/name-accepted",
    ]);
    expect(truth.file).toEqual(["s_017.PNG", "kaze 3.png", "w.png"]);
  });

  it("changes nothing where nothing was accepted", async () => {
    const truth = await truthOf("s_017.PNG");
    expect(withAcceptedNames(truth, listed("s_017.png"), NOTHING_ACCEPTED)).toBe(truth);
  });
});
