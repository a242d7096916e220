import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withPlainChooser } from "../support/app-page.js";
import { openAppSite } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
const IMAGES = Array.from({ length: 100 }, (_, i) => ({
  name: `photos/${String(i).padStart(3, "0")}.png`,
  bytes: plainPng(6, 5, i % 2 === 0 ? [200, 30, 0] : [10, 190, 0]),
  // A quarter of them is called otherwise than they look.
  label: (i % 4 === 0 ? i % 2 !== 0 : i % 2 === 0) ? "Red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;

describeWithChromium("the app", () => {
  let browser: Browser;
  let site: StaticSite;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    site = await openAppSite();
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await withPlainChooser(page);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(site.url);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it("takes a deployer from files to a verdict, and loads nothing but its own programs", async () => {
    await page.getByRole("heading", { name: "Does the model work on your images?" }).waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose a model" }).click();
    await (await chooser).setFiles([
      { name: "model.onnx", mimeType: "application/octet-stream", buffer: Buffer.from(MODEL) },
      { name: "model.json", mimeType: "application/json", buffer: Buffer.from(cardText(MODEL)) },
      { name: "labels.csv", mimeType: "text/csv", buffer: Buffer.from(LABELS) },
      ...IMAGES.map(({ name, bytes }) => ({
        name: name.replace("photos/", ""),
        mimeType: "image/png",
        buffer: Buffer.from(bytes),
      })),
    ]);
    await page.getByText("100 images in").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("heading", { name: "All 100 images are ready." }).waitFor();
    await page.getByRole("button", { name: "Go on with 100 images" }).click();
    await page.getByRole("heading", { name: "One of your names needs your decision." }).waitFor();
    await page.getByRole("button", { name: "Yes, it is red" }).click();
    await page.getByRole("heading", { name: "Every name is decided." }).waitFor();
    await page.getByRole("button", { name: "These matches are right" }).click();
    await page.getByLabel("The published figure").fill("95");
    await page.getByRole("button", { name: "Fix my answer and run" }).click();
    await page.getByRole("heading", { level: 1, name: /does not hold|fails/i }).waitFor();
    // 75 of 100 by the way the labels were made: the figure stands in the answer.
    expect(await page.locator("main").textContent()).toContain("75.0%");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save result.json" }).click();
    expect((await download).suggestedFilename()).toBe("result.json");
    expect(problems).toEqual([]);
    const known =
      /^(|files\.json|index\.html|service-worker\.js|app\.(js|css)|(session|scorer|app)[\w.-]*\.js|ort\/[\w.-]+|codecs\/[\w.]+)$/;
    expect(site.requests.filter((path) => !known.test(path))).toEqual([]);
  });
});
