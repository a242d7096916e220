import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeNow } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import type {} from "../support/labelling-bridge.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const WIDTH = 400;
const HEIGHT = 300;
const IMAGES = Array.from({ length: 5 }, (_, i) => ({
  name: `photos/${i}.png`,
  bytes: plainPng(WIDTH, HEIGHT, [60 + 30 * i, 120, 80]),
}));
const ASKED = { seed: 3, question: {} };
const JOINTS = ["nose", "left paw", "tail"];
const POSES = { task: "keypoints", labels: ["fox", "deer"], decode: { points: JOINTS } };
const FOUND = [
  {
    label: "deer",
    score: 0.8,
    xywhPx: [200, 100, 100, 50],
    points: [{ x: 200, y: 100 }, null, { x: 300, y: 150 }],
  },
  { label: "fox", score: 0.1, xywhPx: [0, 0, 50, 50], points: [{ x: 0, y: 0 }, null, null] },
] as const;

type Given = readonly (readonly [string, string])[];
const inBase64 = (files: readonly (readonly [string, string | Uint8Array])[]): Given =>
  files.map(([path, content]) => [path, Buffer.from(content).toString("base64")]);
const PICTURES = inBase64(IMAGES.map(({ name, bytes }) => [name, bytes]));

/** A counter whose numbers are the mean colours of the picture. */
function counter(labels: readonly string[]): Given {
  const model = meanColourClassifier({
    weights: [0, 1, 2].map((channel) => labels.map((_, i) => (i === channel ? 10 : 0))),
  });
  const fields = { task: "counting", family: "count", scores: "raw" };
  const whole = JSON.parse(cardText(model, { labels, fields })) as Record<string, unknown>;
  const card = JSON.stringify({ ...whole, decode: { output: "scores", reduce: "none" } });
  return [
    ...inBase64([
      ["model.onnx", model],
      ["model.json", card],
    ]),
    ...PICTURES,
  ];
}

