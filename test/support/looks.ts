import type { Page } from "playwright-core";

/**
 * Has a page that does not move looked at on a desk, light and dark, and on a phone. What a desk shows in
 * both colours is not looked at in both again there.
 *
 * @param phonePx width of the phone
 */
export async function inEachLook(
  page: Page,
  look: (at: string, scheme: "light" | "dark") => Promise<void>,
  phonePx = 390,
): Promise<void> {
  for (const [width, scheme] of [
    [1280, "light"],
    [1280, "dark"],
    [phonePx, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await look(`${scheme}, ${width} px`, scheme);
  }
}
