import fc from "fast-check";
import jsqr from "jsqr";
import { describe, expect, it } from "vitest";
import { qrSvg } from "../../../src/records/kit/qr.js";
import { throwsCode } from "../../support/throws-code.js";

const SCALE = 3;

/** The picture that the SVG's paths draw, read with a decoder that knows nothing of who drew it. */
function scanned(svg: string): string | null {
  const [, side = ""] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? [];
  const modules = Number(side);
  const width = modules * SCALE;
  const rgba = new Uint8ClampedArray(width * width * 4).fill(255);
  const [, dark = ""] = /fill="#000"[^>]* d="([^"]*)"/.exec(svg) ?? [];
  for (const [, x, y, length, back] of dark.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(back).toBe(length);
    for (let row = 0; row < SCALE; row++) {
      for (let column = 0; column < Number(length) * SCALE; column++) {
        const at = ((Number(y) * SCALE + row) * width + Number(x) * SCALE + column) * 4;
        rgba.fill(0, at, at + 3);
      }
    }
  }
  const read = (jsqr as unknown as typeof jsqr.default)(rgba, width, width);
  return read === null ? null : new TextDecoder().decode(Uint8Array.from(read.binaryData));
}

describe("qrSvg", () => {
  it("is read back by an independent decoder: an address with an id", () => {
    const text = `https://example.org/records/deer/#id=${"8ca19c6c".repeat(8)}`;
    const svg = qrSvg(text);
    expect(scanned(svg)).toBe(text);
    expect(svg).toContain(`<title>${text}</title>`);
    expect(svg.length).toBeLessThan(20_000);
  });

  it("is read back whatever the text, in any script", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }), (text) => {
        fc.pre(!/\p{Surrogate}/u.test(text));
        expect(scanned(qrSvg(text))).toBe(text);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it("keeps four light modules on each side", () => {
    const svg = qrSvg("x");
    const [, side] = /viewBox="0 0 (\d+) /.exec(svg) ?? [];
    const starts = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)];
    expect(Number(side)).toBe(21 + 8); // version 1
    expect(Math.min(...starts.map(([, x]) => Number(x)))).toBe(4);
    expect(Math.max(...starts.map(([, x, , length]) => Number(x) + Number(length)))).toBe(25);
  });

  it("shows a text that looks like markup as text", () => {
    expect(qrSvg('<script x="1">&')).toContain(
      "<title>&lt;script x=&quot;1&quot;&gt;&amp;</title>",
    );
  });

  it("refuses a text that no code holds", () => {
    expect(scanned(qrSvg("a".repeat(2331)))).toBe("a".repeat(2331)); // 40-M, ISO/IEC 18004, table 7
    expect(() => qrSvg("a".repeat(2332))).toThrow(throwsCode("argument/out-of-range"));
  });
});
