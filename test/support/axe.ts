import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything that WCAG 2.2 asks for and a tool can see. */
const ALL = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
} as const;

/** What alone can differ where only the colours do. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

/** What axe finds wrong in a page as it stands, as `rule: the first element`. */
export function axe(page: Page): Promise<string[]> {
  return faults(page, ALL);
}

/** The same of a page that was looked at by {@link axe} in its other colours. */
export function axeOfColours(page: Page): Promise<string[]> {
  return faults(page, COLOURS);
}

async function faults(page: Page, runOnly: typeof ALL | typeof COLOURS): Promise<string[]> {
  await letIn(page);
  return page.evaluate(async ({ type, values }) => {
    const tool = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
    const { violations } = await tool.run({
      runOnly: { type, values: [...values] },
      resultTypes: ["violations"],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, runOnly);
}

/** Through the debugger, since a page's own policy may let no other script run; once for a page. */
async function letIn(page: Page): Promise<void> {
  if (await page.evaluate(() => "axe" in globalThis)) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: `${AXE};0` });
  await session.detach();
}
