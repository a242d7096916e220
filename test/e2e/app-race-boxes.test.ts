import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { drawLabelOrder } from "../../src/labelling/label-order.js";
import { axeNow, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { detectorCard } from "../support/detector-card.js";
import { f32, i64, model, node, tensor, value } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const SIDE = 64;
/** Where the key that draws puts a box: the middle quarter of the picture's sides. */
const MIDDLE = [24, 24, 16, 16] as const;
const PHOTOS = Array.from({ length: 30 }, (_, i): [string, Uint8Array] => [
  `photos/${String(i).padStart(3, "0")}.png`,
  plainPng(SIDE, SIDE, i % 4 === 0 ? [20, 30, 200] : [200, 30, 20]),
]);
const IMAGES = PHOTOS.map(([path]) => path);
const PLACES = 8;

/** A box in the middle, as sure as the picture is red; the others have no score. As YOLOv8 answers. */
function redDetector(): Buffer {
  const boxes = [32, 32, 16, 16].flatMap((side) => new Array<number>(PLACES).fill(side));
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Reshape", ["p", "shape"], ["flat"]),
      node("MatMul", ["red", "flat"], ["one"]),
      node("Mul", ["one", "here"], ["scores"]),
      node("Concat", ["boxes", "scores"], ["out"], { axis: 1 }),
    ],
    initializers: [
      tensor("shape", { type: "int64", dims: [3], raw: i64(1, 3, 1) }),
      tensor("red", { dims: [1, 1, 3], raw: f32(1, 0, 0) }),
      tensor("here", {
        dims: [1, 1, PLACES],
        raw: f32(1, ...new Array<number>(PLACES - 1).fill(0)),
      }),
      tensor("boxes", { dims: [1, 4, PLACES], raw: f32(...boxes) }),
    ],
    inputs: [value("image", [1, 3, SIDE, SIDE])],
    outputs: [value("out", [1, 5, PLACES])],
  });
}

const ONNX = redDetector();
const CARD = detectorCard("yolov8", {
  ...{
    labels: ["cell"],
    height: SIDE,
    width: SIDE,
    sha256: createHash("sha256").update(ONNX).digest("hex"),
  },
});
const table = (box: readonly number[], score: number) => {
  const [x, y, w, h] = box as [number, number, number, number];
  const rows = IMAGES.map((image) => `${image},cell,${score},${x},${y},${x + w},${y + h}\n`);
  return `file,label,score,xmin,ymin,xmax,ymax\n${rows.join("")}`;
};
const FILES = [
  ["first.onnx", ONNX],
  ["first.json", CARD.replace("model.onnx", "first.onnx")],
  ["found.csv", table(MIDDLE, 0.9)],
  ["beside.csv", table([0, 0, 16, 16], 0.9)],
] as const;
const BUDGET = 26;

describeApp("a race of detectors while boxes are drawn", (at) => {
  const to = (path: string): string => join(at.folder, path);
  beforeAll(async () => {
    for (const [path, bytes] of [...PHOTOS, ...FILES]) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), bytes);
    }
  });

  async function give(page: Page, button: string, paths: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await press(page, button);
    await (await chooser).setFiles(paths.map(to));
  }

  it("goes by keys, drops who is certainly not best, and is the command's race on the same boxes", async () => {
    const { page, problems } = await at.open();
    page.setDefaultTimeout(60_000);
    await give(page, "Choose a model", ["first.onnx", "first.json"]);
    await page.getByText(/1 possible answer/).waitFor();
    await give(page, "Choose a folder", ["photos"]);
    await page.getByText("30 images in 1 folder").waitFor();
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 30$/ }).waitFor();
    await press(page, "Label some of them");
    await page.getByText("Race other models: none").click();
    await page.getByText("Raced by the F1 of each image by itself").waitFor();
    await give(page, "Add models or predictions", ["found.csv", "beside.csv"]);
    await page.getByText("Race other models: 2 models").waitFor();
    await page.getByLabel("Labels at most").fill(String(BUDGET));
    expect(await axeNow(page)).toEqual([]);

    // A card and two tables: the tables say no threshold.
    await press(page, "Begin");
    await page.getByText(/nothing says from which score on they count/).waitFor();
    await page.getByLabel("Objects count from a score of").fill("0.5");
    await press(page, "Begin");
    const strip = page.locator(".lrace");
    const heading = strip.locator("summary");
    await heading.getByText("3 models, 20 more until the first look").waitFor();

    const stage = page.locator(".lboxes");
    for (let done = 1; done <= 20; done++) {
      await stage.locator("canvas").waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await page.keyboard.press("d");
      await page.getByRole("button", { name: "1 box is all" }).click();
      await page.getByRole("button", { name: "Go on" }).click();
      if (done < 20) {
        const left = 20 - done;
        await heading.getByText(`3 models, ${left} more until the first look`).waitFor();
      }
    }
    await heading.getByText(`of 3 models in the race after 20 of ${BUDGET} labels`).waitFor();
    await strip.locator("li.out", { hasText: "beside" }).getByText("F1 0.00 a picture").waitFor();
    await strip.locator("li", { hasText: "found" }).getByText("F1 1.00 a picture").waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await page.setViewportSize({ width: 1280, height: 900 });

    await press(page, "Compare them on these labels");
    await page.getByRole("heading", { level: 2, name: "The race" }).waitFor();
    const download = page.waitForEvent("download");
    await press(page, /^Save comparison\.json/);
    const comparison = JSON.parse(
      await readFile(await (await download).path(), "utf8"),
    ) as Comparison;
    expect(comparison.race).toMatchObject({ basis: "here", by: "image-f1", labels: 20 });

    // The command line on the same boxes, in the order in which they were drawn.
    const drawn = drawLabelOrder(IMAGES, DEFAULT_REQUEST.seed).slice(0, 20);
    const [x, y, width, height] = MIDDLE;
    const rows = drawn.map((path) => `${path},cell,${x},${y},${x + width},${y + height}\n`);
    await writeFile(to("made.csv"), `file,label,xmin,ymin,xmax,ymax\n${rows.join("")}`);
    const ran = await runHere([
      ...["compare", to("."), "--labels", to("made.csv"), "--task", "detection"],
      ...["--out", to("out"), "--json", "-", "--threshold", "0.5"],
      ...["--model", to("first.onnx"), "--predictions", to("found.csv")],
      ...["--predictions", to("beside.csv")],
      ...["first", "found", "beside"].flatMap((name) => ["--name", name]),
      ...["--race", String(BUDGET), "--order", "file", "--anytime"],
    ]);
    expect(ran.err).not.toMatch(/^error/m);
    const command = JSON.parse(ran.out) as Comparison;
    const inOrder = ({ race, models }: Comparison) => ({
      dropped: race!.dropped.toSorted((a, b) => a.model.localeCompare(b.model)),
      remaining: race!.remaining.toSorted(),
      saved: [race!.runs, race!.saved, race!.winner],
      values: models.map(({ name, value, low, high }) => [name, value, low, high]).toSorted(),
    });
    const renamed = JSON.parse(JSON.stringify(comparison).replaceAll('"detector"', '"first"'));
    expect(inOrder(renamed)).toEqual(inOrder(command));
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
