import { expect, it } from "vitest";
import { nearestName } from "../../src/core/nearest-name.js";

it.each([
  ["acuracy", "accuracy"],
  ["Accuracy", "accuracy"],
  ["acucracy", "accuracy"],
  ["f2", "f1"],
  ["rcall", "recall"],
  ["something", null],
  ["", null],
])("finds for %j the name %j", (mistyped, name) => {
  expect(nearestName(mistyped, ["accuracy", "recall", "f1"])).toBe(name);
});
