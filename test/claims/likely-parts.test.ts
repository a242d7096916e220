import { describe, expect, it } from "vitest";
import { likelyParts, whyUnlikely } from "../../src/claims/likely-parts.js";
import { type Column, createTable } from "../../src/core/table.js";

it.each([
  ["light", 2, 60, null],
  ["camera", 12, 60, null],
  ["taken_at", null, 60, null],
  ["area km2", null, 60, null],
  ["site", 200, 5000, null],
  ["site_id", 3, 60, null],
  ["cameraId", 12, 60, null],
  ["body_size", null, 60, null],
  ["leaf_area_index", null, 60, null],
  ["deployment", 200, 300, "nearly-unique"],
  ["site_id", 59, 60, "nearly-unique"],
  ["country", 1, 300, "constant"],
  ["image_id", 30, 60, "says-nothing"],
  ["imageId", 30, 60, "says-nothing"],
  ["id", 3, 60, "says-nothing"],
  ["License", 3, 60, "says-nothing"],
  ["rights_holder", 60, 60, "says-nothing"],
  ["coco url", 3, 60, "says-nothing"],
  ["width", null, 60, "says-nothing"],
  ["image_height", null, 60, "says-nothing"],
  ["fileSize", null, 60, "says-nothing"],
  ["sha256", 3, 60, "says-nothing"],
  ["date_added", null, 60, "says-nothing"],
  ["updatedAt", null, 60, "says-nothing"],
  ["video", 3, 60, null],
  ["hidden", 2, 60, null],
])("the column %s of %s values among %s images: %s", (name, groups, images, why) => {
  expect(whyUnlikely(name, groups, images)).toBe(why);
});

describe("columns of a table", () => {
  const N = 60;
  const named = (of: (i: number) => string): Column => {
    const texts = Array.from({ length: N }, (_, i) => of(i));
    const levels = [...new Set(texts)];
    const codes = Int32Array.from(texts, (text) => levels.indexOf(text));
    return { kind: "categorical", codes, levels };
  };
  const numbers = (of: (i: number) => number): Column => ({
    kind: "numeric",
    values: Float64Array.from({ length: N }, (_, i) => of(i)),
  });
  const columns = new Map<string, Column>([
    ["light", named((i) => (i % 2 === 0 ? "day" : "night"))],
    ["license", numbers((i) => i % 4)],
    ["project", named(() => "one")],
    ["gain", numbers(() => 3)],
    ["remark", named((i) => `note ${i}`)],
    ["temperature", numbers((i) => i / 7)],
    ["taken", named((i) => `2026-05-01 10:00:${10 + (i % 50)}`)],
    ["nothing", numbers(() => Number.NaN)],
  ]);

  it("are told apart by name and by their values among the units", () => {
    const rows = Int32Array.from({ length: N }, (_, i) => i);
    const { likely, aside } = likelyParts(createTable(N, columns), rows);
    expect(likely).toEqual(["light", "temperature", "taken"]);
    expect([...aside]).toEqual([
      ["says-nothing", ["license"]],
      ["constant", ["project", "gain"]],
      ["nearly-unique", ["remark"]],
    ]);
  });

  it("count the units that are looked at alone", () => {
    const days = Int32Array.from({ length: N / 2 }, (_, i) => 2 * i);
    const { likely, aside } = likelyParts(createTable(N, columns), days);
    expect(likely).not.toContain("light");
    expect(aside.get("constant")).toContain("light");
  });
});
