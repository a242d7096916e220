import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ANALYSES } from "../../src/analyses/registry.js";
import type { EvaluationResult } from "../../src/results/result.js";
import type { Task } from "../../src/tasks/task.js";
import type {} from "../support/app-bridge.js";
import { axeNow, withUnfolded } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { encodePng } from "../support/png.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import type { StaticSite } from "../support/static-site.js";

type Files = readonly (readonly [path: string, content: string | Uint8Array])[];

const MODEL = meanColourClassifier();
const COUNT = 24;
const [WIDTH, HEIGHT] = [40, 30];
const NAMES = Array.from({ length: COUNT }, (_, i) => `photos/${String(i).padStart(2, "0")}.png`);
const LABELS = ["red", "green"] as const;
const labelOf = (i: number) => (i % 5 === 0 ? (i + 1) % 2 : i % 2);
const PICTURES: Files = NAMES.map((name, i) => [
  name,
  plainPng(WIDTH, HEIGHT, i % 2 === 0 ? [160 + i, 40, 0] : [20, 150 + i, 0]),
]);
const MODEL_FILES: Files = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
];
/** Where the object of an image is; the last image is covered whole. */
const boxOf = (i: number) => (i === COUNT - 1 ? [0, 0, WIDTH, HEIGHT] : [8, 6, 16, 12]);

const coco = (more: object = {}) => ({
  images: NAMES.map((name, id) => ({ id, file_name: name, width: WIDTH, height: HEIGHT })),
  categories: LABELS.map((name, i) => ({ id: i + 1, name })),
  annotations: NAMES.map((_, i) => ({
    ...{ id: i + 1, image_id: i, category_id: labelOf(i) + 1, bbox: boxOf(i), iscrowd: 0 },
    area: boxOf(i)[2]! * boxOf(i)[3]!,
    ...more,
  })),
});
/** Two boxes an image: one on its object, found elsewhere on every fourth, and one below the threshold. */
const FOUND = NAMES.flatMap((_, i) => [
  {
    ...{ image_id: i, category_id: labelOf(i) + 1, score: 0.95 - i / 60 },
    bbox: i % 4 === 0 ? [26, 18, 10, 10] : boxOf(i),
  },
  { image_id: i, category_id: 1, bbox: [0, 0, 4, 4], score: 0.05 + i / 100 },
]);
const CAMERAS = `camera,nights\n${["c0", "c1", "c2"].map((one, i) => `${one},${10 + i}`).join("\n")}\n`;

