import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeNow, giveFiles } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { LEAF_MODEL, leafPhoto, PHOTO_HEIGHT, PHOTO_WIDTH } from "../support/leaf-model.js";
import { maskPng } from "../support/mask-writer.js";
import {
  f32,
  i64,
  meanColourClassifier,
  model,
  node,
  tensor,
  value,
} from "../support/onnx-writer.js";
import { NUMBERS, nameOf, PHOTOS, POINTS } from "../support/pixel-files.js";
import { plainPng } from "../support/png-writer.js";

const TWELVE = Array.from({ length: 12 }, (_, i) => i);
const COLOURS = [
  [200, 30, 20],
  [30, 200, 20],
  [20, 30, 200],
] as const;
const photo = (i: number, colours: number, side: number): [string, Uint8Array] => [
  `${i}.png`,
  plainPng(side, side, COLOURS[i % colours]!.map((of) => of + i) as [number, number, number]),
];

/** Places of the detector; one has scores, which are the mean of each channel, no more than 1. */
const PLACES = 8;
const SIDE = 32;
const BOX = [16, 12, 20, 16] as const;

/** Three labels by the mean colour, and one box: as YOLOv8 answers, 1 × (4 + 3) × places. */
function colourDetector(): Buffer {
  const boxes = BOX.flatMap((side) => new Array<number>(PLACES).fill(side));
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Reshape", ["p", "shape"], ["flat"]),
      node("Mul", ["flat", "here"], ["mean"]),
      node("Clip", ["mean", "least", "most"], ["scores"]),
      node("Concat", ["boxes", "scores"], ["out"], { axis: 1 }),
    ],
    initializers: [
      tensor("shape", { type: "int64", dims: [3], raw: i64(1, 3, 1) }),
      tensor("here", {
        dims: [1, 1, PLACES],
        raw: f32(1, ...new Array<number>(PLACES - 1).fill(0)),
      }),
      tensor("least", { dims: [], raw: f32(0) }),
      tensor("most", { dims: [], raw: f32(1) }),
      tensor("boxes", { dims: [1, 4, PLACES], raw: f32(...boxes) }),
    ],
    inputs: [value("image", [1, 3, SIDE, SIDE])],
    outputs: [value("out", [1, 7, PLACES])],
  });
}

/** Of four scores the last two are of nothing. */
const FOUR = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/** Four scores by the mean colour, each through a sigmoid of its own. */
function severalLabels(): Buffer {
  return meanColourClassifier({
    extra: {
      nodes: [
        node("GlobalAveragePool", ["image"], ["p"]),
        node("Flatten", ["p"], ["flat"], { axis: 1 }),
        node("MatMul", ["flat", "w"], ["logits"]),
        node("Sigmoid", ["logits"], ["scores"]),
      ],
      initializers: [tensor("w", { dims: [3, 4], raw: f32(...FOUR) })],
      outputs: [value("scores", [1, 4])],
    },
  });
}

/** Says that the points of the one fly are at (4, 5) and (14, 5) of a picture of 20 × 10. */
function flyModel(): Buffer {
  return model({
    nodes: [
      node("GlobalAveragePool", ["image"], ["p"]),
      node("Flatten", ["p"], ["flat"], { axis: 1 }),
      node("MatMul", ["flat", "w"], ["none"]),
      node("Add", ["none", "places"], ["row"]),
      node("Reshape", ["row", "shape"], ["points"]),
    ],
    initializers: [
      tensor("w", { dims: [3, 4], raw: f32(...new Array<number>(12).fill(0)) }),
      tensor("places", { dims: [1, 4], raw: f32(0.2, 0.5, 0.7, 0.5) }),
      tensor("shape", { type: "int64", dims: [3], raw: i64(1, 2, 2) }),
    ],
    inputs: [value("image", [1, 3, 8, 8])],
    outputs: [value("points", [1, 2, 2])],
  });
}

async function give(
  page: Page,
  files: readonly (readonly [name: string, bytes: Uint8Array | string])[],
): Promise<void> {
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles(
      files.map(([name, bytes]) => ({
        name,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(bytes),
      })),
    );
}

const formOf = (page: Page) =>
  page.getByRole("region", { name: "How does this model read an image?" });

