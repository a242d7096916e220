import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { giveFiles, heading, press } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { describeSlowApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { deployerFiles } from "../support/deployer-files.js";
import type {} from "../support/labelling-bridge.js";
import { LEAF_MODEL, leafPhoto } from "../support/leaf-model.js";
import { foldedHeight, lookAtScreen, smallTargets } from "../support/look-at-screen.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { COUNTS, MASKS, OUTLINES, PHOTOS, POINTS } from "../support/pixel-files.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const FILES = deployerFiles();
const UNLABELLED = deployerFiles(16);

/** Eight images with a fox each, which a detector finds half of; and its boxes by a file. */
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];
const BOX = [12, 10, 24, 20] as const;
const OBJECTS: readonly [path: string, content: Uint8Array | string][] = [
  [
    "labels.json",
    JSON.stringify({
      images: EIGHT.map((id) => ({ id, file_name: `${id}.png`, width: 80, height: 60 })),
      categories: [{ id: 1, name: "fox" }],
      annotations: EIGHT.map((i) => ({
        id: i + 1,
        image_id: i,
        category_id: 1,
        bbox: BOX,
        area: BOX[2] * BOX[3],
        iscrowd: 0,
      })),
    }),
  ],
  [
    "predictions.json",
    JSON.stringify(
      EIGHT.map((i) => ({
        image_id: i,
        category_id: 1,
        bbox: i % 2 === 0 ? BOX : [50, 35, 20, 20],
        score: 0.9 - i / 20,
      })),
    ),
  ],
  ...EIGHT.map((i): [string, Uint8Array] => [
    `photos/${i}.png`,
    plainPng(80, 60, [20 * i, 90, 60]),
  ]),
];

