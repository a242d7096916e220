import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { drawLabelOrder } from "../../src/labelling/label-order.js";
import { axeNow, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { DOT_SIDE, dotMasks, dotPoseRows, dotsPng } from "../support/dot-models.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const COUNT = 30;
const BUDGET = 26;
/** Nobody can be dropped before. */
const FIRST_LOOK = 20;
const IMAGES = Array.from({ length: COUNT }, (_, i) => `photos/${String(i).padStart(3, "0")}.png`);
const DRAWN = drawLabelOrder(IMAGES, DEFAULT_REQUEST.seed).slice(0, FIRST_LOOK);

const ROW = {
  ...{ output: "rows", boxes: "cxcywh", boxUnit: "pixel", activation: "none" },
  ...{ candidates: "best-class", columns: { box: [0, 4], classes: [4, 5] }, scoreThreshold: 0.1 },
  ...{ clip: "none", nms: { method: "none" }, maxDetections: 10 },
};
const FLY = { labels: ["fly"], input: { height: DOT_SIDE, width: DOT_SIDE } };

/** Where the two points of a picture are. */
const spotOf = (image: string) => {
  const i = IMAGES.indexOf(image);
  return { nose: [3 + (i % 4), 4], tail: [3 + (i % 4), 10] } as const;
};
const dots = (image: string): Uint8Array => {
  const { nose, tail } = spotOf(image);
  return dotsPng([...nose, 0], [...tail, 1]);
};

type Files = Readonly<Record<string, string | Uint8Array>>;

describeApp("a race while images are labelled", (at) => {
  const to = (path: string): string => join(at.folder, path);

  async function write(files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), content);
    }
  }
  async function give(page: Page, button: string, paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await press(page, button);
    await (await chooser).setFiles(paths.map(to));
  }
  /** From the files to the first image, with these raced against the first model. */
  async function begin(
    kind: string,
    first: readonly string[],
    rivals: readonly string[],
    before: (page: Page) => Promise<void> = async () => {},
  ) {
    const { page, problems } = await at.open();
    page.setDefaultTimeout(60_000);
    await give(page, "Choose a model", first);
    await page.getByText(/1 possible answer/).waitFor();
    await give(page, "Choose a folder", [`${kind}/photos`]);
    await page.getByText(`${COUNT} images in 1 folder`).waitFor();
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 30$/ }).waitFor();
    await before(page);
    await press(page, "Label some of them");
    await page.getByText("Race other models: none").click();
    await give(page, "Add models or predictions", rivals);
    await page.getByText(`Race other models: 2 models`).waitFor();
    await page.getByLabel("Labels at most").fill(String(BUDGET));
    const threshold = page.getByLabel("Objects count from a score of");
    if ((await threshold.count()) > 0) await threshold.fill("0.5");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Begin");
    return { page, problems };
  }

  /** Labels images in drawn order up to the first look. */
  async function labelAll(
    page: Page,
    stage: Locator,
    label: (image: string) => Promise<void>,
  ): Promise<Locator> {
    const strip = page.locator(".lrace");
    const heading = strip.locator("summary");
    for (const [done, image] of DRAWN.entries()) {
      const left = FIRST_LOOK - done;
      await heading.getByText(`3 models, ${left} more until the first look`).waitFor();
      await stage.waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await label(image);
    }
    return strip;
  }

  async function compared(page: Page): Promise<Comparison> {
    await press(page, "Compare them on these labels");
    await page.getByRole("heading", { level: 2, name: "The race" }).waitFor();
    const download = page.waitForEvent("download");
    await press(page, /^Save comparison\.json/);
    return JSON.parse(await readFile(await (await download).path(), "utf8")) as Comparison;
  }
  async function command(kind: string, labels: string, more: readonly string[]) {
    const ran = await runHere([
      ...["compare", to(kind), "--labels", to(labels), "--out", to(`out-${kind}`), "--json", "-"],
      ...[...more, "--race", String(BUDGET), "--order", "file", "--anytime"],
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    return JSON.parse(ran.out) as Comparison;
  }
  const standing = ({ race }: Comparison) => ({
    dropped: race!.dropped.toSorted((a, b) => a.model.localeCompare(b.model)),
    remaining: race!.remaining.toSorted(),
    ...{ labels: race!.labels, winner: race!.winner, saved: race!.saved },
  });

  it("of outlines goes by the pixels, and is the command's on the same outlines", async () => {
    const onnx = dotMasks();
    const card = cardText(onnx, {
      ...FLY,
      fields: {
        ...{ name: "dots", task: "instance-segmentation", family: "yolo-seg", scores: "raw" },
        ...{ file: "dots.onnx", decode: { ...ROW, prototypes: "maps", maskColumns: [5, 6] } },
        output: {
          names: ["rows", "maps"],
          shapes: [
            ["batch", 6, 1],
            ["batch", 1, DOT_SIDE, DOT_SIDE],
          ],
        },
      },
    });
    const polygon = (width: number) => [0, 0, width, 0, width, DOT_SIDE, 0, DOT_SIDE];
    const object = (image: string, width: number) => ({
      ...{ image_id: IMAGES.indexOf(image) + 1, category_id: 1, segmentation: [polygon(width)] },
      ...{ bbox: [0, 0, DOT_SIDE, DOT_SIDE], score: 0.9 },
    });
    const found = (width: number) =>
      JSON.stringify(
        IMAGES.map((image) => ({
          ...{ ...object(image, width), file_name: image, category_name: "fly" },
        })),
      );
    const truth = {
      images: DRAWN.map((image) => ({
        ...{ id: IMAGES.indexOf(image) + 1, file_name: image, width: DOT_SIDE, height: DOT_SIDE },
      })),
      categories: [{ id: 1, name: "fly" }],
      annotations: DRAWN.map((image, i) => ({
        ...{ ...object(image, DOT_SIDE), id: i + 1, area: DOT_SIDE ** 2, iscrowd: 0 },
      })),
    };
    await write({
      ...Object.fromEntries(IMAGES.map((image) => [`outlines/${image}`, dots(image)])),
      ...{ "dots.onnx": onnx, "dots.json": card, "outlines.json": JSON.stringify(truth) },
      // Of one box, whose pixels are all of the picture, and a little less than half of it.
      ...{ "whole.json": found(DOT_SIDE), "part.json": found(DOT_SIDE / 2 - 1) },
    });
    const { page, problems } = await begin(
      "outlines",
      ["dots.onnx", "dots.json"],
      ["whole.json", "part.json"],
    );
    const strip = await labelAll(page, page.locator(".lmask canvas.ink"), async () => {
      // Nothing says what any model found before the person has painted.
      expect(await page.locator(".lmask .mboth").count()).toBe(0);
      await page.keyboard.press("f");
      await page.locator(".lmask").click();
      await page.getByRole("button", { name: /Done: 100% is painted/ }).click();
      await page.getByRole("button", { name: /Go on$/ }).click();
    });
    await strip.locator("summary", { hasText: "whole remains after 20 labels" }).waitFor();
    for (const [name, f1] of [
      ["dots", "0.00"],
      ["part", "0.00"],
      ["whole", "1.00"],
    ] as const) {
      const row = strip.locator("li", { hasText: name });
      await row.getByText(`F1 ${f1} a picture, over 20 images`).waitFor();
      const state = name === "whole" ? "in" : "dropped after 20 labels";
      await row.getByText(state, { exact: true }).waitFor();
    }
    expect(await axeNow(page)).toEqual([]);
    const here = await compared(page);
    expect(here.race).toMatchObject({ basis: "here", by: "image-f1", winner: "whole" });
    const there = await command("outlines", "outlines.json", [
      ...["--task", "instance-segmentation", "--threshold", "0.5"],
      ...["--model", to("dots.onnx"), "--predictions", to("whole.json")],
      ...["--predictions", to("part.json")],
      ...["dots", "whole", "part"].flatMap((name) => ["--name", name]),
    ]);
    expect(standing(here)).toEqual(standing(there));
    expect(here.models.map(({ name, value }) => [name, value]).toSorted()).toEqual(
      there.models.map(({ name, value }) => [name, value]).toSorted(),
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("of points goes by the share that is close, and is the command's on the same points", async () => {
    const onnx = dotPoseRows();
    const card = (name: string, input: object = {}) =>
      cardText(onnx, {
        ...{ labels: FLY.labels, input: { ...FLY.input, ...input } },
        fields: {
          ...{ name, task: "keypoints", family: "yolo-pose", scores: "raw", file: `${name}.onnx` },
          decode: { ...ROW, points: ["nose", "tail"], pointColumns: [5, 11] },
          output: { name: "rows", shape: ["batch", 11, 1] },
        },
      });
    const models = {
      exact: card("exact"),
      // The nose is red: it is looked for in blue. Everything is twice as far from the corner.
      noseless: card("noseless", { channelOrder: "BGR" }),
      doubled: card("doubled", { std: [0.5] }),
    };
    const truth = {
      images: DRAWN.map((image, i) => ({
        ...{ id: i + 1, file_name: image, width: DOT_SIDE, height: DOT_SIDE },
      })),
      categories: [{ id: 1, name: "fly", keypoints: ["nose", "tail"] }],
      annotations: DRAWN.map((image, i) => {
        const { nose, tail } = spotOf(image);
        return {
          ...{ id: i + 1, image_id: i + 1, category_id: 1, iscrowd: 0, num_keypoints: 2 },
          ...{ bbox: [nose[0], nose[1], 0, 6], area: 1, keypoints: [...nose, 2, ...tail, 2] },
        };
      }),
    };
    await write({
      ...Object.fromEntries(IMAGES.map((image) => [`points/${image}`, dots(image)])),
      ...Object.fromEntries(
        Object.entries(models).flatMap(([name, text]) => [
          [`${name}.onnx`, onnx] as const,
          [`${name}.json`, text] as const,
        ]),
      ),
      "points.json": JSON.stringify(truth),
    });
    const { page, problems } = await begin(
      "points",
      ["exact.onnx", "exact.json"],
      ["noseless.onnx", "noseless.json", "doubled.onnx", "doubled.json"],
    );
    const svg = page.locator(".ldots svg").first();
    const strip = await labelAll(page, svg, async (image) => {
      expect(await page.locator(".ldots .model").count()).toBe(0);
      const frame = (await svg.boundingBox())!;
      const scale = Math.min(frame.width, frame.height) / DOT_SIDE;
      const left = frame.x + (frame.width - DOT_SIDE * scale) / 2;
      const top = frame.y + (frame.height - DOT_SIDE * scale) / 2;
      const { nose, tail } = spotOf(image);
      await page.getByText("A new one: nose (1 of 2)").waitFor();
      await page.mouse.click(left + nose[0] * scale, top + nose[1] * scale);
      await page.getByText("Next: tail (2 of 2)").waitFor();
      await page.mouse.click(left + tail[0] * scale, top + tail[1] * scale);
      await page.getByText("A new one: nose (1 of 2)").waitFor();
      await page.getByRole("button", { name: "1 is all" }).click();
      await page.getByRole("button", { name: "Go on" }).click();
    });
    await strip
      .locator("li", { hasText: "exact" })
      .getByText("100% of the points of 20 images")
      .waitFor();
    await strip.locator("li.out", { hasText: "doubled" }).getByText("0% of the points").waitFor();
    await strip
      .locator("li", { hasText: "noseless" })
      .getByText("50% of the points of 20 images")
      .waitFor();
    expect(await axeNow(page)).toEqual([]);
    const here = await compared(page);
    expect(here.race).toMatchObject({ basis: "here", labels: 20 });
    const there = await command("points", "points.json", [
      ...["--task", "keypoints", "--threshold", "0.5", "--metric", "pck{average=image}"],
      ...Object.keys(models).flatMap((name) => ["--model", to(`${name}.onnx`), "--name", name]),
    ]);
    expect(standing(here)).toEqual(standing(there));
    expect(here.race!.dropped.map(({ model }) => model)).toContain("doubled");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("of counts covers what the model says, and is the command's on the same counts", async () => {
    /** Finds as many deer as the picture is red, in tenths: 5 in each. */
    const onnx = meanColourClassifier({ weights: [[10], [0], [0]] });
    const card = cardText(onnx, {
      labels: ["deer"],
      fields: {
        ...{ name: "five", task: "counting", family: "count", scores: "raw", file: "five.onnx" },
        decode: { output: "scores", reduce: "none" },
      },
    });
    const table = (images: readonly string[], count: number) =>
      `file,deer\n${images.map((image) => `${image},${count}\n`).join("")}`;
    await write({
      ...Object.fromEntries(
        IMAGES.map((image, i) => [`counts/${image}`, plainPng(60, 40, [128, 120, i])]),
      ),
      ...{ "five.onnx": onnx, "five.json": card },
      ...{ "six.csv": table(IMAGES, 6), "nine.csv": table(IMAGES, 9) },
      "counts.csv": table(DRAWN, 6),
    });
    const numbers = /\d deer/;
    const gallery = async (page: Page): Promise<string> => {
      await page.locator(".galtile").first().waitFor();
      const alts = await page
        .locator(".galtile canvas")
        .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
      return [...alts, ...(await page.locator(".galpart").allTextContents())].join(" ");
    };
    const { page, problems } = await begin(
      "counts",
      ["five.onnx", "five.json"],
      ["six.csv", "nine.csv"],
      async (page) => {
        expect(await gallery(page)).not.toMatch(numbers);
        await page.getByText("The numbers are covered, so that you can count").waitFor();
        await page.getByRole("button", { name: "Show the numbers" }).waitFor();
        await page.locator(".galtile").first().click();
        const dialog = page.getByRole("dialog");
        await dialog.locator("canvas").waitFor();
        expect(await dialog.textContent()).not.toMatch(numbers);
        await page.keyboard.press("Escape");
      },
    );
    const counted = async (): Promise<void> => {
      // Of the image before it is said what the model says, once the person has said theirs.
      const said = await page.locator("main").textContent();
      expect(said?.replace("Before: you said 6, it said 5 deer.", "")).not.toMatch(numbers);
      await page.keyboard.press("6");
      await page.keyboard.press("Enter");
    };
    const stage = page.locator(".lstage canvas");
    // Midway somebody goes back to what the model says.
    let done = 0;
    const strip = await labelAll(page, stage, async () => {
      if (done++ !== 7) return counted();
      await page
        .getByRole("button", { name: /What the model says/ })
        .first()
        .click();
      await page.getByText("covered while models are raced").waitFor();
      expect(await gallery(page)).not.toMatch(numbers);
      expect(await page.getByRole("button", { name: "Show the numbers" }).count()).toBe(0);
      await press(page, "Go on labelling");
      await stage.waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await counted();
    });
    const { length } = DRAWN;
    await strip
      .locator("summary", { hasText: `2 of 3 models in the race after ${length} of ${BUDGET}` })
      .waitFor();
    for (const [name, close] of [
      ["five", 20],
      ["six", 20],
      ["nine", 0],
    ] as const) {
      const row = strip.locator("li", { hasText: name });
      await row.getByText(`close enough on ${close} of 20 images`).waitFor();
    }
    await strip.locator("li.out", { hasText: "nine" }).waitFor();
    expect(await strip.textContent()).not.toContain("skipped, without a prediction");
    expect(await axeNow(page)).toEqual([]);
    const here = await compared(page);
    expect(here.race).toMatchObject({ basis: "here", labels: 20, skipped: 0 });
    const there = await command("counts", "counts.csv", [
      ...["--task", "counting", "--metric", "count-within{tolerance=1}"],
      ...["--model", to("five.onnx"), "--predictions", to("six.csv")],
      ...["--predictions", to("nine.csv")],
      ...["five", "six", "nine"].flatMap((name) => ["--name", name]),
    ]);
    expect(standing(here)).toEqual(standing(there));
    expect(standing(here).remaining).toEqual(["five", "six"]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
