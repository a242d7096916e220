import { describe, expect, it } from "vitest";
import { createLabelSet } from "../../src/core/label-set.js";
import { createTruthMap } from "../../src/dataset/truth-map.js";
import type { LabelTarget } from "../../src/models/label-map.js";
import { throwsCode } from "../support/throws-code.js";

const LABELS = createLabelSet(["deer", "jay", "robin"]);

function mapOf(targets: Readonly<Record<string, readonly string[] | "outside" | "ignore">>) {
  const entries = Object.entries(targets).map(([label, target]): [string, LabelTarget] => [
    label,
    typeof target === "string" ? { kind: target } : { kind: "model-labels", labels: target },
  ]);
  return createTruthMap(LABELS, new Map(entries));
}

describe("a truth map", () => {
  it("names a class by the model's label", () => {
    const map = mapOf({ Deer: ["deer"], stag: ["deer"] });
    expect(map.truthNames).toEqual(["deer"]);
    expect([map.classOf("Deer"), map.classOf("stag")]).toEqual([0, 0]);
    expect(map.classNames).toEqual(["deer", "jay", "robin"]);
  });

  it("merges the model's labels that one label of the truth stands for", () => {
    const map = mapOf({ bird: ["jay", "robin"], deer: ["deer"] });
    expect(map.classNames).toEqual(["deer", "bird", "bird"]);
    expect(map.truthNames[map.classOf("bird")]).toBe("bird");
  });

  it("keeps what is outside apart, also from a model label of the same name", () => {
    const map = mapOf({ bear: "outside", jay: "outside", person: "ignore" });
    expect(map.truthNames).toEqual(["bear", "jay (outside)"]);
    expect([map.isIgnored("person"), map.isIgnored("bear")]).toEqual([true, false]);
    expect(map.classOf("person")).toBe(-1);
  });

  it("refuses labels that claim different parts of one class", () => {
    const overlap = throwsCode("labels/map-overlap");
    expect(() => mapOf({ bird: ["jay", "robin"], corvid: ["jay"] })).toThrow(overlap);
    expect(() => mapOf({ bird: ["jay", "robin"], forest: ["deer", "jay"] })).toThrow(overlap);
  });

  it("refuses a target that the model does not have", () => {
    expect(() => mapOf({ bear: ["ursus"] })).toThrow(throwsCode("labels/map-bad"));
  });
});
