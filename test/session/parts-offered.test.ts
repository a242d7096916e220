import { expect, it } from "vitest";
import { isLikelyPart } from "../../src/session/parts-offered.js";

it.each([
  ["light", 2, 60, true],
  ["camera", 12, 60, true],
  ["taken_at", null, 60, true],
  ["area km2", null, 60, true],
  ["site", 200, 5000, true],
  ["deployment", 200, 300, false],
  ["country", 1, 300, false],
  ["image_id", 30, 60, false],
  ["imageId", 30, 60, false],
  ["License", 3, 60, false],
  ["coco url", 3, 60, false],
  ["width", null, 60, false],
  ["fileSize", null, 60, false],
  ["video", 3, 60, true],
  ["hidden", 2, 60, true],
])(
  "the column %s of %s values among %s images is offered first: %s",
  (name, groups, images, is) => {
    expect(isLikelyPart(name, groups, images)).toBe(is);
  },
);