describeWithChromium("points and numbers on the screen of labelling", () => {
  let browser: Browser;
  let site: StaticSite;
  const problems: string[] = [];

  beforeAll(async () => {
    site = await openAppScreens("labelling-bridge");
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    expect(problems).toEqual([]);
  });

  const newContext = (more: Parameters<Browser["newContext"]>[0] = {}): Promise<BrowserContext> =>
    browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true, ...more });

  async function opened(context: BrowserContext, begin: (page: Page) => Promise<void>) {
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await going(page, begin);
    return page;
  }
  async function going(page: Page, begin: (page: Page) => Promise<void>): Promise<void> {
    await page.waitForFunction(() => "labelling" in globalThis);
    await begin(page);
    await ready(page);
  }
  const beginPoses = (page: Page) =>
    page.evaluate(
      ([files, asked, boxes, card]) => globalThis.labelling.beginBoxes(files, asked, boxes, card),
      [PICTURES, ASKED, FOUND, POSES] as const,
    );
  const beginCounter = (labels: readonly string[]) => {
    const files = counter(labels);
    return (page: Page) =>
      page.evaluate(([given, asked]) => globalThis.labelling.begin(given, asked), [
        files,
        ASKED,
      ] as const);
  };
  const ready = (page: Page) =>
    page.waitForFunction(
      () =>
        document.querySelector('.lstage canvas, [data-screen="end"]') !== null &&
        document.querySelector('.ltools [aria-disabled="true"]') === null,
    );
  const toldOf = (page: Page) =>
    page.evaluate(() => {
      const { told } = globalThis.labelling.labelling;
      return told === null
        ? null
        : { image: told.image, done: told.done, objects: told.objects, before: told.before };
    });
  /** Presses a key that changes what is marked, and waits until it has. */
  const pressed = async (page: Page, key: string): Promise<void> => {
    const marked = () => JSON.stringify(globalThis.labelling.labelling.told?.objects ?? null);
    const before = await page.evaluate(marked);
    await page.keyboard.press(key);
    await page.waitForFunction(
      (old) => JSON.stringify(globalThis.labelling.labelling.told?.objects ?? null) !== old,
      before,
    );
  };
  const doneIs = (page: Page, count: number) =>
    page.waitForFunction((n) => globalThis.labelling.labelling.told?.done === n, count);
  /** The points of each object of the image, rounded. */
  const pointsOf = (page: Page) =>
    page.evaluate(() =>
      (globalThis.labelling.labelling.told?.objects ?? []).map(({ label, place }) => [
        label,
        ...(place.kind === "points"
          ? place.points.map((one) =>
              one === null ? null : [Math.round(one.x), Math.round(one.y), one.isHidden],
            )
          : []),
      ]),
    );
  const pointsAre = (page: Page, expected: unknown) =>
    expect.poll(() => pointsOf(page)).toEqual(expected);
  const scrolls = (page: Page) =>
    page.evaluate(() => {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
      return [scrollHeight - clientHeight, scrollWidth - clientWidth];
    });
  /** Where a place of the picture is on the screen. */
  async function onScreen(page: Page) {
    const frame = await page.locator(".ldots svg").boundingBox();
    if (frame === null) throw new Error("no picture");
    const scale = Math.min(frame.width / WIDTH, frame.height / HEIGHT);
    const left = frame.x + (frame.width - WIDTH * scale) / 2;
    const top = frame.y + (frame.height - HEIGHT * scale) / 2;
    return (x: number, y: number) => [left + x * scale, top + y * scale] as const;
  }

  it("has joints pressed in their order, moved and taken back by mouse, and reads them again after a reload", async () => {
    const context = await newContext();
    const page = await opened(context, beginPoses);
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    const at = await onScreen(page);
    await page.getByText("A new one: nose (1 of 3)").waitFor();
    await page.mouse.click(...at(100, 60));
    await page.getByText("Next: left paw (2 of 3)").waitFor();
    await page.getByRole("button", { name: "Hidden behind something" }).click();
    await page.mouse.click(...at(150, 200));
    await page.getByText("Next: tail (3 of 3)").waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "Not in the picture" }).click();
    // It is whole: the next press begins another one.
    await page.getByText("A new one: nose (1 of 3)").waitFor();
    const fox = ["fox", [100, 60, false], [150, 200, true], null];
    await pointsAre(page, [fox]);
    await page.mouse.click(...at(300, 100));
    await page.getByText("Next: left paw").waitFor();
    await pointsAre(page, [fox, ["fox", [300, 100, false]]]);
    // A drag moves a point, undo takes back the drag, and then the point.
    await page.mouse.move(...at(100, 60));
    await page.mouse.down();
    await page.mouse.move(...at(120, 90), { steps: 4 });
    await page.mouse.up();
    await pointsAre(page, [
      ["fox", [120, 90, false], [150, 200, true], null],
      ["fox", [300, 100, false]],
    ]);
    await page.keyboard.press("u");
    await pointsAre(page, [fox, ["fox", [300, 100, false]]]);

    await page.reload();
    await going(page, beginPoses);
    await pointsAre(page, [fox, ["fox", [300, 100, false]]]);
    await page.getByRole("button", { name: "fox 2: 1 of 3 points" }).click();
    await page.keyboard.press("2");
    await pointsAre(page, [fox, ["deer", [300, 100, false]]]);
    await page.getByRole("button", { name: "Take away number 2 with its points" }).click();
    await pointsAre(page, [fox]);

    // The model's points come once the person's are done; what is taken over is marked, and can be moved.
    expect(await page.locator(".ldots .model").count()).toBe(0);
    await page.getByRole("button", { name: "1 is all" }).click();
    await page.getByRole("button", { name: "deer 80%, take over" }).waitFor();
    expect(await page.locator(".ldots .model").count()).toBe(2);
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "deer 80%, take over" }).click();
    await page.getByRole("button", { name: "deer 2: 2 of 3 points, seen" }).waitFor();
    await page.mouse.move(...at(300, 150));
    await page.mouse.down();
    await page.mouse.move(...at(310, 160), { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => (await toldOf(page))?.before?.objects[1]?.place)
      .toMatchObject({ points: [{ x: 200 }, null, { isHidden: false }] });
    await page.getByRole("button", { name: "Go on" }).click();
    await doneIs(page, 1);
    await ready(page);
    const before = (await toldOf(page))?.before;
    expect(before).toMatchObject({ seen: true, label: { kind: "objects" } });
    expect(before?.objects.map(({ isAccepted }) => isAccepted)).toEqual([false, true]);
    await context.close();
  });

  it("has joints placed by keys alone, skips, cannot tell, and comes to the end of all", async () => {
    const context = await newContext();
    const page = await opened(context, beginPoses);
    await page.keyboard.press("d");
    await pointsAre(page, [["fox", [200, 150, false]]]);
    await page.keyboard.press("h");
    await page.keyboard.press("d");
    await pointsAre(page, [["fox", [200, 150, false], [216, 150, true]]]);
    // Arrows move the point that was placed last, from its button.
    await page.getByRole("button", { name: "Place d", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await pointsAre(page, [["fox", [200, 150, false], [216, 153, true]]]);
    await page.keyboard.press("Shift+ArrowLeft");
    await pointsAre(page, [["fox", [200, 150, false], [215, 153, true]]]);
    await page.keyboard.press("n");
    await pointsAre(page, [["fox", [200, 150, false], [215, 153, true], null]]);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "deer 80%, take over" }).waitFor();
    await page.keyboard.press("Enter");
    await doneIs(page, 1);
    await ready(page);
    expect((await toldOf(page))?.before).toMatchObject({ seen: false });
    const skipped = (await toldOf(page))?.image;
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(
      (old) => globalThis.labelling.labelling.told?.image !== old,
      skipped,
    );
    await ready(page);
    await page.keyboard.press("x");
    await doneIs(page, 2);
    await ready(page);
    for (let done = 3; done <= 5; done++) {
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Go on" }).waitFor();
      await page.keyboard.press("Enter");
      await doneIs(page, done);
      await ready(page);
    }
    await page.getByRole("heading", { level: 1, name: "All 5 are labelled." }).waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "See the results" }).click();
    expect(await page.evaluate(() => globalThis.labelling.hasResults)).toBe(true);
    await context.close();
  });

  it("has points placed and numbers counted by finger, on a small screen", async () => {
    const small = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const context = await newContext(small);
    const page = await opened(context, beginPoses);
    expect((await scrolls(page))[1]).toBe(0);
    const at = await onScreen(page);
    await page.touchscreen.tap(...at(100, 60));
    await page.getByText("Next: left paw (2 of 3)").waitFor();
    await page.touchscreen.tap(...at(150, 200));
    await pointsAre(page, [["fox", [100, 60, false], [150, 200, false]]]);
    expect(await axeNow(page)).toEqual([]);
    expect((await scrolls(page))[1]).toBe(0);
    await context.close();

    const other = await newContext(small);
    const counting = await opened(other, beginCounter(["deer", "fox"]));
    expect((await scrolls(counting))[1]).toBe(0);
    expect(await axeNow(counting)).toEqual([]);
    const on = await onScreen(counting);
    await counting.touchscreen.tap(...on(100, 60));
    await counting.getByRole("button", { name: "That is all: 1 deer" }).waitFor();
    await counting.touchscreen.tap(...on(200, 60));
    await counting.getByRole("button", { name: "That is all: 2 deer" }).waitFor();
    await counting.touchscreen.tap(...on(100, 60));
    await counting.getByRole("button", { name: "That is all: 1 deer" }).waitFor();
    await counting.getByRole("button", { name: "One fox more" }).tap();
    await counting.getByRole("button", { name: "That is all: 1 deer, 1 fox" }).tap();
    await doneIs(counting, 1);
    expect((await toldOf(counting))?.before?.label).toEqual({
      kind: "counts",
      counts: [
        ["deer", 1],
        ["fox", 1],
      ],
    });
    await other.close();
  });

  it("counts by keys alone, is read again after a reload, and comes to the end of all", async () => {
    const context = await newContext();
    const page = await opened(context, beginCounter(["deer", "fox"]));
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    await page.getByText("The range appears with the first label.").waitFor();
    await page.getByText("And the mean error?").click();
    await page.getByText(/^The mean error has no range while you label/).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    // Nothing is said before a number is there: Enter alone is no zero.
    expect(await page.getByRole("button", { name: "Go on" }).isDisabled()).toBe(true);
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("7");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    await page.keyboard.press("-");
    await page.getByRole("button", { name: "That is all: 12 deer, 1 fox" }).waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await doneIs(page, 1);
    await page.getByText(/^Before: you said 12 deer, 1 fox, it said /).waitFor();
    await ready(page);
    // A press on the picture is kept at once.
    const at = await onScreen(page);
    await page.mouse.click(...at(50, 50));
    await page.mouse.click(...at(90, 50));
    await page.getByRole("button", { name: "That is all: 2 fox" }).waitFor();
    await page.reload();
    await going(page, beginCounter(["deer", "fox"]));
    await page.getByText("Going on at image 2.").waitFor();
    await page.getByRole("button", { name: "That is all: 2 fox" }).waitFor();
    await page.getByLabel("Number of deer").fill("40");
    await page.keyboard.press("Enter");
    await doneIs(page, 2);
    await ready(page);
    await page.keyboard.press("u");
    await doneIs(page, 1);
    await ready(page);
    await page.keyboard.press("0");
    await page.getByRole("button", { name: "That is all: 2 fox" }).waitFor();
    await ready(page);
    await page.keyboard.press("Enter");
    await doneIs(page, 2);
    await ready(page);
    await page.keyboard.press("x");
    await doneIs(page, 3);
    for (let done = 4; done <= 5; done++) {
      await ready(page);
      await page.keyboard.press("0");
      await page.getByRole("button", { name: "That is all: 0" }).waitFor();
      await page.keyboard.press("Enter");
      await doneIs(page, done);
    }
    await page.getByRole("heading", { level: 1, name: "All 5 are labelled." }).waitFor();
    const text = await page.evaluate(async () => {
      const { files } = await globalThis.labelling.labelling.export("Ada", "csv");
      return files[0]?.blob.text();
    });
    const lines = (text ?? "").trim().split("\n");
    expect(lines[0]).toBe("file,label,count,labelled_by,prediction_seen");
    expect(lines.filter((line) => /,deer,12,Ada,no$/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => /,,0,Ada,no$/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => /,,,Ada,no$/.test(line))).toHaveLength(1);
    expect(await axeNow(page)).toEqual([]);
    await context.close();
  });

  /** Pictures of one colour, in which the counter finds 5 things. */
  const SAME = inBase64(
    Array.from({ length: 40 }, (_, i) => [
      `photos/${i}.png`,
      plainPng(60, 40, [Math.round(25.5 * 5), 120, i]),
    ]),
  );
  const withLimit = (claim: string, measure: string) => ({
    seed: 3,
    question: { claims: [`${measure}=${claim}`], metrics: [measure], tolerance: 0.1 },
  });
  const isDecided = (page: Page) =>
    page.evaluate(() => globalThis.labelling.labelling.told?.look?.look?.verdict !== "cannot-tell");
  const rangeOf = (page: Page) =>
    page.evaluate(() => {
      const look = globalThis.labelling.labelling.told?.look?.look ?? null;
      return look === null ? null : look.high - look.low;
    });

  it("narrows the range with each number until the verdict, by keys alone and over a reload", async () => {
    const context = await newContext();
    const files = [...counter(["deer"]).slice(0, 2), ...SAME];
    const asked = withLimit("0.9", "count-within{tolerance=1}");
    const begin = (page: Page) =>
      page.evaluate(([given, wanted]) => globalThis.labelling.begin(given, wanted), [
        files,
        asked,
      ] as const);
    const page = await opened(context, begin);
    const widths: number[] = [];
    let done = 0;
    for (; done < 40; ) {
      // One of those that are counted is 2 off, the others as near as may be.
      await page.keyboard.press(done === 3 ? "7" : done % 2 === 0 ? "5" : "6");
      await page.keyboard.press("Enter");
      done++;
      await doneIs(page, done);
      widths.push((await rangeOf(page)) ?? Number.NaN);
      if (await isDecided(page)) break;
      if (done === 3) {
        await page.getByText("3 of 3 counted within 1").waitFor();
        await page.getByText(/labels are likely to decide|left may not decide/).waitFor();
        await page.reload();
        await going(page, begin);
        await page.getByText("3 of 3 counted within 1").waitFor();
      }
      await ready(page);
    }
    expect(widths.at(-1)).toBeLessThan(widths[0]!);
    expect(widths.at(-1)).toBeLessThan(0.5);
    await page.getByRole("heading", { level: 1, name: /^The published 90.0% holds/ }).waitFor();
    await page.getByText(new RegExp(`${done - 1} of ${done} were counted within 1`)).waitFor();
    expect(await axeNow(page)).toEqual([]);
    await context.close();
  });

  it("comes to a verdict on points, image by image", async () => {
    const context = await newContext();
    const asked = withLimit("0.9", "pck{alpha=0.2,average=image}");
    const begin = (page: Page) =>
      page.evaluate(
        ([files, wanted, boxes, card]) =>
          globalThis.labelling.beginBoxes(files, wanted, boxes, card),
        [SAME, asked, FOUND, POSES] as const,
      );
    const page = await opened(context, begin);
    // Nose and paw in the middle of the picture, where the model finds none of a fox's.
    const end = page.locator('[data-screen="end"]');
    for (let done = 1; done <= 40; done++) {
      for (const key of ["d", "d", "n"]) await pressed(page, key);
      await ready(page);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Go on" }).waitFor();
      await page.keyboard.press("Enter");
      await doneIs(page, done);
      await ready(page);
      await page
        .getByText(/percentage of correct keypoints 0.0%/)
        .or(end)
        .first()
        .waitFor();
      if (await isDecided(page)) break;
    }
    await page
      .getByRole("heading", { level: 1, name: /^The published 90.0% does not hold/ })
      .waitFor();
    expect(await axeNow(page)).toEqual([]);
    await context.close();
  });
});
