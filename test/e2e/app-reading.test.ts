import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import {
  axeNow,
  giveFiles,
  heading,
  openAppPage,
  press,
  savedResult,
} from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";

const NUMBERS = [0, 1, 2, 3, 4, 5];

/** Six images of 80 × 60 with an object each, and boxes of a detector on an input of 512 × 512. */
function files(): [path: string, bytes: Uint8Array | string][] {
  const box = (i: number) => [10 + i, 12, 20, 16];
  const annotations = {
    images: NUMBERS.map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 80, height: 60 })),
    categories: [{ id: 1, name: "fox" }],
    annotations: NUMBERS.map((i) => ({
      id: i + 1,
      image_id: i + 1,
      category_id: 1,
      bbox: box(i),
      area: 320,
      iscrowd: 0,
    })),
  };
  const found = NUMBERS.map((i) => ({
    image_id: i + 1,
    category_id: 1,
    bbox: box(i).map((side) => 6.4 * side),
    score: 0.9,
  }));
  return [
    ["labels.json", JSON.stringify(annotations)],
    ["predictions.json", JSON.stringify(found)],
    ...NUMBERS.map((i): [string, Uint8Array] => [`photos/${i}.png`, plainPng(80, 60, [i, 0, 0])]),
  ];
}

/** Forty images of 80 × 60, on each one of three animals, whose boxes a detector finds nearly. */
const FORTY = Array.from({ length: 40 }, (_, i) => i);
const NAMES = ["deer", "fox", "hare"];
const animal = (i: number) => i % 3;
const annotated = (i: number) => [
  2 + ((i * 7) % 40),
  3 + ((i * 5) % 25),
  20 + (i % 4) * 4,
  18 + (i % 3) * 5,
];
const found = (i: number) => annotated(i).map((side, k) => side + (((i + k) % 3) - 1) * 1.5);
const score = (i: number) => 0.5 + ((i * 13) % 40) / 100;
const ANIMALS: readonly [path: string, bytes: Uint8Array | string][] = [
  [
    "labels.json",
    JSON.stringify({
      images: FORTY.map((i) => ({ id: i + 1, file_name: `${i}.png`, width: 80, height: 60 })),
      categories: NAMES.map((name, id) => ({ id: id + 1, name })),
      annotations: FORTY.map((i) => ({
        id: i + 1,
        image_id: i + 1,
        category_id: animal(i) + 1,
        bbox: annotated(i),
        area: annotated(i)[2]! * annotated(i)[3]!,
        iscrowd: 0,
      })),
    }),
  ],
  ...FORTY.map((i): [string, Uint8Array] => [`photos/${i}.png`, plainPng(80, 60, [i, 0, 0])]),
];

function corners(i: number): number[] {
  const [x = 0, y = 0, w = 0, h = 0] = found(i);
  return [x, y, x + w, y + h];
}

/** COCO's results, with what of them is not as it should be. */
function results({ bbox = found, base = 1, scale = 1 } = {}): string {
  return JSON.stringify(
    FORTY.map((i) => ({
      image_id: i + 1,
      category_id: animal(i) + base,
      bbox: bbox(i),
      score: scale * score(i),
    })),
  );
}

/** Texts of YOLO, one an image, with the confidence behind the class. */
function yoloTexts(): [path: string, text: string][] {
  const lineOf = (i: number): string => {
    const [x = 0, y = 0, w = 0, h = 0] = found(i);
    return [animal(i), score(i), (x + w / 2) / 80, (y + h / 2) / 60, w / 80, h / 60].join(" ");
  };
  return [
    ["found/classes.txt", `${NAMES.join("\n")}\n`],
    ...FORTY.map((i): [string, string] => [`found/${i}.txt`, `${lineOf(i)}\n`]),
  ];
}

const ORDER = "What stands in a line of the predictions";
const BOXES = "What the numbers of predicted boxes are";
const SCORES = "What predicted scores are";
const CLASSES = "What the numbers of predicted classes are";
const json = (text: string): [path: string, text: string][] => [["predictions.json", text]];
const READINGS: readonly (readonly [
  what: string,
  given: readonly [path: string, text: string][],
  chosen: Readonly<Record<string, string>>,
])[] = [
  ["corners", json(results({ bbox: corners })), { [BOXES]: "xyxy" }],
  [
    "shares",
    json(results({ bbox: (i) => found(i).map((side, k) => side / [80, 60][k % 2]!) })),
    { [BOXES]: "fraction" },
  ],
  ["classes from 0", json(results({ base: 0 })), { [CLASSES]: "from-0" }],
  ["texts with the confidence in front", yoloTexts(), { [ORDER]: "class-score-box" }],
  [
    "boxes on a padded input",
    json(results({ bbox: (i) => found(i).map((side, k) => 8 * side + (k === 1 ? 80 : 0)) })),
    { [BOXES]: "letterboxed-640" },
  ],
];

/** From the choice of files to the fields that say how predictions of objects are read. */
async function toReadings(
  page: Page,
  given: Parameters<typeof giveFiles>[1],
  images: number,
): Promise<void> {
  await giveFiles(page, given);
  await press(page, "Go on");
  await heading(page, `All ${images} images are ready.`);
  await page.getByLabel(BOXES).waitFor();
  // Both files say where things are, and no model says what else is asked.
  expect(await page.getByLabel("What is evaluated").inputValue()).toBe("detection");
}

/** From the ready images to the result. */
async function evaluatedHere(page: Page): Promise<EvaluationResult> {
  await press(page, /^Go on with/);
  await press(page, "Fix my answer and run");
  return savedResult<EvaluationResult>(page);
}