describeSlowApp("every screen of the deployer's journey", (at) => {
  it("serves narrow and wide windows, light and dark, large text, own colours and no motion", async () => {
    const { page, problems } = await at.open();
    const faults: string[] = [];
    const look = async (name: string, largeFromPx?: number) => {
      faults.push(...(await lookAtScreen(page, name, largeFromPx)));
    };
    await look("start, empty");
    await giveFiles(page, FILES.all);
    await page.getByText("50.0% accuracy on 60 images").waitFor();
    await look("start, filled");
    await press(page, /^Go on$/);
    await heading(page, "60 of your 61 images are ready.");
    await look("found");
    await press(page, /^Go on with/);
    await heading(page, "2 of your names need your decision.");
    await look("names");
    await page.getByRole("radio", { name: /Leave them out/ }).check();
    await press(page, "Yes, it is red");
    await press(page, "These matches are right");
    await heading(page, /of your \d+ images are like|None of your|All your images/);
    await look("scope");
    await press(page, /^Go on$/);
    await heading(page, "How far below 50.0% would still be fine for you?");
    await look("question");
    await page.getByRole("radio", { name: /as often/ }).check();
    await press(page, /^Fix my answer and run/);
    await heading(page, /^Scoring your images/);
    await page.keyboard.press("Space");
    await heading(page, /^Paused at/);
    await look("run, paused");
    await press(page, "Stop and keep what is done");
    await heading(page, /^Stopped at/);
    await look("run, stopped");
    await press(page, /^Go on/);
    await heading(page, /hold|tell|told|fails|likely between/i);
    expect(await foldedHeight(page)).toBeLessThanOrEqual(4000);
    await look("results", 640);
    await page.locator(".pick").first().click();
    await page.getByRole("heading", { name: /images? chosen/ }).waitFor();
    await press(page, "Open in the gallery");
    await page.locator(".galtile canvas").first().waitFor();
    await look("gallery");
    await page.locator(".galtile").first().press("Enter");
    await page.getByRole("dialog").locator(".scores data").first().waitFor();
    await look("image");
    await page.keyboard.press("Escape");
    await press(page, /Back to the figures/);
    await page.getByText("Share a result").click();
    await page.getByRole("button", { name: "Save shared-result.json" }).waitFor();
    await look("share", 640);
    await page.keyboard.press("g");
    await page.keyboard.press("1");
    await press(page, /^Save as a file/);
    await page.getByRole("button", { name: "Save without pictures" }).waitFor();
    await look("project file");
    // Opened again, the project waits for its images.
    await page.reload();
    await page.getByText(/needs its files again/).waitFor();
    await look("project, waiting");
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  const looking = (page: Page) => {
    const faults: string[] = [];
    return {
      faults,
      look: async (name: string, largeFromPx?: number) => {
        faults.push(...(await lookAtScreen(page, name, largeFromPx)));
      },
    };
  };

  it("serves all of them without labels: what the model says, how to draw, labelling, its end", async () => {
    const { page, problems } = await at.open();
    const { faults, look } = looking(page);
    await giveFiles(page, [...UNLABELLED.model, ...UNLABELLED.images]);
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 16$/ }).waitFor();
    await page.getByRole("gridcell").locator("canvas").first().waitFor();
    await look("what the model says");
    await press(page, "Label some of them");
    await page.getByText("How to draw: at random").click();
    await page.getByRole("radio", { name: /^Evenly/ }).check();
    await look("how to draw");
    await page.getByRole("radio", { name: /^At random/ }).check();
    await page.getByLabel("Published figure").fill("90%");
    await press(page, "Begin");
    await page.locator(".lstage canvas").waitFor();
    await look("label");
    const end = page.locator('[data-screen="end"]');
    for (let done = 1; done <= 16 && (await end.count()) === 0; done++) {
      await page.locator(".lstage canvas").or(end).first().waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      await page.keyboard.press(`${1 + (done % 2)}`);
      await page.getByText(`of ${done} right`).or(end).first().waitFor();
      if (done === 3) await look("label, three given");
    }
    await end.waitFor();
    await look("end of labelling", 640);
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("serves those of a detector, and of two models compared", async () => {
    const { page, problems } = await at.open();
    const { faults, look } = looking(page);
    await giveFiles(page, OBJECTS);
    await press(page, "Go on");
    await heading(page, "All 8 images are ready.");
    await press(page, /^Go on with/);
    await press(page, "Fix my answer and run");
    await page.locator(".livepics canvas").first().waitFor();
    expect(await foldedHeight(page)).toBeLessThanOrEqual(4000);
    await look("results of a detector", 640);
    await press(page, "See all images");
    await page.locator(".galtile canvas").first().waitFor();
    await look("gallery of a detector");
    await press(page, /Back to the figures/);
    await press(page, "Compare with another model");
    await heading(page, "Compare with another model");
    await look("one model to compare");
    const [, other = ""] = OBJECTS.find(([path]) => path === "predictions.json") ?? [];
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name: "other-predictions.json",
        mimeType: "application/json",
        buffer: Buffer.from(String(other).replaceAll("[50,35,20,20]", "[13,11,24,20]")),
      });
    await press(page, "Fix my answer and run");
    await press(page, "Compare 2 models");
    await page.getByRole("heading", { name: "Which differences are told" }).waitFor();
    await look("two models compared", 640);
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["masks", MASKS],
    ["outlines", OUTLINES],
    ["points", POINTS],
    ["counts", COUNTS],
  ])("serves results, gallery and large picture of %s", async (name, files) => {
    const { page, problems } = await at.open();
    const { faults, look } = looking(page);
    await giveFiles(page, [...PHOTOS, ...files]);
    await press(page, "Go on");
    await press(page, "Go on with 12 images");
    await press(page, "Fix my answer and run");
    await page.getByRole("button", { name: "Save result.json" }).waitFor();
    expect(await foldedHeight(page)).toBeLessThanOrEqual(4000);
    await look(`results of ${name}`, 640);
    await press(page, "See all images");
    await page.locator(".galtile canvas").first().waitFor();
    await look(`gallery of ${name}`);
    await page.locator(".galtile").first().press("Enter");
    await page.locator(".imgview canvas").first().waitFor();
    await look(`large picture of ${name}`);
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("serves the form about a model without a card", async () => {
    const { page, problems } = await at.open();
    const { faults, look } = looking(page);
    const rows = UNLABELLED.images.map(([path], i) => `${path},${i % 2 === 0 ? "red" : "green"}\n`);
    await giveFiles(page, [
      ["model.onnx", meanColourClassifier()],
      ["labels.csv", `file,label\n${rows.join("")}`],
      ...UNLABELLED.images,
    ]);
    await press(page, "Try each on 20 of your images");
    await page.getByText(/ right, in this one/).waitFor();
    await look("form about a model");
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

type Files = readonly (readonly [path: string, content: Uint8Array | string])[];

/** Pictures of the size that the made-up boxes are in. */
const LARGE: Files = [0, 1, 2].map((i) => [
  `photos/${i}.png`,
  plainPng(400, 300, [60 + i, 120, 80]),
]);
const COUNTER = meanColourClassifier();
const COUNTED: Files = [
  ["model.onnx", COUNTER],
  [
    "model.json",
    JSON.stringify({
      ...JSON.parse(
        cardText(COUNTER, {
          labels: ["deer", "fox"],
          fields: { task: "counting", family: "count", scores: "raw" },
        }),
      ),
      decode: { output: "scores", reduce: "none" },
    }),
  ],
  ...LARGE,
];
const PAINTED: Files = [
  ...LEAF_MODEL,
  ...[0, 1, 2].map((i) => [`photos/${i}.png`, leafPhoto(i)] as const),
];
const JOINTS = { task: "keypoints", labels: ["fox", "deer"], decode: { points: ["nose", "tail"] } };
const BOXED = { task: "detection", labels: ["fox", "deer"] };
const FOUND = [
  {
    label: "deer",
    score: 0.8,
    xywhPx: [200, 100, 100, 50],
    points: [
      { x: 200, y: 100 },
      { x: 300, y: 150 },
    ],
  },
] as const;

describeWithChromium("every screen of labelling", () => {
  let browser: Browser;
  let site: StaticSite;
  beforeAll(async () => {
    site = await openAppScreens("labelling-bridge");
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function opened(files: Files, card: typeof BOXED | null, isTouched: boolean) {
    const context = await browser.newContext({
      viewport: isTouched ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      bypassCSP: true,
      hasTouch: isTouched,
      isMobile: isTouched,
    });
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => "labelling" in globalThis);
    const given = files.map(
      ([path, content]) => [path, Buffer.from(content).toString("base64")] as const,
    );
    await page.evaluate(
      ([all, boxes, of]) =>
        of === null
          ? globalThis.labelling.begin(all, { seed: 3, question: {} })
          : globalThis.labelling.beginBoxes(all, { seed: 3, question: {} }, boxes, of),
      [given, FOUND, card] as const,
    );
    await page.locator(".ltools [aria-disabled=false]").first().waitFor();
    return page;
  }

  /** What of image, labels and the way on a phone does not show without scrolling. */
  async function outOfReach(page: Page): Promise<string[]> {
    const faults: string[] = [];
    for (const [width, height] of [
      [390, 844],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      const out = await page.evaluate(() => {
        scrollTo(0, 0);
        const stage = document.querySelector(".lstage")!.getBoundingClientRect();
        const asked = [...document.querySelectorAll(".labelling :is(.lbs,.ltools) button")];
        const far = asked.filter((one) => {
          const { top, bottom, left, right } = one.getBoundingClientRect();
          return top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth + 1;
        });
        const small = stage.top < 0 || stage.height < 120 ? [`image ${stage.height} px high`] : [];
        return [...small, ...far.map((one) => one.textContent?.trim() ?? "")];
      });
      faults.push(...out.map((one) => `${width} × ${height}: ${one}`));
    }
    await page.setViewportSize({ width: 390, height: 844 });
    return faults;
  }

  /** A stroke across the middle of the picture. */
  async function drag(page: Page): Promise<void> {
    const box = await page.locator(".lstage svg").first().boundingBox();
    if (box === null) throw new Error("no picture");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 30, { steps: 4 });
    await page.mouse.up();
  }

  it.each<
    [name: string, files: Files, card: typeof BOXED | null, begun: (page: Page) => Promise<void>]
  >([
    [
      "painted masks",
      PAINTED,
      null,
      async (page) => {
        await drag(page);
        await page.waitForFunction(
          () => globalThis.labelling.labelling.told?.strokes?.length === 1,
        );
      },
    ],
    [
      "points",
      LARGE,
      JOINTS,
      async (page) => {
        await page.keyboard.press("d");
        await page.getByText("Next: tail (2 of 2)").waitFor();
      },
    ],
    [
      "counts",
      COUNTED,
      null,
      async (page) => {
        await page.keyboard.press("2");
        await page.getByRole("button", { name: "That is all: 2 deer" }).waitFor();
      },
    ],
    [
      "boxes",
      LARGE,
      BOXED,
      async (page) => {
        await page.keyboard.press("d");
        await page.locator(".bxs li").waitFor();
      },
    ],
  ])("serves everybody who labels, and fingers: %s", async (name, files, card, begun) => {
    const faults: string[] = [];
    for (const isTouched of [false, true]) {
      const page = await opened(files, card, isTouched);
      const steps = [
        [name, begun],
        // What the model says, beside one's own.
        ...(name === "counts"
          ? []
          : [
              [
                `${name}, compared`,
                async (at: Page) => {
                  await at.keyboard.press("Enter");
                  await at.getByRole("button", { name: /Go on$/ }).waitFor();
                },
              ] as const,
            ]),
      ] as const;
      for (const [step, go] of steps) {
        await go(page);
        faults.push(
          ...(isTouched
            ? [...(await smallTargets(page)), ...(await outOfReach(page))].map(
                (fault) => `${step}, touched: ${fault}`,
              )
            : await lookAtScreen(page, step)),
        );
      }
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });
});
