import type { Page } from "playwright-core";

/** Has a page that does not move looked at on a desk and on a phone, light and dark. */
export async function inEachLook(
  page: Page,
  look: (at: string, scheme: "light" | "dark") => Promise<void>,
): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await look(`${scheme}, ${width} px`, scheme);
    }
  }
}
