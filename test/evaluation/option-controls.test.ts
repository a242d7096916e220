import { describe, expect, it } from "vitest";
import { optionControls, readControls } from "../../src/evaluation/options/registry.js";
import { taskOf } from "../../src/tasks/registry.js";
import { throwsCode } from "../support/throws-code.js";

describe("what is typed for an option in the app", () => {
  const masks = taskOf("semantic-segmentation");

  it("is offered where it has a meaning", () => {
    const names = (id: Parameters<typeof taskOf>[0]) =>
      optionControls(taskOf(id)).map(({ name }) => name);
    expect(names("semantic-segmentation")).toEqual(
      expect.arrayContaining(["spacing", "thickness", "unanswered"]),
    );
    expect(names("classification")).not.toContain("spacing");
    expect(names("classification")).not.toContain("thickness");
  });

  it("is read as the flag is: a number, or a column", () => {
    expect(readControls({ spacing: "0.5,0.25", thickness: "slice_mm" }, masks)).toEqual({
      spacing: "0.5,0.25",
      thickness: "slice_mm",
    });
    expect(() => readControls({ spacing: "-1" }, masks)).toThrow(throwsCode("usage/bad-option"));
    expect(() => readControls({ thickness: "0" }, masks)).toThrow(throwsCode("usage/bad-option"));
  });

  it("is nothing where it is blank, too long for anybody, or of another task", () => {
    expect(readControls({ spacing: " ", thickness: "" }, masks)).toEqual({});
    expect(readControls({ spacing: "1".repeat(201) }, masks)).toEqual({});
    expect(readControls({ spacing: "0.5" }, taskOf("classification"))).toEqual({});
  });
});
