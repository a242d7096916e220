import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { drawLabelOrder } from "../../src/labelling/label-order.js";
import { axeNow, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

/** Nine of ten are green, and all are labelled so: the first model is right about nine of ten. */
const PHOTOS = Array.from({ length: 40 }, (_, i): [string, Uint8Array] => [
  `photos/${String(i).padStart(3, "0")}.png`,
  plainPng(60 + (i % 5), 40, i % 10 === 0 ? [200, 30, i] : [10, 190, i]),
]);
const IMAGES = PHOTOS.map(([path]) => path);
const ONNX = meanColourClassifier();
const MODEL = [
  ["model.onnx", ONNX],
  ["model.json", cardText(ONNX, { fields: { name: "first" } })],
] as const;
const DRAWN = drawLabelOrder(IMAGES, DEFAULT_REQUEST.seed);
/** The same answer for all that are labelled, and another one for an image behind them. */
const table = (label: string, other: string) =>
  `file,predicted\n${DRAWN.map((path, i) => `${path},${i === 30 ? other : label}`).join("\n")}\n`;
const RIVALS = [
  ["steady.csv", table("green", "red")],
  ["never.csv", table("red", "green")],
  // The same bytes under another card, which names its answers the other way round.
  ["swapped.onnx", ONNX],
  [
    "swapped.json",
    cardText(ONNX, { labels: ["green", "red"], fields: { name: "swapped", file: "swapped.onnx" } }),
  ],
] as const;
const BUDGET = 36;

describeApp("a race of models while labelling", (at) => {
  const to = (path: string): string => join(at.folder, path);
  beforeAll(async () => {
    for (const [path, bytes] of [...MODEL, ...PHOTOS, ...RIVALS]) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), bytes);
    }
  });

  async function give(page: Page, button: string, paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await press(page, button);
    await (await chooser).setFiles(paths.map(to));
  }

  it("goes by keys, survives a reload, and is the command's race on the same labels", async () => {
    const { page, problems } = await at.open();
    page.setDefaultTimeout(60_000);
    await give(page, "Choose a model", ["model.onnx", "model.json"]);
    await page.getByText(/2 possible answers/).waitFor();
    await give(page, "Choose a folder", ["photos"]);
    await page.getByText("40 images in 1 folder").waitFor();
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 40$/ }).waitFor();
    await press(page, "Label some of them");
    await page.getByText("Race other models: none").focus();
    await page.keyboard.press("Enter");
    await page.getByText("No other model is among your files yet.").waitFor();
    await give(
      page,
      "Add models or predictions",
      RIVALS.map(([path]) => path),
    );
    await page.getByText("Race other models: 3 models").waitFor();
    // What is not wanted is taken out by a key.
    const swapped = page.getByRole("checkbox", { name: "swapped.onnx" });
    await swapped.focus();
    await page.keyboard.press("Space");
    await page.getByText("Race other models: 2 models").waitFor();
    await page.keyboard.press("Space");
    await page.getByLabel("Labels at most").fill(String(BUDGET));
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Begin");

    const strip = page.locator(".lrace");
    const heading = strip.locator("summary");
    const end = page.locator('[data-screen="end"]');
    const key = async (name: string, done: number): Promise<void> => {
      await page.locator(".lstage canvas").waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await page.keyboard.press(name);
      await page.getByText(`of ${done} right`).or(end).first().waitFor();
    };
    await heading.getByText("4 models, 20 more until the first look").waitFor();
    for (let done = 1; done <= 12; done++) await key("2", done);
    await heading.getByText("4 models, 8 more until the first look").waitFor();
    expect(await axeNow(page)).toEqual([]);

    await page.reload();
    await give(page, "Choose the folder again", ["photos"]);
    await page.getByText("Going on at image 13.").waitFor();
    await heading.getByText("4 models, 8 more until the first look").waitFor();
    for (let done = 13; done <= 20; done++) await key("2", done);
    await strip.getByText("dropped after 20 labels").first().waitFor();
    await strip.locator("li.out", { hasText: "never" }).waitFor();
    await strip.locator("li.out", { hasText: "swapped" }).waitFor();
    await heading.getByText(`2 of 4 models in the race after 20 of ${BUDGET} labels`).waitFor();
    expect(await axeNow(page)).toEqual([]);

    // On a phone everything that labels is still in reach.
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    const button = await page.locator(".lb").nth(1).boundingBox();
    expect(button!.height).toBeGreaterThanOrEqual(44);
    expect(button!.y + button!.height).toBeLessThanOrEqual(844);
    expect(await axeNow(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });

    await press(page, "Compare them on these labels");
    await page.getByRole("heading", { level: 2, name: "The race" }).waitFor();
    await page.getByText("Labels were made here and taken in the order in which").waitFor();
    const download = page.waitForEvent("download");
    await press(page, /^Save comparison\.json/);
    const comparison = JSON.parse(
      await readFile(await (await download).path(), "utf8"),
    ) as Comparison;
    expect(comparison.race).toMatchObject({ basis: "here", skipped: 0, budget: 20, labels: 20 });
    expect(comparison.cost).toBeNull();
    await page.getByText("Costs, and equal alarms").focus();
    await page.keyboard.press("Enter");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Measure what each costs");
    await page.getByRole("heading", { level: 2, name: "What each costs" }).waitFor();
    await page.getByText(/^Timed on 10 images on this machine by /).waitFor();
    expect(await axeNow(page)).toEqual([]);

    // The command line on the same labels, in the order in which they were drawn.
    const rows = DRAWN.slice(0, 20).map((path) => `${path.slice("photos/".length)},green\n`);
    await writeFile(to("made.csv"), `file,label\n${rows.join("")}`);
    const ran = await runHere([
      ...["compare", to("photos"), "--labels", to("made.csv"), "--out", to("out"), "--json", "-"],
      ...["--model", to("model.onnx"), "--model", to("swapped.onnx")],
      ...["--predictions", to("steady.csv"), "--predictions", to("never.csv")],
      ...["first", "swapped", "steady", "never"].flatMap((name) => ["--name", name]),
      ...["--race", String(BUDGET), "--anytime", "--order", "file"],
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    const command = JSON.parse(ran.out) as Comparison;
    const inOrder = ({ race, pairs, models }: Comparison) => ({
      dropped: race!.dropped.toSorted((a, b) => a.model.localeCompare(b.model)),
      remaining: race!.remaining.toSorted(),
      saved: [race!.runs, race!.saved, race!.winner],
      values: models.map(({ name, value, low, high }) => [name, value, low, high]).toSorted(),
      pairs: pairs.length,
    });
    expect(inOrder(comparison)).toEqual(inOrder(command));
    expect(inOrder(comparison).remaining).toEqual(["first", "steady"]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
