import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { describeApp } from "../support/app-suite.js";
import { deployerFiles } from "../support/deployer-files.js";
import { type Hand, handOf } from "../support/hand.js";

/**
 * The two main ways, played by a hand whose actions are counted, and what a screen reader is given on
 * them. docs/app-review.md has the numbers.
 */

const IMAGES = 100;
const LABELS = 40;
const FILES = deployerFiles(IMAGES);
/** Every colour as it is: the model is right about all of them. */
const TRUE = FILES.images.map(([path], i) => `${path},${i % 2 === 0 ? "red" : "green"}`);

describeApp("the main ways, by what they ask of a person", (at) => {
  beforeAll(async () => {
    const labelled = [["labels.csv", `file,label\n${TRUE.join("\n")}\n`] as const];
    for (const [folder, files] of [
      ["labelled", [...FILES.model, ...FILES.images, ...labelled]],
      ["unlabelled", [...FILES.model, ...FILES.images]],
    ] as const) {
      for (const [path, bytes] of files) {
        await mkdir(dirname(join(at.folder, folder, path)), { recursive: true });
        await writeFile(join(at.folder, folder, path), bytes);
      }
    }
  });

  async function open(): Promise<{ page: Page; hand: Hand; problems: string[] }> {
    const context = await at.browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(at.site.url);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    return { page, hand: handOf(page), problems };
  }

  const button = (page: Page, name: RegExp) => page.getByRole("button", { name }).first();

  it("are short: one folder dropped comes to its verdict", async () => {
    const { page, hand, problems } = await open();
    const read = transcriptOf(page);
    await hand.drop(join(at.folder, "labelled"));
    await page.getByText(/^We took/).waitFor();
    await read("files dropped");
    await hand.click(button(page, /^Go on$/));
    await button(page, /^Go on with 100 images$/).waitFor();
    await read("what we found");
    await hand.click(button(page, /^Go on with 100 images$/));
    const figure = page.getByLabel("The published figure");
    await figure.waitFor();
    await hand.click(figure);
    await hand.press("Control+A");
    await hand.type("90%");
    await hand.click(button(page, /^Fix my answer and run/));
    await page.getByRole("button", { name: "Save result.json" }).waitFor();
    await page.getByText("Holds here").first().waitFor();
    await read("results");
    await expectStated("Drop to verdict of 100 labelled images", hand.actions, hand.seconds);
    await expect(read.text()).toMatchFileSnapshot("transcripts/drop-to-results.txt");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("are short: without labels, forty of them come to a verdict", async () => {
    const { page, hand, problems } = await open();
    const read = transcriptOf(page);
    await hand.drop(join(at.folder, "unlabelled"));
    await hand.click(button(page, /^See what the model says$/));
    await button(page, /^All 100$/).waitFor();
    await hand.click(button(page, /^Label some of them$/));
    const figure = page.getByLabel("Published figure");
    await hand.click(figure);
    await hand.type("90%");
    await page.getByText(/^Read as 90/).waitFor();
    await read("before the first label");
    await hand.click(button(page, /^Begin$/));
    const end = page.locator('[data-screen="end"]');
    const next = page.locator(".lstage canvas").or(end).first();
    let labels = 0;
    for (;;) {
      await next.waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      if ((await end.count()) > 0) break;
      // Whoever labels sees the colour; two are said to be something else.
      const isRed = await page.locator(".lstage canvas").evaluate((canvas) => {
        const context = (canvas as HTMLCanvasElement).getContext("2d");
        const [red = 0, green = 0] = context?.getImageData(5, 5, 1, 1).data ?? [];
        return red > green;
      });
      if (labels === 1) await read("an image to label");
      await hand.press(isRed ? "1" : "2");
      labels++;
      await page.waitForFunction(
        (n) =>
          document.body.textContent?.includes(`of ${n} right`) ||
          document.querySelector('[data-screen="end"]'),
        labels,
      );
    }
    await page.getByRole("heading", { name: /^The published 90.*% holds/ }).waitFor();
    await read("the verdict");
    // Not every verdict needs so many; the numbers are those of a person who gives forty.
    expect(labels).toBeLessThanOrEqual(LABELS);
    const more = LABELS - labels;
    await expectStated(
      "No labels to verdict with 40 labelled",
      hand.actions + more,
      hand.seconds + 0.28 * more,
    );
    await expect(read.text()).toMatchFileSnapshot("transcripts/labels-to-verdict.txt");
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

/** The page states what was counted here, and it is less than a minute. */
async function expectStated(way: string, actions: number, seconds: number): Promise<void> {
  const stated = await readFile(join(import.meta.dirname, "../../docs/app-review.md"), "utf8");
  const row = `| ${way} | ${actions} | ${seconds.toFixed(1)} |`;
  const lines = stated.split("\n").map((line) => line.replace(/ +/g, " ").trim());
  expect(lines).toContain(row);
  expect(seconds).toBeLessThan(60);
}

/** What assistive technology is given, in its order; numbers, which vary, as one sign. */
function transcriptOf(page: Page) {
  const parts: string[] = [];
  const now = async (): Promise<string> =>
    (await page.locator("body").ariaSnapshot()).replace(/\d+(?:[.,]\d+)*/g, "#");
  const read = async (name: string): Promise<void> => {
    let before = "";
    let text = await now();
    while (text !== before) {
      before = text;
      await page.waitForTimeout(400);
      text = await now();
    }
    parts.push(`== ${name}\n${text}\n`);
  };
  return Object.assign(read, { text: () => parts.join("\n") });
}
