import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hasInvisible,
  visible,
  visibleJson,
  visibleLines,
  visibleValue,
} from "../../src/core/visible-text.js";

/** Marks by what they do to whoever reads them. */
const HIDDEN: Readonly<Record<string, readonly number[]>> = {
  "turns the reading direction": [
    0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c,
  ],
  "has no width": [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x00ad, 0x180e, 0x3164, 0x115f, 0xffa0],
  "ends a line": [0x0a, 0x0d, 0x0b, 0x0c, 0x85, 0x2028, 0x2029],
  "is a control": [0x00, 0x07, 0x08, 0x09, 0x1b, 0x7f, 0x80, 0x9b, 0x9f],
  "is a tag": [0xe0001, 0xe0020, 0xe0041, 0xe007f],
  "is half of a pair": [0xd800, 0xdfff],
};

describe("text that can be seen", () => {
  it.each(Object.entries(HIDDEN))("has nothing that %s", (_, codes) => {
    for (const code of codes) {
      const letter = String.fromCodePoint(code);
      expect([code.toString(16), visible(`a${letter}b`)]).toEqual([code.toString(16), "a\uFFFDb"]);
      expect(hasInvisible(letter)).toBe(true);
      const stays = code === 0x0a || code === 0x09;
      expect(visibleLines(`a${letter}b`)).toBe(stays ? `a${letter}b` : "a\uFFFDb");
    }
  });

  it("keeps letters of every script, accents, emoji and what chooses their form", () => {
    for (const text of [
      "Füchsin",
      "狐",
      "ثعلب",
      "שועל",
      "лиса",
      "e\u0301",
      "❤\uFE0F",
      "🦊",
      "−1 ≤ µ",
    ]) {
      expect(visible(text)).toBe(text);
      expect(visibleValue({ [text]: [text] })).toEqual({ [text]: [text] });
    }
  });

  it("is JSON that hides nothing and reads back as it was", () => {
    const all = Object.values(HIDDEN)
      .flat()
      .map((code) => String.fromCodePoint(code));
    const value = { [`k${all.join("")}`]: all, plain: "fox", n: 0.1 };
    for (const json of [JSON.stringify(value), JSON.stringify(value, null, 1)]) {
      const text = visibleJson(json);
      expect(hasInvisible(text.replaceAll("\n", ""))).toBe(false);
      expect(JSON.parse(text)).toEqual(value);
    }
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        expect(JSON.parse(visibleJson(JSON.stringify(any)))).toEqual(
          JSON.parse(JSON.stringify(any)),
        );
      }),
    );
  });

  it("is a value of JSON whose texts and keys show all that they hold", () => {
    const shown = visibleValue({ "a\u202E": ["b\u2066", { c: "d\ne" }], n: 1, none: null });
    expect(shown).toEqual({ "a\uFFFD": ["b\uFFFD", { c: "d\ne" }], n: 1, none: null });
  });
});
