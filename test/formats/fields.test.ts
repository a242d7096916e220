import { describe, expect, it } from "vitest";
import { createFieldCounter, type FormatFields, joinNotRead } from "../../src/formats/fields.js";
import { FORMATS } from "../../src/formats/registry.js";

const FIELDS: FormatFields = {
  places: { "": "file", "images[].": "image", "objects[].": "object" },
  kept: { images: "images", "objects[].box": "box" },
  notRead: ["images[].url", "objects[].pose"],
  rest: { "images[].": "attribute of the image" },
  unsaid: { "objects[].pose": ["Unspecified", "0"] },
};

describe("fields that are not read", () => {
  it("are counted by path, with the place of the first; also those that nothing names", () => {
    const counter = createFieldCounter(FIELDS);
    counter.record("objects[].", { box: [1], pose: "left", odd: 0 }, "one");
    counter.record("objects[].", { box: [1], pose: "left", odd: false }, () => "two");
    counter.record("images[].", { url: "x", site: "s", tags: ["a"] }, "three");
    counter.field("", "info", { by: "me" }, "four");
    expect(counter.finish()).toEqual([
      { field: "objects[].pose", in: "object", count: 2, where: "one" },
      { field: "objects[].odd", in: "object", count: 2, where: "one" },
      { field: "images[].url", in: "image", count: 1, where: "three" },
      { field: "images[].tags", in: "image", count: 1, where: "three" },
      { field: "info", in: "file", count: 1, where: "four" },
    ]);
  });

  it("are none where nothing is said", () => {
    const counter = createFieldCounter(FIELDS);
    const empty = { a: null, b: "", c: " ", d: [], e: {}, f: [{ g: null }], h: undefined };
    counter.record("objects[].", { ...empty, pose: "Unspecified" }, "x");
    counter.record("objects[].", { pose: 0 }, "x");
    expect(counter.finish()).toEqual([]);
  });

  it("stay few, whatever the keys", () => {
    const counter = createFieldCounter(FIELDS);
    for (let k = 0; k < 1000; k++) counter.record("objects[].", { [`k${k}`]: 1 }, "x");
    counter.record("objects[].", { __proto__: null, constructor: 1 }, "x");
    const found = counter.finish();
    expect(found).toHaveLength(257);
    expect(found.at(-1)).toMatchObject({ field: "objects[].…", count: 745 });
  });

  it("are added up over files", () => {
    const one = { field: "a", in: "file", count: 2, where: "x" };
    expect(joinNotRead([[one], undefined, [{ ...one, where: "y" }]])).toEqual([
      { ...one, count: 4 },
    ]);
  });
});

describe("the fields that formats name", () => {
  it.each(FORMATS)("are either kept or not read, in a place that is named: $id", ({ fields }) => {
    const { kept, notRead, places, rest = {}, unsaid = {} } = fields;
    const all = [...Object.keys(kept), ...notRead];
    expect(new Set(all).size).toBe(all.length);
    for (const path of all) {
      expect(Object.keys(places).some((place) => path.startsWith(place))).toBe(true);
    }
    for (const place of Object.keys(rest)) expect(Object.keys(places)).toContain(place);
    for (const path of Object.keys(unsaid)) expect(notRead).toContain(path);
  });
});
