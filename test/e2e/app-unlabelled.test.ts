import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import { axeNow, press, savedResult } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { deployerFiles } from "../support/deployer-files.js";

const FILES = deployerFiles(40);

describeApp("images without labels", (at) => {
  beforeAll(async () => {
    for (const [path, bytes] of [...FILES.model, ...FILES.images]) {
      await mkdir(dirname(join(at.folder, path)), { recursive: true });
      await writeFile(join(at.folder, path), bytes);
    }
  });

  async function give(page: Page, button: string, paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await press(page, button);
    await (await chooser).setFiles(paths.map((path) => join(at.folder, path)));
  }

  async function says(page: Page): Promise<void> {
    page.setDefaultTimeout(60_000);
    await give(page, "Choose a model", ["model.onnx", "model.json"]);
    await page.getByText(/2 possible answers/).waitFor();
    await give(page, "Choose a folder", ["photos"]);
    await page.getByText("40 images in 1 folder").waitFor();
    await press(page, "See what the model says");
    await page.getByRole("heading", { name: "What the model says about your images" }).waitFor();
    await page.getByRole("button", { name: /^All 40$/ }).waitFor();
  }

  it("are shown with what the model says, sorted and filtered, and without a figure", async () => {
    const { page, problems } = await at.open();
    await says(page);
    const tiles = page.getByRole("gridcell");
    await expect.poll(() => tiles.count()).toBeGreaterThan(9);
    expect(await tiles.first().textContent()).toMatch(/^\s*(red|green)\s*\d+%\s*$/);
    const share = async (): Promise<number> =>
      Number(/(\d+)%/.exec((await tiles.first().textContent()) ?? "")?.[1]);
    const surest = await share();
    await page.getByLabel("Order").selectOption("least-sure");
    await expect.poll(share).toBeLessThan(surest);
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("All 40");
    await page.getByRole("button", { name: /^green/ }).click();
    await expect.poll(async () => (await tiles.allInnerTexts()).join(" ")).not.toMatch(/red/);
    expect(await page.getByText(/right|wrong|accuracy/i).allInnerTexts()).toEqual([
      "These are its answers and how sure it says it is. Whether it is right, nobody knows until some images have labels.",
      "Is it right?",
      "Label some of them yourself, its answer hidden. After 30 you know roughly how often it is right here.",
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("are labelled from the draw on, survive a reload, and come to a result", async () => {
    const { page, problems } = await at.open();
    await says(page);
    await press(page, "Label some of them");
    await page.getByLabel("Published figure").fill("90%");
    await page.getByText(/^Read as 90/).waitFor();
    await page.getByLabel("Points below it that are still fine for you").fill("10");
    await press(page, "Begin");
    const end = page.locator('[data-screen="end"]');
    // The verdict may take the place of the next image; a label key does nothing there.
    const next = page.locator(".lstage canvas").or(end).first();
    const key = async (name: string): Promise<void> => {
      await next.waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await page.keyboard.press(name);
    };
    await key("2");
    await page.getByText(/of 1 right/).waitFor();
    await key("1");
    await page.getByText(/of 2 right/).waitFor();
    await page.reload();
    await give(page, "Choose the folder again", ["photos"]);
    await page.getByText("Going on at image 3.").waitFor();

    // Each image is called otherwise than it is said to be: the published figure cannot hold.
    for (let labels = 2; labels < 40 && (await end.count()) === 0; labels++) {
      await key("0");
      await page.waitForFunction(
        (n) =>
          document.body.textContent?.includes(`of ${n} right`) ||
          document.querySelector('[data-screen="end"]'),
        labels + 1,
      );
    }
    await page.getByRole("heading", { name: /^The published 90.*does not hold/ }).waitFor();
    const saved = page.waitForEvent("download");
    await press(page, "Save labels");
    const text = await readFile(await (await saved).path(), "utf8");
    expect(text).toMatch(/^file,label/);
    expect(text).toContain("none of these");

    await press(page, "See the results");
    await page.getByText("Fails here").first().waitFor();
    await page.getByText(/^labeller 1 labelled \d+ of 40 images, drawn at random/).waitFor();
    const result = await savedResult<EvaluationResult>(page);
    const { labelling, inputs } = result;
    expect(labelling).toMatchObject({ order: "drawn", seed: 1, images: 40, looks: "after-each" });
    expect(labelling?.looked).toBe(result.inputs.scored);
    const notes = inputs.notes.map(({ code, what }) => `${code}: ${what}`).join("\n");
    expect(notes).toMatch(
      /labels\/made-here: labels were made here, .*drawn from the seed 1: labeller 1/,
    );
    expect(notes).toContain("in the order in which they were labelled, which was drawn at random");

    // The steps of a narrow window are behind a button, with the ways out of the project.
    await page.setViewportSize({ width: 390, height: 844 });
    const menu = page.getByRole("button", { name: "Step 6 of 6: Results" });
    await menu.click();
    await page.getByRole("button", { name: "All projects" }).waitFor();
    expect(await menu.getAttribute("aria-expanded")).toBe("true");
    // One list, which the button shows: each step stands in the page once.
    const steps = page.getByRole("navigation", { name: "Steps" });
    expect(await steps.count()).toBe(1);
    expect(await page.locator("header").getByText("Your question").count()).toBe(1);
    expect(await axeNow(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("button", { name: "All projects" }).count()).toBe(0);
    expect(await menu.evaluate((one) => one === document.activeElement)).toBe(true);
    // What is chosen lies over the page, and what was pressed stays in sight above it.
    const mark = page.locator(".pick").first();
    await mark.click();
    const sheet = page.locator(".chosen.sheet");
    await sheet.locator("canvas").first().waitFor();
    const [under, over] = [await mark.boundingBox(), await sheet.boundingBox()];
    expect(over?.height).toBeLessThanOrEqual(0.62 * 844);
    expect((under?.y ?? 0) + (under?.height ?? 0)).toBeLessThanOrEqual((over?.y ?? 0) + 1);
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "Show only how many are chosen" }).click();
    await page.getByRole("button", { name: "Show the images chosen" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => sheet.count()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("button", { name: "Label more", exact: true }).click();
    await page.getByRole("heading", { name: /^The published 90.*does not hold/ }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: /^Step 5 of 6/ }).click();
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByRole("heading", { name: "Does the model work on your images?" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("are labelled by a second person blind to the first, and it is said how far both agree", async () => {
    const { page, problems } = await at.open();
    await says(page);
    await press(page, "Label some of them");
    await page.getByText("How to draw: at random").click();
    await page.getByRole("radio", { name: /^Evenly/ }).check();
    await page.getByLabel("Images on the list").fill("6");
    await page.getByLabel(/^Your name/).fill("Ann");
    await press(page, "Begin");
    const end = page.getByRole("heading", { name: "All 6 are labelled." });
    const labelAll = async (keys: string): Promise<void> => {
      for (const [done, name] of [...keys].entries()) {
        await page.locator(".lstage canvas").waitFor();
        await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
        // Nothing tells what the other one said.
        expect(await page.locator("main").textContent()).not.toContain("Ann");
        await page.keyboard.press(name);
        await page
          .getByText(`${done + 1} of 6 labelled`)
          .or(end)
          .first()
          .waitFor();
      }
      await end.waitFor();
    };
    await labelAll("111222");
    await page.getByLabel("Name of who labels next").fill("Ben");
    await press(page, "Hand over");
    await page.getByText("Image 1 of the 6 on your list").waitFor();
    await labelAll("112222");
    await page.getByText("Ann and Ben").waitFor();
    // Five of six alike; by chance 3 × 2 + 3 × 4 of 36: κ = (5/6 − 1/2) / (1 − 1/2).
    await page
      .getByText(/Both say the same of 5 of 6 images\.\s+Agreement beyond chance \(κ\) 0\.67/)
      .waitFor();
    await page.getByText("1 on which they differ").waitFor();
    expect(await axeNow(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
