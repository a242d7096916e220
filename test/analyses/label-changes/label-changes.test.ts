import { describe, expect, it } from "vitest";
import {
  formatLabelChanges,
  type LabelChange,
  parseLabelChanges,
} from "../../../src/analyses/label-changes/label-changes.js";

const CHANGES: readonly LabelChange[] = [
  { image: "a/1.png", from: "cat", to: "dog", at: "2026-11-26T10:42:07Z", seen: true },
  { image: 'a/"2", b.png', from: "=cat", to: "-dog", at: "2026-11-26T10:43:00Z", seen: false },
  { image: "a/3.png", from: "Eichhörnchen", to: null, at: "2026-11-26T10:44:00.5Z", seen: true },
];

const HEADER = "image,first_label,new_label,changed_at,prediction_visible";
const parse = (text: string) => parseLabelChanges(new TextEncoder().encode(text), "changes.csv");

describe("the file of changed labels", () => {
  it("reads back as it was written", () => {
    const text = formatLabelChanges(CHANGES);
    expect(text.split("\n").slice(0, 2)).toEqual([
      HEADER,
      "a/1.png,cat,dog,2026-11-26T10:42:07Z,true",
    ]);
    expect(parse(text)).toEqual(CHANGES);
    expect(parse(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(CHANGES);
  });

  it("may have more columns, in another order", () => {
    const text =
      "why,prediction_visible,changed_at,new_label,first_label,image\n" +
      "blurred,true,2026-11-26T10:42:07Z,dog,cat,a/1.png\n";
    expect(parse(text)).toEqual([CHANGES[0]]);
  });

  it.each([
    ["without a column", "image,first_label,new_label,changed_at\na,b,c,2026-11-26T10:42:07Z\n"],
    ["a row too short", `${HEADER}\na.png,cat,dog\n`],
    ["no image", `${HEADER}\n,cat,dog,2026-11-26T10:42:07Z,true\n`],
    ["no first label", `${HEADER}\na.png,,dog,2026-11-26T10:42:07Z,true\n`],
    ["an image twice", `${HEADER}\n${"a.png,cat,dog,2026-11-26T10:42:07Z,true\n".repeat(2)}`],
    ["no change", `${HEADER}\na.png,cat,cat,2026-11-26T10:42:07Z,true\n`],
    ["no time", `${HEADER}\na.png,cat,dog,yesterday,true\n`],
    ["a time that does not exist", `${HEADER}\na.png,cat,dog,2026-13-46T10:42:07Z,true\n`],
    ["neither seen nor not", `${HEADER}\na.png,cat,dog,2026-11-26T10:42:07Z,yes\n`],
  ])("is refused %s, with the place", (_, text) => {
    const refused = expect(() => parse(text));
    refused.toThrow(expect.objectContaining({ code: "labels/changes-bad" }));
    refused.toThrow(expect.objectContaining({ where: expect.stringContaining("changes.csv") }));
  });

  it("is refused where it is no text", () => {
    expect(() => parse("")).toThrow(expect.objectContaining({ code: "input/empty" }));
    expect(() => parseLabelChanges(new Uint8Array(64 * 2 ** 20 + 1), "x.csv")).toThrow(
      expect.objectContaining({ code: "input/too-large" }),
    );
  });
});
