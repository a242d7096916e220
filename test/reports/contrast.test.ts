import { describe, expect, it } from "vitest";
import { TOKENS_CSS } from "../../src/reports/views/tokens.js";

/** Colours of a theme by name, from the style sheet. */
function colours(css: string): Map<string, string> {
  return new Map(
    [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", hex = ""]) => [
      name,
      hex,
    ]),
  );
}

const dark = /data-theme="dark"\]\{color-scheme:dark;([^}]*)\}/.exec(TOKENS_CSS)?.[1] ?? "";
const light = /^:root\{([^}]*)\}/.exec(TOKENS_CSS)?.[1] ?? "";
const THEMES = [
  ["light", colours(light)],
  ["dark", colours(dark)],
] as const;

/** WCAG 2.2: relative luminance. */
function luminance(hex: string): number {
  const channel = (start: number): number => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Text on ground, 4.5; marks and borders that carry meaning, 3. */
const TEXT = [
  ...["paper", "surface", "sunken"].flatMap((on) =>
    ["ink", "ink-2", "ink-3", "accent"].map((of) => [of, on]),
  ),
  ...["holds", "fails", "unsure"].flatMap((tone) => [
    [tone, `${tone}-soft`],
    ["ink", `${tone}-soft`],
    ["ink-2", `${tone}-soft`],
    // The fold of the table below the ruler of the verdict.
    ["accent", `${tone}-soft`],
    // Verdicts of several claims, one below the other.
    ...["surface", "paper"].map((on) => [tone, on]),
  ]),
  // A part that differs says so in words; a label beside a mark; a button under the pointer.
  ...["div-1", "div-7"].map((of) => [of, "paper"]),
  ...["ink", "ink-2"].map((of) => [of, "raised"]),
  ["accent", "accent-soft"],
  // Numbers in cells of the confusion matrix; shades 4 and 5 are not used.
  ...["seq-1", "seq-2", "seq-3"].map((on) => ["ink", on]),
  ...["seq-6", "seq-7"].map((on) => ["on-accent", on]),
];
const MARKS = [
  ...["paper", "surface", "holds-soft", "fails-soft", "unsure-soft"].flatMap((on) => [
    ["claim", on],
    ["local", on],
  ]),
  ...["div-1", "div-7", "ink-3", "line-strong"].map((of) => [of, "paper"]),
  // Lines of classes and models beside each other.
  ...["cat-1", "cat-2", "cat-3", "cat-4", "cat-5", "cat-6"].map((of) => [of, "paper"]),
  ...["paper", "surface", "sunken", "raised", "holds-soft", "fails-soft", "unsure-soft"].map(
    (on) => ["focus", on],
  ),
  // Borders of buttons and of labels beside marks; the bar and the cross of a mistake.
  ...["surface", "raised"].map((on) => ["line-strong", on]),
  ...["ink-2", "fails"].map((of) => [of, "surface"]),
];

describe.each(THEMES)("contrast in %s", (_name, palette) => {
  const ratio = (of: string, on: string): number =>
    contrast(palette.get(of) ?? "", palette.get(on) ?? "");

  it("computes black on white as 21", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
    expect(palette.size).toBeGreaterThan(40);
  });

  it.each(TEXT)("lets %s be read on %s", (of, on) => {
    expect(ratio(of ?? "", on ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)("lets %s be seen on %s", (of, on) => {
    expect(ratio(of ?? "", on ?? "")).toBeGreaterThanOrEqual(3);
  });
});