describeApp("a model without a card", (at) => {
  it("that finds objects is tried on them, and gets the order of names that finds most", async () => {
    const { page, problems } = await at.open();
    // Red is a hare, green a deer, blue a fox; the file lists the fox first.
    const names = ["fox", "hare", "deer"];
    const truth = {
      images: TWELVE.map((i) => ({ id: i, file_name: `${i}.png`, width: SIDE, height: SIDE })),
      categories: names.map((name, i) => ({ id: i + 1, name })),
      annotations: TWELVE.map((i) => ({
        id: i + 1,
        image_id: i,
        category_id: [2, 3, 1][i % 3],
        bbox: [6, 4, 20, 16],
        area: 320,
        iscrowd: 0,
      })),
    };
    await give(page, [
      ["model.onnx", colourDetector()],
      ["labels.json", JSON.stringify(truth)],
      ...TWELVE.map((i) => photo(i, 3, SIDE)),
    ]);
    const form = formOf(page);
    await form.getByText(`${SIDE} × ${SIDE} pixels, as its file says.`).waitFor();
    await form.getByText("It has 3 answers in a fixed order.").waitFor();
    expect(await form.getByRole("listitem").allInnerTexts()).toEqual(
      names.map((name, i) => expect.stringContaining(`${i + 1}. ${name}`)),
    );
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    await form
      .getByText("In this order it finds 4 of 12 objects, in this one 12: hare, deer, fox.")
      .waitFor();
    expect(await axeNow(page)).toEqual([]);
    await form.getByRole("button", { name: "Take that order" }).click();
    await form.getByText("finds 12 of 12 objects").first().waitFor();
    // Brightness up to 255 is 1 for every channel: the first name is said of all.
    const bytes = form.getByRole("paragraph").filter({ hasText: "0 to 255" });
    expect(await bytes.textContent()).toMatch(/finds 4 of 12 objects\s+ruled out/);
    const download = page.waitForEvent("download");
    await form.getByRole("button", { name: "Save it as a card (.json)" }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({ family: "yolov8", labels: ["hare", "deer", "fox"] });
    // What it was tried with had other names: the figure of these is not known.
    expect(saved.tuned).toMatchObject({ value: null, readings: 4 });
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    await page.getByRole("button", { name: "Go on", exact: true }).click();
    await page.getByRole("heading", { name: "All 12 images are ready." }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("that gives several labels is tried by the one that it is surest of", async () => {
    const { page, problems } = await at.open();
    // Red or green, and of no matter to the model dark or light.
    const label = (i: number) => `${["red", "green"][i % 2]}|${i % 4 < 2 ? "dark" : "light"}`;
    const rows = TWELVE.map((i) => `${i}.png,${label(i)}`);
    await give(page, [
      ["model.onnx", severalLabels()],
      ["labels.csv", `file,label\n${rows.join("\n")}\n`],
      ...TWELVE.map((i) => photo(i, 2, 4)),
    ]);
    const form = formOf(page);
    await form.getByText("It has 4 answers in a fixed order.").waitFor();
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    // In the order of the alphabet red is called dark, which half of those images are.
    await form
      .getByText(
        "In this order its surest label is right on 9 of 12, in this one on 12: red, green, light, dark.",
      )
      .waitFor();
    await form.getByRole("button", { name: "Take that order" }).click();
    await form.getByText("surest label right on 12 of 12").first().waitFor();
    expect(await axeNow(page)).toEqual([]);
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("that gives scores of any size is read by how many labels the images have, or as somebody says", async () => {
    const { page, problems } = await at.open();
    const label = (i: number) => `${["red", "green"][i % 2]}|${i % 4 < 2 ? "dark" : "light"}`;
    const rows = TWELVE.map((i) => `${i}.png,${label(i)}`);
    const weights = [0, 1, 2].map((channel) => FOUR.slice(4 * channel, 4 * channel + 4));
    await give(page, [
      ["model.onnx", meanColourClassifier({ weights })],
      ["labels.csv", `file,label\n${rows.join("\n")}\n`],
      ...TWELVE.map((i) => photo(i, 2, 4)),
    ]);
    const form = formOf(page);
    await form.getByText("12 of your 12 images have more than one label.").waitFor();
    const several = form.getByRole("radio", { name: /^Several:/ });
    const one = form.getByRole("radio", { name: /^One:/ });
    expect(await several.isChecked()).toBe(true);
    expect(await form.getByRole("listitem").allInnerTexts()).toEqual(
      ["dark", "green", "light", "red"].map((name) => expect.stringContaining(name)),
    );
    // Each pair of labels is then one name.
    await one.check();
    await form.getByText("1. green|dark").waitFor();
    await several.check();
    await form.getByText("1. dark").waitFor();
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    await form.getByText("in this one on 12: red, green, light, dark.").waitFor();
    expect(await axeNow(page)).toEqual([]);
    await form.getByRole("button", { name: "Take that order" }).click();
    const download = page.waitForEvent("download");
    await form.getByRole("button", { name: "Save it as a card (.json)" }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({
      task: "multilabel",
      scores: "logits",
      decode: { activation: "sigmoid" },
      labels: ["red", "green", "light", "dark"],
    });
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    await page.getByRole("button", { name: "Go on", exact: true }).click();
    await page.getByRole("heading", { name: "All 12 images are ready." }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("has fewer answers than there are labels: says which names are left over, and finds the ones it gives", async () => {
    const { page, problems } = await at.open();
    // Two answers, red and blue; what the labels call green leans to red and to blue by turns.
    const names = ["red", "green", "blue"];
    const two = meanColourClassifier({
      weights: [
        [1, 0],
        [0, 0],
        [0, 1],
      ],
    });
    const rows = TWELVE.map((i) => `${i}.png,${names[i % 3]}`);
    const greens = [
      [70, 200, 20],
      [20, 200, 60],
    ];
    const shade = (i: number) => (i % 3 === 1 ? greens[i % 2 === 1 ? 0 : 1]! : COLOURS[i % 3]!);
    await give(page, [
      ["model.onnx", two],
      ["labels.csv", `file,label\n${rows.join("\n")}\n`],
      ...TWELVE.map((i): [string, Uint8Array] => [
        `${i}.png`,
        plainPng(4, 4, shade(i).map((of) => of + i) as [number, number, number]),
      ]),
    ]);
    const form = formOf(page);
    await form.getByText("It has 2 answers in a fixed order.").waitFor();
    await form
      .getByText("Your labels have one name more than it has answers. Left over: red.")
      .waitFor();
    await form.getByRole("listitem").filter({ hasText: "red stands for no answer" }).waitFor();
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    // By hand, red called blue and blue called green: 2 of 12; four red and four blue ones in the other order.
    await form
      .getByText("In this order it gets 2 of 12 right, in this one 8: red, blue.")
      .waitFor();
    expect(await axeNow(page)).toEqual([]);
    await form.getByRole("button", { name: "Take that order" }).click();
    await form.getByText("Left over: green.").waitFor();
    const move = form.getByRole("button", { name: "Move green up" });
    await move.click();
    await form.getByText("Left over: blue.").waitFor();
    await form.getByRole("button", { name: "Undo" }).click();
    await form.getByText("Left over: green.").waitFor();
    const download = page.waitForEvent("download");
    await form.getByRole("button", { name: "Save it as a card (.json)" }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({ labels: ["red", "blue"] });
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("that says where things are is read by what the labels are of: pixels or points", async () => {
    const { page, problems } = await at.open();
    const [[file, paints] = ["", ""]] = LEAF_MODEL;
    const leaf = maskPng(
      Array.from({ length: PHOTO_HEIGHT }, () =>
        Array.from({ length: PHOTO_WIDTH }, (_, x) => (x < 20 ? 1 : 0)),
      ),
    );
    await giveFiles(page, [
      [file, paints],
      ...NUMBERS.map((i) => [`photos/${nameOf(i)}`, leafPhoto(i)] as const),
      ...NUMBERS.map((i) => [`masks/${nameOf(i)}`, leaf] as const),
      ["masks/classes.txt", "background\nleaf\n"],
    ]);
    const form = formOf(page);
    await form.getByRole("button", { name: "Try each on 20 of your images" }).click();
    // Brightness up to 255 makes all of a picture leaf: of 40 columns 20 are.
    const bytes = form.getByRole("paragraph").filter({ hasText: "0 to 255" });
    await expect.poll(() => bytes.textContent()).toContain((40 / 60).toFixed(3));
    await form.getByText("best").first().waitFor();
    expect(await axeNow(page)).toEqual([]);
    await form.getByRole("button", { name: "Use this" }).click();
    await page.getByText("Read as model.json says.").waitFor();
    expect(problems).toEqual([]);
    await page.context().close();

    const points = await at.open();
    await giveFiles(points.page, [
      ["model.onnx", flyModel()],
      ...PHOTOS,
      ...POINTS.filter(([name]) => name === "truth.json"),
    ]);
    const second = formOf(points.page);
    await second.getByRole("button", { name: "Try each on 20 of your images" }).click();
    // It says the same of every picture, however that is scaled: where the points are.
    await second.getByText("1.000").first().waitFor();
    const download = points.page.waitForEvent("download");
    await second.getByRole("button", { name: "Save it as a card (.json)" }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({
      family: "pose-regression",
      labels: ["fly"],
      decode: { points: ["nose", "tail"], order: "xy", pointUnit: "fraction" },
    });
    expect(points.problems).toEqual([]);
    await points.page.context().close();
  });
});
