import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { giveFiles, heading, press, withPlainChooser } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { deployerFiles } from "../support/deployer-files.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const MODEL = meanColourClassifier();
const IMAGES = Array.from({ length: 100 }, (_, i) => ({
  name: `${String(i).padStart(3, "0")}.png`,
  bytes: plainPng(6, 5, i % 2 === 0 ? [200, 30, 0] : [10, 190, 0]),
  // A quarter of them is called otherwise than they look.
  label: (i % 4 === 0 ? i % 2 !== 0 : i % 2 === 0) ? "Red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;

const UNLABELLED = deployerFiles(16);

describeApp("a screen reader on the main path", (at) => {
  it("is given the transcript that is kept, screen by screen", async () => {
    const context = await at.browser.newContext({ viewport: { width: 1280, height: 900 } });
    await withPlainChooser(context);
    const page = await context.newPage();
    const told: string[] = [];
    const listen = async (screen: string): Promise<void> => {
      told.push(`# ${screen}`, steady(await page.locator("main").ariaSnapshot()), "");
    };
    await page.goto(at.site.url);
    await heading(page, "Does the model work on your images?");
    await listen("Nothing is chosen");
    await give(page);
    await page.getByText("100 images in").waitFor();
    await page.locator("button:enabled", { hasText: /^Go on$/ }).waitFor();
    await page.getByRole("button", { name: /^Save as a file/ }).waitFor();
    await listen("Everything is chosen");
    await press(page, "Go on");
    await heading(page, "All 100 images are ready.");
    await listen("The images");
    await press(page, "Go on with 100 images");
    await heading(page, "One of your names needs your decision.");
    await listen("The names");
    await press(page, "Yes, it is red");
    await heading(page, "Every name is decided.");
    await press(page, "These matches are right");
    await page.getByLabel("The published figure").fill("95");
    await page.getByText(/^Read as 95/).waitFor();
    // How many labels it takes is said a moment after the figure was read.
    await page
      .getByRole("region", { name: "How many labels will it take?" })
      .getByText(/^about \d/)
      .first()
      .waitFor();
    await listen("The question");
    await press(page, "Fix my answer and run");
    await heading(page, /does not hold|fails/i);
    await page.getByRole("button", { name: "Save result.json" }).waitFor();
    await page.locator("#ask-computed").waitFor(); // the last question is drawn last
    await listen("The answer");
    await context.close();
    await expect(told.join("\n")).toMatchFileSnapshot("transcripts/main-path.txt");
  });

  it("is given another where there are no labels: what the model says, labelling, its end", async () => {
    const { page } = await at.open();
    const told: string[] = [];
    const listen = async (screen: string): Promise<void> => {
      told.push(`# ${screen}`, steady(await page.locator("main").ariaSnapshot()), "");
    };
    await giveFiles(page, [...UNLABELLED.model, ...UNLABELLED.images]);
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 16$/ }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".galtile canvas").length === 16);
    await listen("What the model says");
    await press(page, "Label some of them");
    await page.getByLabel("Published figure").fill("90%");
    await press(page, "Begin");
    const end = page.locator('[data-screen="end"]');
    for (let done = 1; (await end.count()) === 0; done++) {
      await page.locator(".lstage canvas").or(end).first().waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      if (done === 2) await listen("The second image");
      await page.keyboard.press(`${1 + (done % 2)}`);
      await page.getByText(`of ${done} right`).or(end).first().waitFor();
    }
    await page.waitForFunction(() => document.querySelectorAll(".ltiles canvas").length === 16);
    await listen("The end of labelling");
    await page.context().close();
    await expect(told.join("\n")).toMatchFileSnapshot("transcripts/no-labels.txt");
  });
});

async function give(page: Page): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await press(page, "Choose a model");
  const image = ({ name, bytes }: (typeof IMAGES)[number]) => ({
    name,
    mimeType: "image/png",
    buffer: Buffer.from(bytes),
  });
  await (await chooser).setFiles([
    { name: "model.onnx", mimeType: "application/octet-stream", buffer: Buffer.from(MODEL) },
    { name: "model.json", mimeType: "application/json", buffer: Buffer.from(cardText(MODEL)) },
    { name: "labels.csv", mimeType: "text/csv", buffer: Buffer.from(LABELS) },
    ...IMAGES.map(image),
  ]);
}

/** Without what differs from one run to the next: times, days and hashes of files. */
function steady(tree: string): string {
  return tree
    .replace(/\d+(?:\.\d+)? (?:ms|s|seconds?|minutes?)\b/g, "some time")
    .replace(/\b\d{1,2} [A-Z][a-z]+ 20\d\d\b/g, "a day")
    .replace(/\b[0-9a-f]{8,64}\b/g, "a hash");
}
