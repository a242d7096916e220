import { describe, expect, it } from "vitest";
import { askedFor, findAgain } from "../../../src/web/projects/ask-again.js";

const file = (path: string, sizeBytes = 3) => ({ path, sizeBytes, sha256: null });
const blob = (sizeBytes = 3) => new Blob([new Uint8Array(sizeBytes)]);

describe("findAgain", () => {
  it("keeps drops apart and in their order, by path", () => {
    const given = new Map([
      ["b/2.png", blob()],
      ["a.zip", blob()],
    ]);
    const found = findAgain([[file("a.zip")], [file("b/2.png")]], given);
    expect(found.drops.map((drop) => [...drop.keys()])).toEqual([["a.zip"], ["b/2.png"]]);
    expect(found.missing).toEqual([]);
  });

  it("knows a file by its name alone where no other has it, wherever it is chosen from", () => {
    const given = new Map([["field/photos/1.png", blob()]]);
    const { drops, missing } = findAgain([[file("1.png"), file("2.png")]], given);
    expect([...(drops[0]?.keys() ?? [])]).toEqual(["1.png"]);
    expect(missing).toEqual([file("2.png")]);
  });

  it("takes no file for another where two have the name", () => {
    const given = new Map([
      ["x/1.png", blob()],
      ["y/1.png", blob()],
    ]);
    expect(findAgain([[file("1.png")]], given).missing).toHaveLength(1);
    const one = new Map([["1.png", blob()]]);
    expect(findAgain([[file("a/1.png"), file("b/1.png")]], one).missing).toHaveLength(2);
  });

  it("says which are there with another size", () => {
    const { missing, otherSize } = findAgain([[file("1.png", 4)]], new Map([["1.png", blob(5)]]));
    expect([missing, otherSize]).toEqual([[], [file("1.png", 4)]]);
  });
});

describe("askedFor", () => {
  it("counts images by folder, and names other files", () => {
    expect(
      askedFor([file("photos/a/1.png"), file("photos/2.JPG"), file("3.webp"), file("all.zip")]),
    ).toEqual({ images: 3, folders: ["photos/"], others: ["all.zip"] });
  });
});
