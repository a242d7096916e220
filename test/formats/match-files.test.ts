import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MATCHED_BY, matchFiles } from "../../src/formats/match-files.js";

const files = (...paths: string[]) => paths.map((path) => ({ path }));
const match = (names: string[], ...paths: string[]) => {
  const found = matchFiles(names, files(...paths));
  return [...found.fileOf].map((file) => (file < 0 ? null : paths[file]));
};
const why = (name: string, ...paths: string[]) => matchFiles([name], files(...paths)).whyNot(0);

describe("matchFiles", () => {
  it("matches the same path, however its slashes are written", () => {
    expect(match(["a/b.jpg", ".\\a\\b.jpg", "a//b.jpg"], "a/b.jpg", "b.jpg")).toEqual([
      "a/b.jpg",
      "a/b.jpg",
      "a/b.jpg",
    ]);
  });

  it("matches when one path is the end of the other", () => {
    expect(match(["b.jpg"], "x/a/b.jpg")).toEqual(["x/a/b.jpg"]);
    expect(match(["/home/ann/data/b.jpg"], "b.jpg")).toEqual(["b.jpg"]);
    expect(match(["C:\\data\\s1\\b.jpg"], "s1/b.jpg", "s2/b.jpg")).toEqual(["s1/b.jpg"]);
  });

  it("takes the longest end that only one file has", () => {
    const paths = ["d/s1/b.jpg", "d/s2/b.jpg"];
    expect(match(["s1/b.jpg", "s2/b.jpg"], ...paths)).toEqual(paths);
  });

  it("never picks the first of several", () => {
    expect(match(["b.jpg"], "s1/b.jpg", "s2/b.jpg")).toEqual([null]);
    expect(why("b.jpg", "s1/b.jpg", "s2/b.jpg")).toMatchObject({
      kind: "ambiguous",
      candidates: ["s1/b.jpg", "s2/b.jpg"],
    });
  });

  it("does not make one image out of two names", () => {
    expect(match(["s1/b.jpg", "s2/b.jpg"], "b.jpg")).toEqual([null, null]);
    expect(match(["b.jpg", "old/b.jpg"], "b.jpg")).toEqual(["b.jpg", null]);
    expect(match(["old/b.jpg", "b.jpg"], "b.jpg")).toEqual([null, "b.jpg"]);
    expect(match(["x/b.jpg", "x/b.jpg"], "b.jpg")).toEqual(["b.jpg", "b.jpg"]);
    expect(matchFiles(["s1/b.jpg", "s2/b.jpg"], files("b.jpg")).whyNot(0).kind).toBe("shared");
  });

  it("does not take a file of another folder for the one that is missing", () => {
    expect(match(["s1/b.jpg"], "s2/b.jpg")).toEqual([null]);
    expect(why("s1/b.jpg", "s2/b.jpg")).toMatchObject({ kind: "other-folder" });
  });

  it("replaces a start that is the same for all", () => {
    const paths = ["new/s1/b.jpg", "new/s2/b.jpg"];
    expect(match(["/old/s1/b.jpg", "/old/s2/b.jpg"], ...paths)).toEqual(paths);
    expect(match(["/old/s1/b.jpg", "/other/s2/b.jpg"], ...paths)).toEqual([null, null]);
    const found = matchFiles(["/old/s1/b.jpg"], files(...paths));
    expect([...found.matchedBy]).toEqual([MATCHED_BY.start]);
  });

  it("matches letters that are composed or not", () => {
    expect(match(["che\u0301vre.jpg"], "s/ch\u00e9vre.jpg")).toEqual(["s/ch\u00e9vre.jpg"]);
    expect(match(["ch\u00e9vre.jpg"], "s/che\u0301vre.jpg")).toEqual(["s/che\u0301vre.jpg"]);
  });

  it("matches a name without ending with the one image of that stem", () => {
    expect(match(["img_001", "b/IMG.2"], "x/img_001.jpg", "b/IMG.2.png", "x/img_001.txt")).toEqual([
      "x/img_001.jpg",
      "b/IMG.2.png",
    ]);
    expect(match(["s1/7", "s2/7"], "d/s1/7.jpg", "d/s2/7.jpg")).toEqual([
      "d/s1/7.jpg",
      "d/s2/7.jpg",
    ]);
    expect(match(["img_001.jpg"], "img_001")).toEqual(["img_001"]);
    expect([...matchFiles(["7"], files("7.jpg")).matchedBy]).toEqual([MATCHED_BY.stem]);
  });

  it("takes no image for a name without ending that may mean two, or that another name means", () => {
    expect(match(["img_001"], "img_001.jpg", "img_001.png")).toEqual([null]);
    expect(why("img_001", "img_001.jpg", "img_001.png")).toMatchObject({
      kind: "ambiguous",
      candidates: ["img_001.jpg", "img_001.png"],
    });
    expect(match(["7", "7.jpg"], "7.jpg")).toEqual([null, "7.jpg"]);
    expect(match(["7.png"], "7.jpg")).toEqual([null]);
    expect(match(["x/7"], "y/7.jpg")).toEqual([null]);
    expect(why("x/7", "y/7.jpg")).toMatchObject({ kind: "other-folder" });
    expect(match(["IMG_7"], "img_7.jpg")).toEqual([null]);
  });

  it("takes a colon for part of a name where a file has that name", () => {
    expect(match(["a:b.jpg"], "a:b.jpg")).toEqual(["a:b.jpg"]);
    expect(match(["C:\\data\\b.jpg"], "data/b.jpg")).toEqual(["data/b.jpg"]);
  });

  it.each([
    ["GOOD1.JPG", "good1.jpg", "case"],
    ["good2.png", "good2.jpg", "extension"],
    ["my%20cat.jpg", "my cat.jpg", "percent-encoding"],
    ["my cat .jpg", "my_cat.jpg", "blanks"],
    ["26a95992-000785.jpg", "000785.jpg", "upload-prefix"],
    ["0785_jpg.rf.26a959927a557292372fd50bef4a1e46.jpg", "0785.jpg", "upload-prefix"],
    ["100%.jpg", "other.jpg", "nothing-near"],
  ])("says how %s differs from %s", (name, path, kind) => {
    expect(match([name], path)).toEqual([null]);
    expect(why(name, path).kind).toBe(kind);
  });

  it("finds every file by its own path, whatever else is there", () => {
    const part = fc.constantFrom("a", "b", "A", "c.jpg", "é");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), fc.array(path), (paths, extra) => {
        const names = [...extra, ...paths];
        const { fileOf } = matchFiles(names, files(...paths));
        for (let i = 0; i < paths.length; i++) expect(fileOf[extra.length + i]).toBe(i);
        const users = new Map<number, Set<string>>();
        for (const [i, file] of fileOf.entries()) {
          if (file >= 0) users.set(file, (users.get(file) ?? new Set()).add(names[i]!));
        }
        for (const set of users.values()) expect(set.size).toBe(1);
      }),
    );
  });
});
