import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import {
  type Placement,
  placedLength,
  placedPath,
  placedPoints,
} from "../../src/web/report/placement.js";
import { paintOf, px, tag, wrapped, xmlText } from "../../src/web/report/svg-text.js";

describe("paintOf", () => {
  // The forms that browsers give for computed colours: CSS Color 4, section 15.
  it.each([
    ["rgb(28, 94, 65)", "#1c5e41", 1],
    ["rgba(0, 0, 0, 0.5)", "#000000", 0.5],
    ["rgb(255 0 128 / 0.25)", "#ff0080", 0.25],
    ["color(srgb 1 0.5 0)", "#ff8000", 1],
    ["color(srgb 0.2 0.4 0.6 / 0.17)", "#336699", 0.17],
    ["color(srgb 1e-7 0 0 / 50%)", "#000000", 0.5],
    ["color(srgb 1.2 -0.1 0)", "#ff0000", 1],
  ])("reads %s", (computed, colour, opacity) => {
    expect(paintOf(computed)).toEqual({ colour, opacity });
  });

  it.each(["none", "transparent", "rgba(0, 0, 0, 0)", "url(#a)", "", "context-fill"])(
    "sees nothing in %j",
    (computed) => {
      expect(paintOf(computed)).toBeNull();
    },
  );
});

describe("SVG as text", () => {
  it("gives back any text and attribute through an XML parser", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, text, (content, value) => {
        const whole = tag("text", { x: 1, "data-a": value }, xmlText(content));
        expect(XMLValidator.validate(whole)).toBe(true);
        const parser = new XMLParser({
          ignoreAttributes: false,
          trimValues: false,
          parseTagValue: false,
          parseAttributeValue: false,
          preserveOrder: true,
        });
        expect(parser.parse(whole)).toHaveLength(1);
        const plain = whole.replace(/^<[^>]*>|<\/text>$/g, "");
        expect(plain).not.toMatch(/[<>]/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold these
        expect(whole).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
        expect(whole).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it("leaves out attributes that say nothing", () => {
    expect(tag("line", { x1: 0, x2: 1.2345, stroke: null, fill: undefined, class: "" })).toBe(
      '<line x1="0" x2="1.23"/>',
    );
    expect([px(-0.001), px(1e-9), px(12), px(0.5)]).toEqual(["0", "0", "12", "0.5"]);
  });

  it("breaks lines by words, as wide as they may be", () => {
    const widthOf = (text: string): number => text.length;
    expect(wrapped("aa bb cc", 5, widthOf)).toEqual(["aa bb", "cc"]);
    expect(wrapped("aaaaaaaa b", 5, widthOf)).toEqual(["aaaaaaaa", "b"]);
    expect(wrapped("", 5, widthOf)).toEqual([]);
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (given, width) => {
        const lines = wrapped(given.join(" "), width, widthOf);
        expect(lines.join(" ")).toBe(given.join(" "));
        for (const [i, line] of lines.entries()) {
          if (line.includes(" ")) expect(line.length).toBeLessThanOrEqual(width);
          const next = lines[i + 1]?.split(" ")[0];
          if (next !== undefined) expect(`${line} ${next}`.length).toBeGreaterThan(width);
        }
      }),
    );
  });
});

type Point = readonly [x: number, y: number];

/** Where a path of lines goes, followed step by step from its own numbers. */
function corners(d: string): Point[] {
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of d.matchAll(/([MLHVmlhvzZ])([^MLHVmlhvzZ]*)/g)) {
    const numbers =
      rest.trim() === ""
        ? []
        : rest
            .trim()
            .split(/[\s,]+/)
            .map(Number);
    const isRelative = command === command.toLowerCase();
    const kind = command.toUpperCase();
    const size = kind === "H" || kind === "V" ? 1 : 2;
    for (let i = 0; i < numbers.length; i += size) {
      const [a = 0, b = 0] = [numbers[i], numbers[i + 1]];
      if (kind === "H") x = isRelative ? x + a : a;
      else if (kind === "V") y = isRelative ? y + a : a;
      else [x, y] = isRelative ? [x + a, y + b] : [a, b];
      points.push([x, y]);
    }
  }
  return points;
}

describe("placedPath", () => {
  const number = fc.integer({ min: -200, max: 200 }).map((value) => value / 4);
  const pair = fc.tuple(number, number).map(([a, b]) => `${a} ${b}`);
  const step = fc.oneof(
    fc.tuple(fc.constantFrom("L", "l"), fc.array(pair, { minLength: 1, maxLength: 3 })),
    fc.tuple(fc.constantFrom("H", "V", "h", "v"), fc.array(number, { minLength: 1, maxLength: 2 })),
    fc.tuple(fc.constantFrom("M"), fc.array(pair, { minLength: 1, maxLength: 1 })),
  );
  const path = fc
    .tuple(fc.constantFrom("M", "m"), pair, fc.array(step, { maxLength: 6 }))
    .map(([first, start, steps]) =>
      [`${first}${start}`, ...steps.map(([name, numbers]) => `${name}${numbers.join(" ")}`)].join(
        "",
      ),
    );
  const placement = fc.record<Placement>({
    scaleX: fc.constantFrom(0.5, 1, 2, 8),
    scaleY: fc.constantFrom(0.5, 1, 3),
    shiftX: number,
    shiftY: number,
  });

  it("goes where the corners of the path go", () => {
    fc.assert(
      fc.property(path, placement, (d, given) => {
        const { scaleX, scaleY, shiftX, shiftY } = given;
        const expected = corners(d).map(([x, y]) => [x * scaleX + shiftX, y * scaleY + shiftY]);
        const found = corners(placedPath(d, given));
        expect(found).toHaveLength(expected.length);
        for (const [i, [x, y]] of found.entries()) {
          // Two decimals a number; the steps of relative commands add up.
          expect(Math.abs(x - (expected[i]?.[0] ?? Number.NaN))).toBeLessThan(0.25);
          expect(Math.abs(y - (expected[i]?.[1] ?? Number.NaN))).toBeLessThan(0.25);
        }
      }),
    );
  });

  it("keeps curves and arcs: control points move, angles and flags do not", () => {
    const given = { scaleX: 2, scaleY: 3, shiftX: 10, shiftY: 20 };
    expect(placedPath("M1,1C1 2 3 4 5 6z", given)).toBe("M12 23C12 26 16 32 20 38z");
    expect(placedPath("m1 1a5 6 30 0 1 2 2Z", given)).toBe("m12 23a10 18 30 0 1 4 6Z");
    expect(placedPath("M1e1-2Q.5.5 1 1", given)).toBe("M30 14Q11 21.5 12 23");
    expect(placedPoints("0,0 1,1", given)).toBe("10 20 12 23");
  });

  it("places lengths by what they are", () => {
    const given = { scaleX: 2, scaleY: 3, shiftX: 10, shiftY: 20 };
    const names = ["x", "x2", "cx", "y1", "cy", "width", "rx", "r", "height", "ry"];
    expect(names.map((name) => placedLength(name, 1, given))).toEqual([
      12, 12, 12, 23, 23, 2, 2, 2, 3, 3,
    ]);
  });
});
