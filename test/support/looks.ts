import type { Page } from "playwright-core";

/** What a desk shows in both colours is not looked at in both again on a phone. */
const LOOKS = [
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
] as const;

/** Has a page that does not move looked at on a desk, light and dark, and on a phone. */
export async function inEachLook(
  page: Page,
  look: (at: string, scheme: "light" | "dark") => Promise<void>,
): Promise<void> {
  for (const [width, scheme] of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await look(`${scheme}, ${width} px`, scheme);
  }
}
