import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { describeSlowApp } from "../support/app-suite.js";
import { deployerFiles } from "../support/deployer-files.js";
import { type Keyboard, keyboardOf } from "../support/keyboard.js";

const FILES = deployerFiles();

describeSlowApp("the deployer's whole journey by keys alone", (at) => {
  beforeAll(async () => {
    for (const [path, bytes] of FILES.all) {
      await mkdir(dirname(join(at.folder, path)), { recursive: true });
      await writeFile(join(at.folder, path), bytes);
    }
  });

  /** A press on a button that asks for files, which the system's own window gives. */
  async function give(page: Page, keys: Keyboard, button: RegExp, paths: readonly string[]) {
    await keys.to(button);
    const chooser = page.waitForEvent("filechooser");
    await keys.press("Enter");
    await (await chooser).setFiles(paths.map((path) => join(at.folder, path)));
  }

  it("goes from files to a saved report and back, with the focus seen at every stop and never lost", async () => {
    const { page, problems } = await at.open();
    page.on("filechooser", () => {}); // from now on, before the first key
    const keys = keyboardOf(page);
    await keys.to(/^Skip to the main part$/);
    await keys.press("Enter");
    await give(page, keys, /^Choose a model$/, ["model.onnx", "model.json"]);
    await page.getByText(/2 possible answers/).waitFor();
    await give(page, keys, /^Choose a folder$/, ["photos"]);
    await page.getByText("60 images in 1 folder").waitFor();
    const record = FILES.record.map(([path]) => path);
    await give(page, keys, /^Choose labels$/, ["labels.csv", ...record]);
    await page.getByText("50.0% accuracy on 60 images").waitFor();
    await keys.to(/^Go on$/);
    await keys.press("Enter");

    await keys.screen("60 of your 61 images are ready.");
    await keys.to(/^Go on with 60 images$/);
    await keys.press("Enter");

    await keys.screen("2 of your names need your decision.");
    await page.keyboard.press("/");
    await page.locator("[data-filter] :focus").waitFor();
    await keys.to(/^Leave them out/);
    await keys.press("Space");
    await page.getByRole("heading", { name: "One of your names needs your decision." }).waitFor();
    await keys.to(/^Yes, it is red$/);
    await keys.press("Enter");
    await page.getByRole("heading", { name: "Every name is decided." }).waitFor();
    await keys.to(/^These matches are right$/);
    await keys.press("Enter");

    await keys.screen(/of your \d+ images are like|None of your|All your images/);
    await keys.to(/^Go on$/);
    await keys.press("Enter");

    await keys.screen("How far below 50.0% would still be fine for you?");
    await keys.to(/^Points below, slider$/);
    await keys.press("ArrowRight");
    await page.getByText("above 44.5%.").first().waitFor();
    await keys.to(/^I look once/);
    await keys.press("ArrowUp");
    expect(await page.getByRole("radio", { name: /as often/ }).isChecked()).toBe(true);
    await keys.to(/^What these words mean$/);
    await keys.press("Enter");
    await page.getByText("The share of images with the right label.").waitFor();
    await page.getByText("contains the true figure 95 times in 100").waitFor();
    await keys.to(/^Fix my answer and run/);
    await keys.press("Enter");

    await page.getByRole("heading", { level: 1, name: /^Scoring your images/ }).waitFor();
    await keys.press("Space");
    await page.getByRole("heading", { level: 1, name: /^Paused at/ }).waitFor();
    await keys.to(/^Go on/);
    await keys.press("Enter");
    await keys.screen(/hold|tell|told|fails|likely between/i);

    // The report is two stops away; then a cell of the matrix, by arrows, with its images beside it.
    await keys.to(/^Skip to the files to keep$/);
    await keys.press("Enter");
    await page.keyboard.press("Tab");
    await page
      .getByRole("button", { name: "Save report.html" })
      .and(page.locator(":focus"))
      .waitFor();
    await page.locator("main h1").focus();
    await keys.to(/^Confusion matrix\. Arrow keys/);
    await keys.press("ArrowDown");
    await keys.press("Enter");
    await page.getByRole("heading", { name: /\d+ images? chosen/ }).waitFor();
    await keys.press("Tab");
    await page.locator(".tochosen:focus").waitFor();
    await keys.press("Enter");
    await page.locator("#chosen:focus").waitFor();
    await keys.to(/^Open in the gallery$/);
    await keys.press("Enter");
    await keys.screen(/images? (is|are) (wrong|right)|All of/);
    await page.locator('.galtile[tabindex="0"]').waitFor();
    await page.keyboard.press("/");
    await page.locator('.galbar [aria-pressed="true"]:focus').waitFor();
    await keys.to(/called/);
    await keys.press("ArrowRight");
    await page.locator('.galtile[data-at="1"]:focus').waitFor();
    await keys.press("Enter");
    await page
      .getByRole("dialog")
      .getByText(/^image 2 of \d+/)
      .waitFor();
    await keys.to(/^Next$/);
    await keys.press("Enter");
    await page
      .getByRole("dialog")
      .getByText(/^image 3 of \d+/)
      .waitFor();
    await keys.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.locator(".galtile:focus").waitFor();
    await keys.backTo(/Back to the figures$/);
    await keys.press("Enter");

    await page.getByRole("button", { name: "Save report.html" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.localName)).not.toBe("body");
    await page.keyboard.press("Escape"); // lets the choice go, and is back where it was made
    await page.getByRole("heading", { name: "No images chosen" }).waitFor();
    await page.locator("#confusion-matrix .pd:focus").waitFor();
    await keys.to(/^Save report\.html$/);
    const saved = page.waitForEvent("download");
    await keys.press("Enter");
    const report = await readFile(await (await saved).path(), "utf8");
    expect(report).toContain("</html>");

    // And back, screen by screen to the start; then to the results, which are as they were.
    await keys.press("g");
    await keys.press("4");
    await keys.screen("How far below 50.0% would still be fine for you?");
    for (const screen of [
      /of your \d+ images are like|None of your|All your images/,
      "60 of your 61 images are ready.",
      "Does the model work on your images?",
    ]) {
      await keys.to(/^Back$/);
      await keys.press("Enter");
      await keys.screen(screen);
    }
    await keys.press("g");
    await keys.press("6");
    await keys.screen(/hold|tell|told|fails|likely between/i);
    expect(keys.faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
