import type { Page } from "playwright-core";

/** Drops files and folders of the disk onto a page, as a person does. Chromium. */
export async function dropOn(page: Page, ...paths: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  }
  await client.detach();
}
