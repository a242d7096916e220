import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGlob, parseGlob } from "../../../src/node/files/glob.js";
import { processorMs } from "../../support/processor-time.js";

describe("a pattern of paths", () => {
  // What bash 5.2 with `shopt -s globstar extglob` matches.
  it.each([
    ["photos/*.jpg", "photos", ["a.jpg", "b c.jpg"], ["a.png", "sub/a.jpg", "a.jpg.txt"]],
    ["photos/**/*.jpg", "photos", ["a.jpg", "x/a.jpg", "x/y/a.jpg"], ["a.png", "x/a.png"]],
    ["*/day?.png", ".", ["a/day1.png", "b/dayX.png"], ["day1.png", "a/day12.png", "a/b/day1.png"]],
    ["/data/s[a-c]/*", "/data", ["sa/x", "sc/y"], ["sd/x", "s/x", "sa/x/y"]],
    ["s[!a]/x", ".", ["sb/x"], ["sa/x", "s/x"]],
    ["p/*.{jpg,jpeg}", "p", ["a.jpg", "a.jpeg"], ["a.jpgjpeg", "a.png", "a.{jpg,jpeg}"]],
    ["p/a+b(1).*", "p", ["a+b(1).jpg"], ["aab1.jpg", "ab(1).jpg"]],
    ["**", ".", ["a", "a/b/c"], []],
    ["p/[z-a]*", "p", [], ["a", "z"]],
  ])("%s", (pattern, folder, matching, others) => {
    const glob = parseGlob(pattern);
    expect(glob.folder).toBe(folder);
    expect(matching.filter((path) => !glob.matches(path))).toEqual([]);
    expect(others.filter((path) => glob.matches(path))).toEqual([]);
  });

  it("is a path with one of its signs", () => {
    expect(["a*", "a?", "a[1]", "{a,b}"].every(isGlob)).toBe(true);
    expect(["photos", "a.b/c-d_e (1)"].some(isGlob)).toBe(false);
  });

  it("matches in little time, whatever it and the path are", async () => {
    const signs = fc.array(fc.constantFrom("a", "*", "**", "?", "[a]", "/", "{a,b}"), {
      minLength: 1,
      maxLength: 30,
    });
    const paths = fc.array(fc.constantFrom("a", "b", "/"), { minLength: 1, maxLength: 60 });
    const slow = fc.asyncProperty(signs, paths, async (pattern, path) => {
      const glob = parseGlob(`x/*${pattern.join("")}`);
      expect(await processorMs(() => glob.matches(path.join("")))).toBeLessThan(1000);
    });
    await fc.assert(slow, { numRuns: 300, seed: 20 });
  });
});
