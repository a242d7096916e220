import { describe, expect, it } from "vitest";
import type { ImageSet } from "../../src/dataset/image-set.js";
import type { GalleryItems } from "../../src/session/gallery-items.js";
import { createNeighbours } from "../../src/session/neighbours.js";

/** Items in the order of their files; only what neighbours look at. */
function around(file: readonly string[], seconds: readonly number[] | null) {
  const images = { file } as unknown as ImageSet;
  const items = {
    answered: file.length,
    count: file.length + 1,
    listed: [{ file: "a/x", what: "", code: "" }],
    image: Int32Array.from(file.keys()),
    seconds: seconds === null ? null : Float64Array.from(seconds),
  } as unknown as GalleryItems;
  return createNeighbours(items, images);
}

describe("createNeighbours", () => {
  it("takes those of the same folder, by time where all of them have one", () => {
    const of = around(["a/1", "a/2", "a/3", "a/4", "b/1"], [40, 10, 30, 20, 25]);
    expect(of(2, 1)).toEqual({ items: Int32Array.of(3, 2, 0), areByTime: true });
    expect(of(1, 2)).toEqual({ items: Int32Array.of(1, 3, 2), areByTime: true });
    expect(of(4, 2)).toEqual({ items: Int32Array.of(4), areByTime: true });
  });

  it("goes by file name where a time is missing, and for times that are equal", () => {
    expect(around(["a/3", "a/1", "a/2"], [1, Number.NaN, 3])(2, 1)).toEqual({
      items: Int32Array.of(1, 2, 0),
      areByTime: false,
    });
    expect(around(["a/3", "a/1", "a/2"], null)(0, 5).items).toEqual(Int32Array.of(1, 2, 0));
    expect(around(["a/b", "a/a"], [7, 7])(0, 1).items).toEqual(Int32Array.of(1, 0));
  });

  it("has none for what is listed", () => {
    expect(around(["a/1"], null)(1, 2).items).toHaveLength(0);
  });
});
