import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { withPlainChooser } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { plainPng } from "../support/png-writer.js";

const LABELS = "file,label\nchosen/a.png,red\nchosen/b.png,red\n";
const PNG = plainPng(6, 5, [200, 30, 0]);

declare global {
  /** How often the page asked to keep its storage. */
  var persistAsked: number;
}

describeApp("files that are chosen", (at) => {
  const heading = (page: Page) => page.getByRole("heading", { level: 1 }).waitFor();

  it("by the window that remembers come again by themselves, and the browser is asked once to keep them", async () => {
    const page = await at.browser.newPage();
    // A folder of the page's own storage: as real a handle as one of the disk, and needs no person.
    await page.addInitScript(() => {
      globalThis.persistAsked = 0;
      StorageManager.prototype.persisted = async () => false;
      StorageManager.prototype.persist = async () => {
        globalThis.persistAsked++;
        return true;
      };
      let closed = true;
      const showDirectoryPicker = async () => {
        if (closed) {
          closed = false;
          throw new DOMException("closed", "AbortError");
        }
        return (await navigator.storage.getDirectory()).getDirectoryHandle("chosen");
      };
      Object.assign(globalThis, { showDirectoryPicker });
    });
    await page.goto(at.site.url);
    await heading(page);
    await page.evaluate(
      async (bytes) => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle("chosen", { create: true });
        for (const name of ["a.png", "b.png"]) {
          const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
          await file.write(Uint8Array.from(bytes));
          await file.close();
        }
      },
      [...PNG],
    );
    const choose = page.getByRole("button", { name: "Choose a folder" });
    // A window that is closed changes nothing.
    await choose.click();
    expect(await page.getByRole("alert").count()).toBe(0);
    await choose.click();
    await page.getByText("2 images in 1 folder.").waitFor();
    await expect.poll(() => page.evaluate(() => persistAsked)).toBe(1);
    const kept = page.getByRole("button", { name: /^Save as a file/ });
    await kept.waitFor();
    await page.reload();
    // What is added is refused until the images are here again, which nobody is asked for.
    const labels = { name: "labels.csv", mimeType: "text/csv", buffer: Buffer.from(LABELS) };
    const isTaken = async (): Promise<boolean> => {
      await page.locator("input[type=file]").first().setInputFiles(labels);
      return page.getByText("From labels.csv.").isVisible();
    };
    await expect.poll(isTaken, { interval: 1000 }).toBe(true);
    expect(await page.getByText("needs its files again").count()).toBe(0);
    await page.getByRole("button", { name: "Start again without files" }).click();
    await page.getByText("2 images in 1 folder.").waitFor({ state: "detached" });
    await choose.click();
    await choose.click();
    await expect.poll(() => kept.count()).toBe(2);
    expect(await page.evaluate(() => persistAsked)).toBe(0);
    await page.context().close();
  });

  it("by a phone's camera are taken, with what so few can show", async () => {
    const context = await at.browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await context.newPage();
    await withPlainChooser(page);
    await page.goto(at.site.url);
    await heading(page);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Take photos" }).click();
    const asked = await chooser;
    expect(await asked.element().getAttribute("capture")).toBe("environment");
    expect(await asked.element().getAttribute("accept")).toBe("image/*");
    await asked.setFiles(
      ["1.png", "2.png", "3.png"].map((name) => ({
        name,
        mimeType: "image/png",
        buffer: Buffer.from(PNG),
      })),
    );
    await page
      .getByText("3 pictures show how it behaves. They cannot show how often it is right.")
      .waitFor();
    await context.close();
  });
});
