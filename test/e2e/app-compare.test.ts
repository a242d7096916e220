import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { axeNow, giveFiles, heading, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const NUMBERS = Array.from({ length: 60 }, (_, i) => i);
const label = (i: number): string => (i % 2 === 0 ? "deer" : "fox");
/** Right for four of five, and for one of three: the first is ahead. */
const isRight = {
  first: (i: number) => i % 5 !== 0,
  second: (i: number) => i % 3 === 0,
} as const;

const LABELS = `file,label,site\n${NUMBERS.map((i) => `${i}.png,${label(i)},${i < 30 ? "north" : "south"}\n`).join("")}`;
const answers = (of: keyof typeof isRight): string =>
  `file,predicted\n${NUMBERS.map((i) => `${i}.png,${label(isRight[of](i) ? i : i + 1)}\n`).join("")}`;
const PHOTOS = NUMBERS.map((i): [string, Uint8Array] => [
  `photos/${i}.png`,
  plainPng(16, 12, [4 * i, 255 - 4 * i, 90]),
]);

/** Saves a file of the screen, and reads it. */
async function saved(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: `Save ${name}`, exact: true }).click();
  return readFile(await (await download).path(), "utf8");
}

async function giveOther(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await heading(page, /\?$|^What/);
}

describeApp("models of one project", (at) => {
  /** What the command line says of the same files. */
  let expected: Comparison;
  beforeAll(async () => {
    const to = (name: string) => join(at.folder, name);
    await mkdir(to("photos"));
    for (const [path, bytes] of PHOTOS) await writeFile(to(path), bytes);
    await writeFile(to("labels.csv"), LABELS);
    for (const of of ["first", "second"] as const) {
      await writeFile(to(`${of}-predictions.csv`), answers(of));
    }
    const ran = await runHere([
      ...["compare", to("photos"), "--labels", to("labels.csv"), "--out", to("out"), "--json", "-"],
      ...["first", "second"].flatMap((of) => ["--predictions", to(`${of}-predictions.csv`)]),
    ]);
    if (ran.status !== 0) throw new Error(ran.err);
    expected = JSON.parse(ran.out);
  });

  it("are compared on the screen and in files, as the command line compares them", async () => {
    const { page, problems } = await at.open();
    await giveFiles(page, [
      ["labels.csv", LABELS],
      ["first-predictions.csv", answers("first")],
      ...PHOTOS,
    ]);
    await press(page, "Go on");
    await heading(page, "All 60 images are ready.");
    await press(page, /^Go on with/);
    await press(page, "Fix my answer and run");
    await press(page, "Compare with another model");
    await heading(page, "Compare with another model");
    expect(await axeNow(page)).toEqual([]);
    await giveOther(page, "second-predictions.csv", answers("second"));
    await press(page, "Fix my answer and run");
    await press(page, "Compare 2 models");
    await heading(page, /first-predictions is ahead/);
    const said = (await page.locator("main").textContent()) ?? "";
    expect(said).toContain("2 models on the same 60 images");
    expect(said).toContain("Pictures that only one gets right");
    expect(said).not.toMatch(/homeground [a-z]|--[a-z]/);
    // As many pictures as are said: each a picture, none that could not be made.
    expect(await page.locator("#pictures img").count()).toBeGreaterThan(6);
    expect(said).not.toContain("The picture could not be made");
    expect(await axeNow(page)).toEqual([]);
    expect(JSON.parse(await saved(page, "comparison.json"))).toEqual(expected);
    expect(await saved(page, "comparison.html")).toContain("<h1>first-predictions is ahead");
    expect(await saved(page, "only-one-right.csv")).toMatch(/^image,model\n/);

    await page.getByLabel("Look at the parts of the data by").selectOption("site");
    await page
      .getByRole("columnheader", { name: /^north/ })
      .first()
      .waitFor();
    // The first model's own files are still there.
    await page.getByText("Files of first-predictions").click();
    const own = page.getByRole("button", { name: "Save result.json of first-predictions" });
    const download = page.waitForEvent("download");
    await own.click();
    const result = JSON.parse(await readFile(await (await download).path(), "utf8"));
    expect(result.estimates[0].value).toBeCloseTo(0.8, 12);

    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    await press(page, "Back to the results");
    await page.getByRole("button", { name: "Compare 2 models" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("may be models that are run here, of one name", async () => {
    const { page, problems } = await at.open();
    const colour = (i: number): string => (i % 2 === 0 ? "red" : "green");
    const photos = NUMBERS.map((i): [string, Uint8Array] => [
      `photos/${i}.png`,
      plainPng(6, 5, i % 2 === 0 ? [200, i, 0] : [i, 190, 0]),
    ]);
    // Every fourth image is labelled otherwise than it looks.
    const labels = NUMBERS.map((i) => `${i}.png,${colour(i % 4 === 0 ? i + 1 : i)}\n`).join("");
    const first = meanColourClassifier();
    const second = meanColourClassifier({
      weights: [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
    });
    const card = (model: Uint8Array, file: string) =>
      cardText(model, { fields: { name: "net", file } });
    await giveFiles(page, [
      ["a.onnx", first],
      ["a.json", card(first, "a.onnx")],
      ["labels.csv", `file,label\n${labels}`],
      ...photos,
    ]);
    await press(page, "Go on");
    await heading(page, "All 60 images are ready.");
    await press(page, /^Go on with/);
    await page.getByLabel("The published figure").fill("80 %");
    await press(page, "Fix my answer and run");
    await press(page, "Compare with another model");
    await heading(page, "Compare with another model");
    const input = page.locator("input[type=file]").first();
    const file = (name: string, bytes: Uint8Array | string) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    });
    // Nothing that could be compared: what is here stays as it is.
    await input.setInputFiles(file("notes.md", "Nothing of use"));
    await page.getByText("there is no other model in it").waitFor();
    await press(page, "Close this note");
    await input.setInputFiles([file("b.onnx", second), file("b.json", card(second, "b.onnx"))]);
    await heading(page, "What do you want to know?");
    // What was published of the first is not claimed of the second.
    expect(await page.getByLabel("The published figure").inputValue()).toBe("");
    await press(page, "Fix my answer and run");
    await press(page, "Compare 2 models");
    await heading(page, "net is ahead of all others.");
    const { models }: Comparison = JSON.parse(await saved(page, "comparison.json"));
    expect(models.map(({ name, value }) => [name, value])).toEqual([
      ["net", 0.75],
      ["net 2", 0.25],
    ]);
    expect(new Set(models.map(({ sha256 }) => sha256)).size).toBe(2);
    await press(page, "Take out net 2");
    await heading(page, "Compare with another model");
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
