import { expect, it } from "vitest";
import { REPORT_CSS } from "../../src/reports/views/styles.js";
import { APP_CSS } from "../../src/web/app/app-styles.js";

/** Largest heading in pixels at a root of 16: decision 126. */
const MOST_PX = 30;

/** Largest length that a size can have: the last of a clamp, else the one that it is. */
function largestPx(size: string, css: string): number {
  const [, name] = /^var\((--[\w-]+)\)$/.exec(size.trim()) ?? [];
  if (name !== undefined) {
    const [, value = ""] = new RegExp(`${name}:([^;]+);`).exec(css) ?? [];
    return largestPx(value, css);
  }
  const [, last = size] = /^clamp\(.*,\s*([^,)]+)\)$/.exec(size.trim()) ?? [];
  const [, number = "", unit = ""] = /^([\d.]+)(rem|px)$/.exec(last.trim()) ?? [];
  return Number.parseFloat(number) * (unit === "rem" ? 16 : 1);
}

it.each([
  ["report", REPORT_CSS],
  ["app", APP_CSS],
])("headings of the %s do not grow with the window beyond a size", (_, css) => {
  const sizes = [...css.matchAll(/([^{}]*\bh1\b[^{}]*)\{[^}]*font-size:([^;}]+)/g)].map(
    ([, selector = "", size = ""]) => [selector.trim(), largestPx(size, css)] as const,
  );
  expect(sizes.length).toBeGreaterThan(0);
  for (const [selector, px] of sizes) {
    expect(px, selector).toBeGreaterThanOrEqual(16);
    expect(px, selector).toBeLessThanOrEqual(MOST_PX);
  }
});

it("loads no font", () => {
  expect(APP_CSS).not.toMatch(/@font-face|url\(/);
});
