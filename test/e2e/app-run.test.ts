import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeNow, giveFiles, heading, openAppPage, press } from "../support/app-page.js";
import { openAppSite, type Planted } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
const IMAGES = Array.from({ length: 24 }, (_, i) => ({
  name: `photos/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(6, 5, i % 2 === 0 ? [190 + i, 30, 0] : [10, 190 + i, 0]),
  label: i % 2 === 0 ? "red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;
const FILES: readonly (readonly [string, Uint8Array | string])[] = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
  ["labels.csv", LABELS],
  ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
];

interface Saved {
  readonly inputs: {
    readonly scored: number;
    readonly listed: readonly unknown[];
    readonly notes: readonly { readonly code: string; readonly what: string }[];
  };
}

async function toQuestion(page: Page): Promise<void> {
  await giveFiles(page, FILES);
  await press(page, /^Go on$/);
  await press(page, "Go on with 24 images");
  await page.getByLabel("The published figure").waitFor();
}

const run = (page: Page): Promise<void> => press(page, /^Fix my answer and run/);

async function saved(page: Page): Promise<Saved> {
  const button = page.getByRole("button", { name: "Save result.json" });
  await button.waitFor({ timeout: 120_000 });
  const download = page.waitForEvent("download");
  await button.click();
  return JSON.parse(await readFile(await (await download).path(), "utf8")) as Saved;
}

describeWithChromium("a run in the page", () => {
  let browser: Browser;
  const sites: StaticSite[] = [];
  const open = async (planted: Planted) => {
    const site = await openAppSite("/tools/homeground/", 0, planted);
    sites.push(site);
    return openAppPage(browser, site);
  };
  beforeAll(async () => {
    browser = await launchChromium();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    for (const site of sites) await site.close();
  });

  it("goes on without the check of the card when somebody skips it, and says so ever after", async () => {
    // Images by other rules than the card's are those of the check: they never come back.
    const { page, problems } = await open({
      "scorer.js": `addEventListener("message", (event) => {
        if (event.data.kind === "score" && event.data.rule !== undefined) event.stopImmediatePropagation();
      });`,
    });
    await toQuestion(page);
    await run(page);
    await heading(page, /^All scored\. Checking/);
    const skip = page.getByRole("button", { name: "Skip this check" });
    expect(await axeNow(page)).toEqual([]);
    // Who stops instead has all images scored, and is asked again.
    await press(page, "Stop and keep what is done");
    await heading(page, "Stopped at 24 of 24. Nothing is lost.");
    await press(page, /^Go on/);
    await skip.focus();
    await page.keyboard.press("Enter");
    const first = await saved(page);
    const [note, ...more] = first.inputs.notes.filter(({ code }) => code.startsWith("model/"));
    expect(note?.code).toBe("model/check-skipped");
    expect(more).toEqual([]);
    expect(first.inputs.scored).toBe(24);
    await page
      .getByText("Nobody checked how the model's card is read")
      .first()
      .waitFor({ state: "attached" });

    // The same run again: were the check made, it would never end.
    await page.keyboard.press("g");
    await page.keyboard.press("4");
    await run(page);
    const again = await saved(page);
    expect(again.inputs.notes).toEqual(first.inputs.notes);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 240_000);
});
