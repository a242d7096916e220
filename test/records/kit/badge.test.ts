import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { badgeSvg, fittedLines, recordLines } from "../../../src/records/kit/badge.js";
import { fittedText, textWidth } from "../../../src/records/kit/text-width.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import { SAMPLE } from "../../support/sample-record.js";
import { fontWidths } from "./font-widths.js";

const [CLAIM] = SAMPLE.claims;
const WHOLE: TransparencyRecord = {
  ...SAMPLE,
  id: "8ca19c6c905a1cd7".repeat(4),
  state: "published",
  claims: [{ ...CLAIM!, value: 84 / 89, low: 0.8751, high: 0.9758, n: 89 }],
  facts: { ...SAMPLE.facts, madeAt: "May 2025" },
  construct: {
    task: "t",
    population: "p",
    labelling: "l",
    agreement: "a",
    counts: "c",
    decision: "d",
    doesNotShow: "n",
  },
};

const parser = new XMLParser({ ignoreAttributes: false });

const badgeLines = (record: TransparencyRecord) => fittedLines(recordLines(record));

describe("badgeSvg", () => {
  it("shows figure, interval, images, openness, date as stated, and the start of the id", () => {
    expect(badgeLines(WHOLE)).toEqual({
      figure: "Accuracy 94.4% [87.5, 97.6]",
      detail: "89 images · open · 8ca19c6c905a · stated: May 2025",
      state: "",
    });
    const { svg } = parser.parse(badgeSvg(WHOLE));
    expect(svg.title["#text"]).toBe("Accuracy 94.4% [87.5, 97.6] (95% interval), 89 images");
    expect(svg.desc["#text"]).toContain(WHOLE.id);
    expect(svg["@_role"]).toBe("img");
    expect(svg["@_aria-labelledby"]).toBe(`${svg.title["@_id"]} ${svg.desc["@_id"]}`);
    expect(badgeSvg(WHOLE)).toContain("prefers-color-scheme:dark");
  });

  it("says what is not stated, and that a draft is one", () => {
    const { detail, state } = badgeLines(SAMPLE);
    expect(detail).toMatch(/^2 images · open · [0-9a-f]{12} · date not stated$/);
    expect(state).toBe("Draft · scope not stated");
    expect(badgeLines({ ...WHOLE, claims: [] }).figure).toBe("No figure");
    const none = { ...CLAIM!, value: null, low: null, high: null };
    expect(badgeLines({ ...WHOLE, claims: [none] }).figure).toBe("Accuracy: no value");
  });

  it("cuts a long name, and never its numbers", () => {
    const metric = `recall{class="${"Northern long-eared myotis, adult ".repeat(3)}"}`;
    const { figure } = badgeLines({ ...WHOLE, claims: [{ ...WHOLE.claims[0]!, metric }] });
    expect(figure).toMatch(/^Found: Northern .*… 94\.4% \[87\.5, 97\.6\]$/);
  });

  it("is well-formed, fits its text and stays small, whatever the names", () => {
    const name = fc
      .string({ maxLength: 400, unit: "binary" })
      .filter((text) => !/\p{Surrogate}/u.test(text));
    const hostile = fc.oneof(
      name,
      fc.constant('</text><script>alert("1")</script>'),
      fc.constant("]]>&lt;\u202e\u0000"),
      fc.constant("𝕏👩‍👩‍👧".repeat(50)),
      fc.constant("&\"'<>".repeat(80)),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (metric, unit, madeAt) => {
        const svg = badgeSvg({
          ...WHOLE,
          claims: [{ ...CLAIM!, metric, unit }],
          facts: { ...WHOLE.facts, madeAt },
        });
        expect(XMLValidator.validate(svg)).toBe(true);
        expect(Object.keys(parser.parse(svg))).toEqual(["svg"]);
        expect(svg).not.toContain("<script");
        expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(4096);
        const width = Number(/ width="(\d+)"/.exec(svg)?.[1]);
        expect(width).toBeLessThanOrEqual(390);
        for (const [, x, length] of svg.matchAll(/x="(\d+)" y="\d+"[^>]*textLength="(\d+)"/g)) {
          expect(Number(x) + Number(length)).toBeLessThan(width);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe("textWidth", () => {
  const REGULAR = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
  const BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";

  it.skipIf(!existsSync(REGULAR) || !existsSync(BOLD))(
    "is the font's own, letter by letter",
    () => {
      for (const [path, bold] of [[REGULAR, false] as const, [BOLD, true] as const]) {
        const advance = fontWidths(readFileSync(path));
        for (let code = 32; code < 127; code++) {
          const width = textWidth(String.fromCharCode(code), { size: 100, bold });
          expect(Math.abs(width - 100 * advance(code)), String.fromCharCode(code)).toBeLessThan(
            0.51,
          );
        }
      }
    },
  );

  it("adds up, and cuts what does not fit", () => {
    const face = { size: 10, bold: false };
    // Of the font's table: A 0.684, V 0.684, digits 0.636 of the size.
    expect(textWidth("AV10", face)).toBeCloseTo(2 * 6.84 + 2 * 6.36, 0);
    expect(fittedText("short", face, 100)).toBe("short");
    const cut = fittedText("a".repeat(100), face, 100);
    expect(cut.endsWith("…")).toBe(true);
    expect(textWidth(cut, face)).toBeLessThanOrEqual(100);
    expect(textWidth(`a${cut}`, face)).toBeGreaterThan(100);
  });
});
