import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTruth } from "../../src/evaluation/read-inputs.js";
import { DEFAULT_REQUEST } from "../../src/evaluation/request.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { axeNow } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import type {} from "../support/labelling-bridge.js";
import { LEAF_MODEL, leafPhoto, PHOTO_HEIGHT, PHOTO_WIDTH } from "../support/leaf-model.js";
import type { StaticSite } from "../support/static-site.js";

const [WIDTH, HEIGHT] = [PHOTO_WIDTH, PHOTO_HEIGHT];
const IMAGES = Array.from({ length: 8 }, (_, i) => `photos/${i}.png`);
const FILES: readonly (readonly [string, string | Uint8Array])[] = [
  ...LEAF_MODEL,
  ...IMAGES.map((path, i) => [path, leafPhoto(i)] as const),
];
const ASKED = { seed: 3, question: { claims: ["dice=0.9"], tolerance: 0.1 } };

describeWithChromium("the screen on which masks are painted", () => {
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

  async function begin(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await going(page);
    return page;
  }

  async function going(page: Page): Promise<void> {
    await page.waitForFunction(() => "labelling" in globalThis);
    const given = FILES.map(([path, content]): [string, string] => [
      path,
      Buffer.from(content).toString("base64"),
    ]);
    await page.evaluate(([all, asked]) => globalThis.labelling.begin(all, asked), [
      given,
      ASKED,
    ] as const);
    await page.locator('.lmask canvas.ink, [data-screen="end"]').waitFor();
  }

  /** Where a place of the picture is on the screen. */
  async function onScreen(page: Page, x: number, y: number): Promise<[number, number]> {
    return page.locator(".lmask svg").evaluate(
      (svg, at) => {
        const matrix = (svg as SVGSVGElement).getScreenCTM()!;
        const point = new DOMPoint(at[0], at[1]).matrixTransform(matrix);
        return [point.x, point.y] as [number, number];
      },
      [x, y] as const,
    );
  }

  /** What is painted: how often each colour is on the canvas. */
  const inked = (page: Page): Promise<number> =>
    page.locator(".lmask canvas.ink").evaluate((one) => {
      const canvas = one as HTMLCanvasElement;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((alpha, at) => at % 4 === 3 && alpha > 0).length;
    });
  const strokesOf = (page: Page) =>
    page.evaluate(() => globalThis.labelling.labelling.told?.strokes?.length ?? 0);
  const imageOf = (page: Page) =>
    page.evaluate(() => globalThis.labelling.labelling.told?.image ?? null);
  const done = (page: Page) => page.getByRole("button", { name: /^↵? ?(Done|Nothing is there)/ });
  const goOn = (page: Page) => page.getByRole("button", { name: /Go on$/ });
  /** Waits until the next image can be labelled. */
  const ready = (page: Page) => page.locator('.ltools [aria-disabled="false"]').waitFor();
  const scrolls = (page: Page) =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });

  /** Labels of Ada in a format, as our own reader gives them: pixels by image. */
  async function readBack(page: Page, format: string): Promise<ReadonlyMap<string, string[]>> {
    const files = await page.evaluate(async (of) => {
      const exported = await globalThis.labelling.labelling.export("Ada", of);
      return Promise.all(
        exported.files.map(async ({ name, blob }) => [name, await blob.text()] as const),
      );
    }, format);
    const bytes = new Map(files.map(([name, text]) => [name, new TextEncoder().encode(text)]));
    const access = createMemoryFileAccess(bytes);
    const path = files[0]![0];
    const { truth } = await readTruth(
      { access, path, source: path },
      IMAGES.map((one) => ({ path: one, sizeBytes: 1 })),
      { ...DEFAULT_REQUEST, task: "semantic-segmentation" },
    );
    const size = { widthPx: WIDTH, heightPx: HEIGHT };
    const found = new Map<string, string[]>();
    for (const [row, file] of truth.file.entries()) {
      const mask = await truth.masks!.read(row, size);
      found.set(
        file,
        [...mask.labels].map((label) => (label < 0 ? "?" : truth.masks!.labelNames[label]!)),
      );
    }
    return found;
  }

  it("is painted by mouse: outline, fill, eraser and undo, and the file says what was painted", async () => {
    const context = await newContext();
    const page = await begin(context);
    expect(await scrolls(page)).toBe(0);
    expect(await axeNow(page)).toEqual([]);
    // Blind: nothing says what the model says of this image.
    expect(await page.locator("main").textContent()).not.toMatch(/Dice/);
    const image = (await imageOf(page))!;

    // An outline of the left half, by its corners; the first one again closes it.
    await page.keyboard.press("p");
    for (const [x, y] of [
      [0, 0],
      [20, 0],
      [20, 20],
      [0, 20],
      [0, 0],
    ] as const) {
      await page.mouse.click(...(await onScreen(page, x, y)));
    }
    await expect.poll(() => inked(page)).toBe(400);
    // What nobody can say: the lower right corner.
    await page.keyboard.press("v");
    for (const [x, y] of [
      [30, 10],
      [40, 10],
      [40, 20],
      [30, 20],
      [30, 10],
    ] as const) {
      await page.mouse.click(...(await onScreen(page, x, y)));
    }
    await expect.poll(() => inked(page)).toBe(500);
    // A fill of all that is left, taken back, and a stroke of the eraser, taken back too.
    await page.keyboard.press("1");
    await page.keyboard.press("f");
    await page.mouse.click(...(await onScreen(page, 25, 5)));
    await expect.poll(() => inked(page)).toBe(800);
    await page.keyboard.press("z");
    await expect.poll(() => inked(page)).toBe(500);
    await page.keyboard.press("0");
    await page.keyboard.press("b");
    await page.mouse.move(...(await onScreen(page, 5, 10)));
    await page.mouse.down();
    await page.mouse.move(...(await onScreen(page, 15, 10)), { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => strokesOf(page)).toBe(3);
    expect(await inked(page)).toBeLessThan(500);
    await page.keyboard.press("z");
    await expect.poll(() => inked(page)).toBe(500);
    await page.keyboard.press("Shift+Z");
    await expect.poll(() => strokesOf(page)).toBe(3);
    await page.keyboard.press("z");
    await expect.poll(() => strokesOf(page)).toBe(2);
    expect(await axeNow(page)).toEqual([]);

    await done(page).click();
    // The model says the left half, and so did this person.
    await page.getByText("leaf Dice 100%, IoU 100%").first().waitFor();
    await page.locator(".lmask .mboth canvas.masks").waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "Side by side" }).click();
    await expect.poll(() => page.locator(".lmask .mboth canvas.masks").count()).toBe(2);
    await goOn(page).click();
    await page.getByText("Dice coefficient 100.0% on 1 image").waitFor();

    const pixels = (await readBack(page, "coco")).get(image)!;
    const wanted = Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
      return x < 20 ? "leaf" : x >= 30 && y >= 10 ? "?" : "background";
    });
    expect(pixels).toEqual(wanted);
    await context.close();
  });

  it("is painted by keys alone, with the page loaded again in midway", async () => {
    const context = await newContext();
    const page = await begin(context);
    const image = (await imageOf(page))!;
    const stage = page.getByRole("application");
    await stage.focus();
    await page.keyboard.press("p");
    // The cross begins in the middle: from there to three corners.
    await page.keyboard.press("ArrowLeft");
    const press = async (key: string, times: number) => {
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    };
    await press("ArrowUp", 10);
    await page.keyboard.press("Space");
    await press("ArrowLeft", 20);
    await page.keyboard.press("Space");
    await press("ArrowDown", 19);
    await page.keyboard.press("Space");
    await page.getByText("3 corners. Enter closes the outline.").waitFor({ state: "attached" });
    await page.keyboard.press("Enter");
    await expect.poll(() => strokesOf(page)).toBe(1);
    const triangle = await inked(page);
    expect(triangle).toBeGreaterThan(150);
    expect(triangle).toBeLessThan(230);
    // Held, Space paints along.
    await page.keyboard.press("b");
    await press("]", 2);
    await page.keyboard.down("Space");
    await press("ArrowRight", 5);
    await page.keyboard.up("Space");
    await expect.poll(() => strokesOf(page)).toBe(2);
    const painted = await inked(page);
    expect(painted).toBeGreaterThan(triangle);

    await page.reload();
    await going(page);
    expect(await imageOf(page)).toBe(image);
    await expect.poll(() => inked(page)).toBe(painted);
    await page.getByRole("application").focus();
    await page.keyboard.press("z");
    await expect.poll(() => inked(page)).toBe(triangle);
    await page.keyboard.press("Enter");
    await page.getByText(/^Yours and the model's: leaf Dice \d+%/).waitFor();
    // The model's is taken over and kept as seen.
    await page.getByRole("button", { name: "Take the model's instead, and correct it" }).click();
    await expect.poll(() => inked(page)).toBe(400);
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("application").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => imageOf(page)).not.toBe(image);
    await page.getByText("Before: leaf Dice 100%, IoU 100%.").waitFor();
    const seen = await page.evaluate(async () =>
      (await globalThis.labelling.labelling.labelled()).map((one) => one.seen),
    );
    expect(seen).toEqual([true]);

    // Nothing is there, and cannot tell; a skipped one comes back.
    await ready(page);
    await page.keyboard.press("Enter");
    await page.getByText("leaf Dice 0%, IoU 0%").first().waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => globalThis.labelling.labelling.told?.done)).toBe(2);
    await ready(page);
    await page.keyboard.press("x");
    await expect.poll(() => page.evaluate(() => globalThis.labelling.labelling.told?.done)).toBe(3);
    await ready(page);
    const skipped = await imageOf(page);
    await page.keyboard.press("s");
    await expect.poll(() => imageOf(page)).not.toBe(skipped);
    await context.close();
  });

  it("is painted by a finger; two enlarge and paint nothing", async () => {
    const context = await newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await begin(context);
    expect(await scrolls(page)).toBe(0);
    expect(await axeNow(page)).toEqual([]);
    const client = await context.newCDPSession(page);
    const at = async (x: number, y: number, id = 0) => {
      const [left, top] = await onScreen(page, x, y);
      return { x: left, y: top, id };
    };
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: object[]) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints } as never);
    await touch("touchStart", [await at(5, 10)]);
    await touch("touchMove", [await at(12, 10)]);
    await touch("touchMove", [await at(18, 10)]);
    await touch("touchEnd", []);
    await expect.poll(() => strokesOf(page)).toBe(1);
    const painted = await inked(page);
    expect(painted).toBeGreaterThan(0);
    await touch("touchStart", [await at(10, 5)]);
    await touch("touchStart", [await at(10, 5), await at(20, 5, 1)]);
    await touch("touchMove", [await at(5, 5), await at(30, 5, 1)]);
    await touch("touchEnd", []);
    await page.getByRole("button", { name: "Zoom", pressed: true }).waitFor();
    expect(await inked(page)).toBe(painted);
    expect(await strokesOf(page)).toBe(1);
    await context.close();
  });
});