describeApp("how predictions are read", (at) => {
  it("asks for the columns of a table that nothing tells, where it would go no further", async () => {
    const { page, problems } = await openAppPage(at.browser, at.site);
    const rows = FORTY.map((i) => `p${i}.png;${NAMES[animal(i)]};${i % 2 ? "sand" : "snow"}`);
    const said = FORTY.map((i) => `p${i}.png,${NAMES[animal(i)]}`);
    await giveFiles(page, [
      ["befund.csv", `bild;tier;lage\n${rows.join("\n")}\n`],
      ["answers.csv", `file,predicted\n${said.join("\n")}\n`],
      ...FORTY.map((i): [string, Uint8Array] => [`p${i}.png`, plainPng(80, 60, [i, 0, 0])]),
    ]);
    await page.getByLabel("Read labels from").selectOption("befund.csv");
    await press(page, "Go on");
    await page.getByText("Say which one it is under Your labels").waitFor();
    await page.getByLabel("Column with the label").selectOption("tier");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Go on");
    await page.getByText("How we read befund.csv").click();
    expect(await page.getByLabel("We use column tier as").inputValue()).toBe("label");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("is chosen from a list, and the size of another input is typed", async () => {
    const { page, problems } = await at.open();
    await toReadings(page, files(), 6);
    const reading = page.getByLabel("What the numbers of predicted boxes are");
    const size = page.getByLabel("Side of the model's input, in pixels");
    expect(await reading.inputValue()).toBe("");
    expect(await size.count()).toBe(0);
    await reading.selectOption("letterboxed-topleft-");
    await size.fill("wide");
    await size.press("Tab");
    expect(await size.getAttribute("aria-invalid")).toBe("true");
    expect(await axeNow(page)).toEqual([]);
    await size.fill("512");
    await size.press("Tab");
    await expect.poll(() => size.getAttribute("aria-invalid")).toBe("false");
    await expect.poll(() => size.isEnabled()).toBe(true);
    expect([await reading.inputValue(), await size.inputValue()]).toEqual([
      "letterboxed-topleft-",
      "512",
    ]);
    // A value of the list needs no size.
    await reading.selectOption("stretched-640");
    await size.waitFor({ state: "detached" });
    const scores = page.getByLabel("What predicted scores are");
    await expect.poll(() => scores.isEnabled()).toBe(true);
    expect(await scores.inputValue()).toBe("probability");
    await scores.selectOption("percent");
    await expect.poll(() => scores.isEnabled()).toBe(true);
    expect([await reading.inputValue(), await scores.inputValue()]).toEqual([
      "stretched-640",
      "percent",
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  /** The figure of predictions that are as they should be, by the command line. */
  let honest = Number.NaN;
  beforeAll(async () => {
    await mkdir(join(at.folder, "photos"));
    const files = [...ANIMALS, ...json(results())];
    for (const [path, content] of files) await writeFile(join(at.folder, path), content);
    const to = (name: string) => join(at.folder, name);
    const { status, err } = await runHere([
      ...["evaluate", to("photos"), "--labels", to("labels.json"), "--task", "detection"],
      ...["--predictions", to("predictions.json"), "--out", to("out")],
    ]);
    if (status !== 0) throw new Error(err);
    const { estimates }: EvaluationResult = JSON.parse(
      await readFile(to("out/result.json"), "utf8"),
    );
    honest = estimates[0]?.value ?? Number.NaN;
  });

  it.each(READINGS)(
    "as %s gives the figure of predictions as they should be",
    async (_, given, chosen) => {
      const { page, problems } = await at.open();
      await toReadings(page, [...ANIMALS, ...given], 40);
      for (const [label, value] of Object.entries(chosen)) {
        const field = page.getByLabel(label);
        await field.selectOption(value);
        await expect.poll(() => field.isEnabled()).toBe(true);
      }
      const { estimates } = await evaluatedHere(page);
      expect(estimates[0]?.value).toBeCloseTo(honest, 12);
      expect(await page.locator("main").textContent()).not.toContain("look misread");
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  it("is said where they look misread, and set right where they were read", async () => {
    const { page, problems } = await at.open();
    await toReadings(page, [...ANIMALS, ["predictions.json", results({ bbox: corners })]], 40);
    const { estimates } = await evaluatedHere(page);
    expect(estimates[0]?.value).toBeLessThan(honest / 2);
    const said = (await page.locator("main").textContent()) ?? "";
    expect(said).toContain("look misread");
    expect(said).toContain(
      "say so under Images and labels, at “What the numbers of predicted boxes are”",
    );
    // But for the command that gives the same again, options are told by their places in the app.
    expect(said).toContain("homeground evaluate photos");
    expect(said.replace(/Run it again\s+homeground .*?(?=Ask more)/s, "")).not.toContain("--");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("as percent is asked where the files were chosen, since they end the reading", async () => {
    const { page, problems } = await at.open();
    // Labels without boxes: what is evaluated is the image as a whole.
    const [first, ...photos] = ANIMALS;
    const { annotations, ...rest } = JSON.parse(String(first?.[1]));
    const ofImages = annotations.map(
      ({ bbox: _, area: __, ...one }: Record<string, unknown>) => one,
    );
    const labels = JSON.stringify({ ...rest, annotations: ofImages });
    await giveFiles(page, [["labels.json", labels], ...photos, ...json(results({ scale: 100 }))]);
    await press(page, "Go on");
    const scores = page.getByLabel(SCORES);
    await scores.selectOption("percent");
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Go on");
    await heading(page, "All 40 images are ready.");
    expect(await scores.inputValue()).toBe("percent");
    const { estimates } = await evaluatedHere(page);
    expect(estimates[0]?.value).toBe(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
