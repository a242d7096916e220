import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderAttributes } from "../../../src/dataset/attributes/folder-attributes.js";
import {
  matchFolderPattern,
  parseFolderPattern,
} from "../../../src/dataset/attributes/folder-pattern.js";
import { processorMs } from "../../support/processor-time.js";
import { throwsCode } from "../../support/throws-code.js";

const valuesOf = (pattern: string, path: string) =>
  matchFolderPattern(parseFolderPattern(pattern), path);

describe("matchFolderPattern", () => {
  it.each([
    ["{site}/{camera}/…", "A/c1/IMG_1.jpg", ["A", "c1"]],
    ["{site}/{camera}/...", "A/c1/2020/IMG_1.jpg", ["A", "c1"]],
    ["{site}/{camera}", "A/c1/IMG_1.jpg", ["A", "c1"]],
    ["{site}/{camera}", "A/IMG_1.jpg", null],
    ["{site}/*/{camera}/**", "A/2020/c1/x/IMG.jpg", ["A", "c1"]],
    ["…/{site}/{camera}", "deep/er/A/c1/IMG.jpg", ["A", "c1"]],
    ["site_{site}/cam{camera:\\d+}", "site_north/cam07/x.jpg", ["north", "07"]],
    ["site_{site}/cam{camera:\\d+}", "site_north/camA/x.jpg", null],
    ["{site}_{camera}", "A_1_c2/x.jpg", ["A", "1_c2"]],
    ["{year:\\d{4}}{month:\\d{2}}", "202107/x.jpg", ["2021", "07"]],
    ["{year:\\d{4}}{month:\\d{2}}", "2021071/x.jpg", null],
    ["{code:[A-Z]{2,3}}-*", "ABC-17/x.jpg", ["ABC"]],
    ["{code:[A-Z]{2,3}}-*", "ABCD-17/x.jpg", null],
    ["{a:\\d*}x{b}", "x7/p.jpg", ["", "7"]],
    ["{site}/{camera}_{time}.jpg", "A/c1_0900.jpg", ["A", "c1", "0900"]],
    ["{site}/{camera}_{time}.jpg", "A/deeper/c1_0900.jpg", null],
    ["…/{camera}_{time}.*", "A/B/c1_0900.jpg", ["c1", "0900"]],
    ["./{Ort}/…", "Mu\u0308nchen/x.jpg", ["M\u00fcnchen"]],
    ["{site name}/…", "A b/x.jpg", ["A b"]],
  ])("%s on %s", (pattern, path, values) => {
    expect(valuesOf(pattern, path)).toEqual(values);
  });

  it.each([
    "",
    "…",
    "photos/…",
    "{}/…",
    "{site",
    "site}",
    "{site}//{camera}",
    "{site}/{site}",
    "{site}/…/{camera}",
    "…/{site}/…",
    "{site:(a+)+}",
    "{site:\\d+\\d+}",
    "{site:[z-a]}",
    "{site:\\d{3,2}}",
    "{1st}/…",
  ])("refuses %j", (pattern) => {
    expect(() => parseFolderPattern(pattern)).toThrow(throwsCode("attributes/pattern"));
  });

  it("finds what a pattern was filled with", () => {
    const value = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(value, value, value, fc.array(value, { maxLength: 3 }), (a, b, c, deeper) => {
        const path = [`s-${a}`, `${b}_${c}`, ...deeper, "x.jpg"].join("/");
        expect(valuesOf("s-{a}/{b}_{c}/…", path)).toEqual([a, b, c]);
      }),
      { seed: 2 },
    );
  });

  it("agrees with a regular expression about names of few letters", () => {
    const name = fc.stringMatching(/^[ab_]{0,9}$/);
    fc.assert(
      fc.property(name, (text) => {
        const found = /^(.+?)_(.*?)([ab]+?)b$/.exec(text);
        const values = valuesOf("{x}_*{y:[ab]+}b", `${text}/i.jpg`);
        expect(values).toEqual(found === null ? null : [found[1], found[3]]);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("takes no long time for a name made to be slow", async () => {
    const look = (): void =>
      expect(valuesOf("{a}_{b}_{c}_{d}_{e}_{f}x", `${"_".repeat(255)}/i.jpg`)).toBeNull();
    expect(await processorMs(look)).toBeLessThan(5000);
  });
});

describe("folderAttributes", () => {
  const files = ["A/c1/1.jpg", "A/c2/2.jpg", "B/c1/3.jpg", "4.jpg"].map((path) => ({ path }));

  it("gives columns, a preview with examples, and what does not fit", () => {
    const { table, preview } = folderAttributes(parseFolderPattern("{site}/{camera}/…"), files);
    const site = table.columns.get("site");
    expect(site).toEqual({
      kind: "categorical",
      codes: Int32Array.of(0, 0, 1, -1),
      levels: ["A", "B"],
    });
    expect(preview).toEqual({
      pattern: "{site}/{camera}/…",
      images: 4,
      matched: 3,
      examples: [
        { file: "A/c1/1.jpg", values: { site: "A", camera: "c1" } },
        { file: "A/c2/2.jpg", values: { site: "A", camera: "c2" } },
        { file: "B/c1/3.jpg", values: { site: "B", camera: "c1" } },
      ],
      unmatched: ["4.jpg"],
      levels: { site: 2, camera: 2 },
    });
  });

  it("refuses a pattern that fits less than half, with a path and a way out", () => {
    const pattern = parseFolderPattern("{a}/{b}/{c}");
    expect(() => folderAttributes(pattern, files)).toThrow(
      expect.objectContaining({
        code: "attributes/pattern",
        where: "--folder-pattern",
        what: expect.stringContaining("4 of 4 images, such as A/c1/1.jpg"),
        fix: expect.stringContaining("these images lie in 2"),
      }),
    );
  });
});
