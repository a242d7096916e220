import { describe, expect, it } from "vitest";
import { heldAgainstOtherPlaces } from "../../../src/analyses/reliability/other-places.js";

const PLACES = {
  name: "site",
  levels: ["a", "b", "c"],
  group: { of: Int32Array.of(0, 0, 1, 1, 1, 2, -1), count: 3 },
};
const HAS = { has: Uint8Array.of(1, 1, 1, 1, 0, 1, 1) };
const IMAGE = Int32Array.of(0, 1, 2, 3, 4, 5, 6);
const against = (reference: Parameters<typeof heldAgainstOtherPlaces>[3], has = HAS) =>
  heldAgainstOtherPlaces(PLACES as never, has, IMAGE, reference);

describe("images that features are held against", () => {
  it("are of other places alone where a place lies in one fold", () => {
    const foldOf = Int32Array.of(0, 0, 1, 1, 1, 2, 3);
    expect(against({ foldOf })).toEqual({ attribute: "site", units: 5, of: 5 });
  });

  it("are of the same place too where it lies in several", () => {
    // Of c there is one image: nothing of c is in its reference.
    const foldOf = Int32Array.of(0, 1, 2, 3, 3, 4, 0);
    expect(against({ foldOf })).toEqual({ attribute: "site", units: 1, of: 5 });
  });

  it("do not make a place known by an image without features", () => {
    const foldOf = Int32Array.of(0, 1, 2, 2, 3, 4, 0);
    expect(against({ foldOf })).toEqual({ attribute: "site", units: 3, of: 5 });
  });

  it("are of the places of training where a list has features", () => {
    const onlyA = (place: string) => place === "a";
    expect(against({ isTrained: onlyA })).toEqual({ attribute: "site", units: 3, of: 5 });
    expect(against({ isTrained: () => true })).toBeNull();
  });
});