describeWithChromium("questions of a result that take a file, or another look", () => {
  let browser: Browser;
  let screens: StaticSite;
  let folder: string;
  const problems: string[] = [];

  beforeAll(async () => {
    screens = await openAppScreens();
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), "homeground-further-"));
  });
  afterAll(async () => {
    await browser?.close();
    await screens?.close();
    await rm(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  async function onDisk(name: string, files: Files): Promise<(path: string) => string> {
    const to = (path: string) => join(folder, name, path);
    for (const [path, content] of files) {
      await mkdir(dirname(to(path)), { recursive: true });
      await writeFile(to(path), content);
    }
    return to;
  }

  async function ran(
    files: Files,
    question: object,
    task: Task["id"] | null = null,
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      bypassCSP: true,
    });
    await withUnfolded(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(screens.url);
    await page.waitForFunction(() => "screens" in globalThis);
    const given = files.map(([path, content]): [string, string] => [
      path,
      Buffer.from(content).toString("base64"),
    ]);
    await page.evaluate(
      ([all, as]) => {
        if (as !== null) globalThis.screens.app.imports.readAs({ task: as });
        return globalThis.screens.prepare(all);
      },
      [given, task] as const,
    );
    await page.evaluate(() => globalThis.screens.app.imports.lookFound());
    await page.evaluate((asked) => globalThis.screens.ask(asked), {
      ...{ cluster: null, slices: [] },
      ...question,
    });
    await page.waitForFunction(
      () =>
        globalThis.screens.app.step === "results" &&
        globalThis.screens.app.gallery.selected !== null,
    );
    return page;
  }

  const asked = (page: Page, id: string) => page.locator(`details[data-further="${id}"]`);
  const resultOf = (page: Page): Promise<EvaluationResult | undefined> =>
    page.evaluate(() => globalThis.screens.app.result?.result);
  async function unfold(page: Page, id: string): Promise<void> {
    const fold = asked(page, id);
    if (!(await fold.evaluate((one: HTMLDetailsElement) => one.open))) {
      await fold.locator("summary").click();
    }
  }
  async function look(page: Page, id: string): Promise<void> {
    await unfold(page, id);
    await asked(page, id).getByRole("button", { name: /^Look/ }).click();
    await page.waitForFunction(() => globalThis.screens.app.further.asking === null);
    await page.waitForFunction(() => !globalThis.screens.app.busy);
  }
  async function ofCommand(words: readonly string[]): Promise<EvaluationResult> {
    const out = await mkdtemp(join(folder, "out-"));
    const { status, err } = await runHere(["evaluate", ...words, "--out", out]);
    expect({ status, err: status === 0 ? "" : err }).toEqual({ status: 0, err: "" });
    return JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
  }

  it("the model looks at pictures without their objects when somebody asks, and not before", async () => {
    const files: Files = [...MODEL_FILES, ["labels.json", JSON.stringify(coco())], ...PICTURES];
    const page = await ran(files, {});
    const before = await resultOf(page);
    expect(before?.analyses ?? null).toBeNull();
    await unfold(page, "background");
    const fold = asked(page, "background");
    await fold.getByText(/looks at 24 images up to three times each/).waitFor();
    expect(await axeNow(page)).toEqual([]);
    await look(page, "background");
    const { analyses, estimates } = (await resultOf(page))!;
    expect(estimates).toEqual(before?.estimates);
    const to = await onDisk("background", files);
    const cli = await ofCommand([
      ...[to("photos"), "--labels", to("labels.json"), "--model", to("model.onnx")],
      ...["--engine", "wasm", "--analyse", "background"],
    ]);
    const found = analyses?.background;
    expect(found?.leftOut).toMatchObject({ withoutBackground: 1, withoutAnswer: 0 });
    expect({ ...found, boxes: "" }).toEqual({ ...cli.analyses?.background, boxes: "" });
    // Another question leaves it there, and no picture is looked at again.
    await look(page, "reliability");
    const later = (await resultOf(page))?.analyses;
    expect(later?.background).toEqual(found);
    expect(later?.reliability).toBeDefined();
    const line = await page.evaluate(() => globalThis.screens.app.command?.line ?? "");
    expect(line).toContain("--analyse background,reliability");
    await page.context().close();
  });

  it("boxes of a detector's file serve, and labels without any say what is lacking", async () => {
    const rows = NAMES.map((name, i) => `${name},${LABELS[labelOf(i)]}`);
    const files: Files = [
      ...MODEL_FILES,
      ["labels.csv", `name,class\n${rows.join("\n")}\n`],
      ...PICTURES,
    ];
    const page = await ran(files, {});
    await look(page, "background");
    const fold = asked(page, "background");
    await fold.getByRole("alert").getByText("nothing says where objects are").waitFor();
    expect((await resultOf(page))?.analyses ?? null).toBeNull();
    const boxes = { name: "boxes.json", mimeType: "application/json" };
    const buffer = Buffer.from(JSON.stringify(coco()));
    await fold
      .getByLabel("Where objects are, by: another file")
      .setInputFiles({ ...boxes, buffer });
    await look(page, "background");
    expect(
      await page.evaluate(() => globalThis.screens.app.further.errorOf("background")),
    ).toBeNull();
    const found = (await resultOf(page))?.analyses?.background;
    expect(found?.boxes).toBe("boxes.json, annotated");
    expect(found?.n).toBe(COUNT - 1);
    const line = await page.evaluate(() => globalThis.screens.app.command?.line ?? "");
    expect(line).toContain("--objects boxes.json");
    await page.context().close();
  });

  it("a folder of masks that was dropped says where objects are", async () => {
    const rows = NAMES.map((name, i) => `${name},${LABELS[labelOf(i)]}`);
    const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, p) => {
      const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
      return x >= 8 && x < 24 && y >= 6 && y < 18 ? 1 : 0;
    });
    const mask = encodePng({ widthPx: WIDTH, heightPx: HEIGHT, channels: 1, bitDepth: 8, data });
    const files: Files = [
      ...MODEL_FILES,
      ["labels.csv", `name,class\n${rows.join("\n")}\n`],
      ...PICTURES,
      ...NAMES.map((name): Files[number] => [name.replace("photos/", "masks/"), mask]),
    ];
    const page = await ran(files, {});
    await unfold(page, "background");
    await asked(page, "background")
      .getByLabel("Where objects are, by", { exact: true })
      .selectOption("masks");
    await look(page, "background");
    expect(
      await page.evaluate(() => globalThis.screens.app.further.errorOf("background")),
    ).toBeNull();
    const found = (await resultOf(page))?.analyses?.background;
    expect(found).toMatchObject({ boxes: "masks, around annotated pixels", n: COUNT });
    const to = await onDisk("masked", files);
    const cli = await ofCommand([
      ...[to("photos"), "--labels", to("labels.csv"), "--model", to("model.onnx")],
      ...["--engine", "wasm", "--analyse", "background", "--objects", to("masks")],
    ]);
    expect({ ...found, boxes: "" }).toEqual({ ...cli.analyses?.background, boxes: "" });
    await page.context().close();
  });

  it("a table says when cameras stood, and names say where the model was trained", async () => {
    const rows = NAMES.map((name, i) => `${name},${LABELS[labelOf(i)]},c${i % 3}`);
    const files: Files = [
      ...MODEL_FILES,
      ["labels.csv", `name,class,camera\n${rows.join("\n")}\n`],
      ...PICTURES,
    ];
    const page = await ran(files, { cluster: "camera" });
    await look(page, "application");
    expect((await resultOf(page))?.analyses?.application?.deployments).toBeNull();
    const table = { name: "cameras.csv", mimeType: "text/csv", buffer: Buffer.from(CAMERAS) };
    const fold = asked(page, "application");
    await fold.getByLabel("When and where cameras stood: another file").setInputFiles(table);
    await look(page, "application");
    const found = (await resultOf(page))?.analyses?.application;
    expect(found?.deployments).toMatchObject({ source: "cameras.csv", cameras: 3, nights: 33 });
    const to = await onDisk("cameras", [...files, ["cameras.csv", CAMERAS]]);
    const cli = await ofCommand([
      ...[to("photos"), "--labels", to("labels.csv"), "--model", to("model.onnx")],
      ...["--engine", "wasm", "--cluster", "camera", "--analyse", "application"],
      ...["--deployments", to("cameras.csv")],
    ]);
    expect(found?.figures).toEqual(cli.analyses?.application?.figures);

    await unfold(page, "cis-trans");
    await asked(page, "cis-trans").getByLabel("Places of training").fill("c0\nc1");
    await look(page, "cis-trans");
    const { analyses } = (await resultOf(page))!;
    expect(analyses?.["cis-trans"]).toMatchObject({ cis: { places: 2 }, trans: { places: 1 } });
    expect(analyses?.application).toEqual(found);
    // A comma belongs to a name, as on the command line, and a name that no camera has is said.
    await asked(page, "cis-trans").getByLabel("Places of training").fill("c0\nc1, c2");
    await look(page, "cis-trans");
    const again = (await resultOf(page))?.analyses?.["cis-trans"];
    expect(again).toMatchObject({ cis: { places: 1 }, training: { unknown: ["c1, c2"] } });
    const section = page.locator("#new-places");
    await section
      .getByText("No camera of these images is called “c1, c2”; there are “c0”, “c1” and “c2”.")
      .first()
      .waitFor({ state: "attached" });
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });

  it("a detector is asked by box and by image", async () => {
    const files: Files = [
      ["truth.json", JSON.stringify(coco())],
      ["found.json", JSON.stringify(FOUND)],
      ...PICTURES,
    ];
    const page = await ran(files, { threshold: 0.5 }, "detection");
    await look(page, "reliability");
    const found = (await resultOf(page))?.analyses?.reliability;
    const to = await onDisk("detector", files);
    const cli = await ofCommand([
      ...[to("photos"), "--labels", to("truth.json"), "--predictions", to("found.json")],
      ...["--task", "detection", "--threshold", "0.5", "--analyse", "reliability"],
    ]);
    expect(found).toEqual(cli.analyses?.reliability);
    expect(found?.unit).toBe("box");
    expect(found?.images?.n).toBe(COUNT);
    const section = page.locator("#report-section, .report").first();
    await section.getByText("By image", { exact: true }).first().waitFor({ state: "attached" });
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });

  const counts = NAMES.map((name, i) => `${name},${i % 4},1`);
  const counted = NAMES.map((name, i) => `${name},${(i % 4) + (i % 5 === 0 ? 1 : 0)},1`);
  const joints = (score: object, visible: number) =>
    coco({ num_keypoints: 2, keypoints: [10, 8, visible, 20, 14, visible], ...score });
  const points = joints({}, 2);
  const KINDS: readonly (readonly [task: Task["id"], files: Files])[] = [
    [
      "detection",
      [
        ["truth.json", JSON.stringify(coco())],
        ["found.json", JSON.stringify(FOUND)],
      ],
    ],
    [
      "instance-segmentation",
      [
        ["truth.json", JSON.stringify(coco({ segmentation: [[8, 6, 24, 6, 24, 18, 8, 18]] }))],
        [
          "found.json",
          JSON.stringify(
            FOUND.map((one) => ({
              ...one,
              segmentation: { size: [HEIGHT, WIDTH], counts: rle(one.bbox) },
            })),
          ),
        ],
      ],
    ],
    [
      "keypoints",
      [
        [
          "truth.json",
          JSON.stringify({
            ...points,
            categories: points.categories.map((one) => ({
              ...one,
              keypoints: ["head", "tail"],
              skeleton: [[1, 2]],
            })),
          }),
        ],
        [
          "found.json",
          JSON.stringify(FOUND.map((one) => ({ ...one, keypoints: [10, 8, 0.9, 20, 14, 0.8] }))),
        ],
      ],
    ],
    [
      "counting",
      [
        ["labels.csv", `file,count_fox,count_owl\n${counts.join("\n")}\n`],
        ["predictions.csv", `file,count_fox,count_owl\n${counted.join("\n")}\n`],
      ],
    ],
  ];
  /** Runs of pixels column by column, as COCO counts them. */
  function rle([x, y, width, height]: readonly number[]): number[] {
    const runs = [x! * HEIGHT + y!];
    for (let column = 0; column < width!; column++) {
      runs.push(height!, column === width! - 1 ? 0 : HEIGHT - height!);
    }
    const covered = runs.reduce((sum, run) => sum + run, 0);
    runs[runs.length - 1] = HEIGHT * WIDTH - covered;
    return runs;
  }

  it.each(KINDS)("each question of %s has an answer or a reason in words", async (task, files) => {
    const page = await ran(
      [...files, ...PICTURES],
      task === "counting" ? {} : { threshold: 0.5 },
      task,
    );
    const told = await page.evaluate(() => globalThis.screens.app.result?.further ?? []);
    expect(told.map(({ id }) => id)).toEqual(
      ANALYSES.filter(({ asks }) => asks !== undefined).map(({ id }) => id),
    );
    for (const { id, why } of told) {
      if (why !== null) {
        expect(await page.locator(`[data-unasked="${id}"]`).textContent()).toContain(why);
        continue;
      }
      await look(page, id);
      const failure = await page.evaluate((of) => {
        const error = globalThis.screens.app.further.errorOf(of);
        return error === null ? null : error.code;
      }, id);
      if (failure === null) {
        expect(Object.keys((await resultOf(page))?.analyses ?? {}), id).toContain(id);
        await asked(page, id).locator(".qa").waitFor();
      } else {
        expect(failure, id).toMatch(/^(analysis|metric|deployments)\//);
        await asked(page, id).getByRole("alert").waitFor();
      }
    }
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });
});
