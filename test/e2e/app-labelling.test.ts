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

const MODEL = meanColourClassifier();
/** 60 images, all red to the model; two of them cannot be opened. */
const IMAGES = Array.from({ length: 60 }, (_, i) => ({
  name: `photos/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(60 + i, 40, [200 - i, 30, 20]),
}));
const ASKED = { seed: 3, question: { claims: ["accuracy=0.91"], tolerance: 0.1 } };

/** Runs in a page: the logs of labels as the browser keeps them, by their names; then a line is added to that of the test. */
async function linesOf(added: string | null): Promise<Record<string, string>> {
  const done = (asked: IDBRequest | IDBTransaction) =>
    new Promise((resolve) => {
      asked.addEventListener("success", resolve);
      asked.addEventListener("complete", resolve);
    });
  const opened = indexedDB.open("homeground-labels");
  await done(opened);
  const change = opened.result.transaction("lines", "readwrite");
  const store = change.objectStore("lines");
  const all = store.getAll();
  await done(all);
  const logs: Record<string, string> = {};
  for (const { project, text } of all.result as { project: string; text: string }[]) {
    logs[project] = (logs[project] ?? "") + text;
  }
  const end = done(change);
  if (added !== null) store.add({ project: "test", text: added });
  await end;
  opened.result.close();
  return logs;
}

type Files = readonly (readonly [path: string, content: string | Uint8Array])[];

function filesOf(card: Parameters<typeof cardText>[1] = {}, images = IMAGES): Files {
  return [
    ["model.onnx", MODEL],
    ["model.json", cardText(MODEL, card)],
    ...images.map(({ name, bytes }) => [name, bytes] as const),
  ];
}

describeWithChromium("the screen of labelling", () => {
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

  async function begin(context: BrowserContext, files = filesOf(), asked = ASKED): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await going(page, files, asked);
    return page;
  }

  /** Begins, or goes on in a page that was loaded again. */
  async function going(page: Page, files = filesOf(), asked = ASKED): Promise<void> {
    await page.waitForFunction(() => "labelling" in globalThis);
    const given = files.map(([path, content]): [string, string] => [
      path,
      Buffer.from(content).toString("base64"),
    ]);
    await page.evaluate(([all, question]) => globalThis.labelling.begin(all, question), [
      given,
      asked,
    ] as const);
    await ready(page);
  }

  /** Waits for an image to label, or for what took its place. */
  const ready = (page: Page) =>
    page.waitForFunction(
      () =>
        document.querySelector('.lstage canvas, [data-screen="end"]') !== null &&
        document.querySelector('.ltools [aria-disabled="true"]') === null,
    );
  const doneOf = (page: Page) => page.evaluate(() => globalThis.labelling.labelling.told?.done);
  const imageOf = (page: Page) =>
    page.evaluate(() => globalThis.labelling.labelling.told?.image ?? null);
  async function key(page: Page, name: string): Promise<void> {
    await page.keyboard.press(name);
    await ready(page);
  }
  const scrolls = (page: Page) =>
    page.evaluate(() => {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
      return [scrollHeight - clientHeight, scrollWidth - clientWidth];
    });

  it("comes to its verdict by keys alone, with the page loaded again in midway", async () => {
    const context = await newContext();
    const page = await begin(context);
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    // Blind: nothing says what the model says of this image.
    expect(await page.locator("main").textContent()).not.toMatch(/it said/);
    const first = await imageOf(page);
    const button = page.getByRole("button", { name: "green" });
    const place = await button.boundingBox();
    await key(page, "2");
    await page.getByText("Before: you said green, it said red.").waitFor();
    await page.getByText("0 of 1 right").waitFor();
    expect(await page.getByRole("status").first().textContent()).toMatch(/^Green\. 1 labelled\./);
    expect(await button.boundingBox()).toEqual(place);

    // A skipped image comes back last; an undo takes the skip back, and then the label.
    const second = await imageOf(page);
    await key(page, "ArrowRight");
    expect(await imageOf(page)).not.toBe(second);
    await key(page, "u");
    expect(await imageOf(page)).toBe(second);
    await key(page, "u");
    expect(await imageOf(page)).toBe(first);
    await key(page, "2");
    await key(page, "0");
    await key(page, "x");
    expect(await doneOf(page)).toBe(3);
    await page.getByText("0 of 2 right").waitFor();

    // A line that another program left there: what is whole goes on, and all of it is kept aside.
    const kept = await page.evaluate(linesOf, "{broken}\n");
    await page.reload();
    await going(page);
    await page.getByText("Going on at image 4.").waitFor();
    expect(await doneOf(page)).toBe(3);
    // What was said before the reload can be taken back and said otherwise.
    await key(page, "u");
    expect(await doneOf(page)).toBe(2);
    await key(page, "x");
    expect(await doneOf(page)).toBe(3);
    expect(await page.evaluate(() => globalThis.labelling.labelling.unread)).toBe(1);
    const lines = await page.evaluate(linesOf, null);
    expect(lines["test set aside"]).toBe(`${kept["test"]}{broken}\n`);
    expect(lines["test"]).not.toContain("broken");
    expect(await axeNow(page)).toEqual([]);

    // The page's clock stands still: keys that come at once come at once on a slow machine too.
    await page.evaluate(() => {
      const at = performance.now();
      performance.now = () => at;
    });
    while ((await page.locator('[data-screen="end"]').count()) === 0) await key(page, "2");
    const { labels, verdict } = await page.evaluate(() => {
      const look = globalThis.labelling.labelling.told?.look;
      return { labels: look?.labelled, verdict: look?.look?.verdict };
    });
    expect(verdict).toBe("fails");
    const heading = `The published 91.0% does not hold on your images. ${labels} labels were enough.`;
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(heading);
    expect(await page.getByRole("alert").textContent()).toBe("Fails here");
    // A key that was meant for the next image does nothing.
    await page.keyboard.press("2");
    await page.keyboard.press("u");
    expect(await doneOf(page)).toBe((labels ?? 0) + 1);
    await page.evaluate(() => Reflect.deleteProperty(performance, "now"));
    expect(await axeNow(page)).toEqual([]);
    await page.getByText("The same as a table").click();
    expect(await page.locator("table tbody tr").count()).toBe(labels);
    expect(await page.locator(".ltiles .fails").count()).toBe(labels);
    await page.getByRole("button", { name: "Label more, for a narrower range" }).click();
    await ready(page);
    await page.getByText("Fails here").first().waitFor();
    await key(page, "2");
    expect(await page.locator(".labelling").count()).toBe(1);

    // Who comes back after that goes on too.
    await page.reload();
    await going(page);
    expect(await page.locator(".labelling").count()).toBe(1);
    await context.close();
  });

  it("is played by thumb: large buttons, a swipe skips, two fingers enlarge", async () => {
    const context = await newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await begin(context);
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    for (const name of ["red", "green", "none of these", "cannot tell"]) {
      const box = await page.getByRole("button", { name }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(56);
    }
    const before = await page.getByRole("button", { name: "green" }).boundingBox();
    await page.getByRole("button", { name: "green" }).tap();
    await page.getByText("0 of 1 right").waitFor();
    await ready(page);
    expect(await page.getByRole("button", { name: "green" }).boundingBox()).toEqual(before);
    expect(await scrolls(page)).toEqual([0, 0]);

    const image = await imageOf(page);
    const touch = await context.newCDPSession(page);
    const stage = await page.locator(".lstage").boundingBox();
    if (stage === null) throw new Error("no stage");
    const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2];
    const send = (type: string, points: readonly (readonly [number, number])[]) =>
      touch.send("Input.dispatchTouchEvent", {
        type: type as "touchStart",
        touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
      });
    await send("touchStart", [
      [x - 20, y],
      [x + 20, y],
    ]);
    await send("touchMove", [
      [x - 80, y],
      [x + 80, y],
    ]);
    await send("touchEnd", []);
    const zoomed = page.getByRole("button", { name: "Zoom", pressed: true });
    await zoomed.waitFor();
    // Enlarged, one finger moves the picture.
    await send("touchStart", [[x + 60, y]]);
    await send("touchMove", [[x - 60, y]]);
    await send("touchEnd", []);
    expect(await imageOf(page)).toBe(image);
    await zoomed.click(); // a tap during a fling is none
    await send("touchStart", [[x + 60, y]]);
    await send("touchMove", [[x - 60, y]]);
    await send("touchEnd", []);
    await page.waitForFunction((old) => globalThis.labelling.labelling.told?.image !== old, image);
    await ready(page);

    while ((await page.locator('[data-screen="end"]').count()) === 0) {
      await page.getByRole("button", { name: "none of these" }).tap();
      await ready(page);
    }
    await page
      .getByRole("heading", { level: 1, name: /^The published 91.0% does not hold/ })
      .waitFor();
    expect(await axeNow(page)).toEqual([]);
    expect((await scrolls(page))[1]).toBe(0);
    await page.getByRole("button", { name: "See the results" }).tap();
    expect(await page.evaluate(() => globalThis.labelling.hasResults)).toBe(true);
    await context.close();
  });

  it("types ahead over nine labels, hides the score where that is wished, and remembers both", async () => {
    const names = [
      "red",
      "zebra",
      "Élan",
      "grey wolf",
      "wolf",
      "w4",
      "w5",
      "w6",
      "w7",
      "w8",
      "ibex",
    ];
    const MANY = meanColourClassifier({
      weights: [0, 1, 2].map((channel) => names.map((_, i) => Number(i === channel))),
    });
    const files: Files = [
      ["model.onnx", MANY],
      ["model.json", cardText(MANY, { labels: names })],
      ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
    ];
    const context = await newContext();
    const page = await begin(context, files);
    expect(await scrolls(page)).toEqual([0, 0]);
    const buttons = page.getByRole("group", { name: "Labels" }).getByRole("button");
    expect(await buttons.count()).toBe(9);
    await page.keyboard.press("w");
    await page.keyboard.press("o");
    await page.waitForFunction(() => document.querySelectorAll("[role=option]").length === 2);
    expect(await page.getByRole("option").allTextContents()).toEqual(["wolf↵", "grey wolf"]);
    expect(await axeNow(page)).toEqual([]);
    await key(page, "Enter");
    await page.getByText("Before: you said wolf").waitFor();
    await page.keyboard.type("ela");
    await key(page, "Enter");
    await page.getByText("Before: you said Élan").waitFor();
    await page.keyboard.type("ibex");
    await key(page, "Enter");
    await page.getByText("Before: you said ibex").waitFor();
    expect(await buttons.first().textContent()).toContain("red");

    await page.getByLabel("Hide the score while I label").check();
    expect(await page.getByText("Cannot tell yet").count()).toBe(0);
    await page.reload();
    await going(page, files);
    expect(await page.getByLabel("Hide the score while I label").isChecked()).toBe(true);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await scrolls(page)).toEqual([0, 0]);
    // What was used most has the first keys.
    expect((await buttons.allTextContents()).slice(0, 3).join()).toMatch(/Élan.*wolf.*ibex/s);
    await context.close();
  });

  it("takes several labels by keys that toggle, and Enter goes on", async () => {
    const context = await newContext();
    const page = await begin(
      context,
      filesOf({
        fields: { task: "multilabel", family: "multilabel" },
        decode: { activation: "sigmoid", ties: undefined },
      }),
    );
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    expect(await page.locator('.lb[aria-pressed="true"]').count()).toBe(2);
    await page.keyboard.press("1");
    expect(await axeNow(page)).toEqual([]);
    await key(page, "Enter");
    await page.getByRole("status").filter({ hasText: "Green. 1 labelled." }).waitFor();
    expect(await page.locator('.lb[aria-pressed="true"]').count()).toBe(0);
    // None of them is said by a key of its own, or its button.
    await page.getByRole("button", { name: "nothing is there" }).waitFor();
    await key(page, "e");
    await page.getByRole("status").filter({ hasText: "Nothing is there. 2 labelled." }).waitFor();
    await context.close();
  });

  it("shows what was taken together as a strip, any image of it first, and labels the rest at once", async () => {
    // Three sequences of four images.
    const images = IMAGES.slice(0, 12);
    const rows = images.map(({ name }, i) => `${name},burst ${Math.floor(i / 4)}`);
    const files: Files = [
      ...filesOf({}, images),
      ["bursts.csv", `file,sequence\n${rows.join("\n")}\n`],
    ];
    const context = await newContext();
    const page = await begin(context, files);
    const strip = page.getByRole("list", {
      name: / of 4 that were taken together\. They count as one\.$/,
    });
    const tiles = strip.getByRole("button");
    expect(await tiles.count()).toBe(4);
    await page.waitForFunction(() => document.querySelectorAll(".lseq canvas").length === 4);
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    const first = await imageOf(page);
    const shown = () => strip.locator('[aria-current="true"]').getAttribute("aria-label");
    const at = images.findIndex(({ name }) => name === first);
    expect(await shown()).toBe(`Image ${(at % 4) + 1} of the sequence`);

    // Another one of it is looked at and labelled first; the strip says so.
    const other = (at + 1) % 4;
    await tiles.nth(other).click();
    await ready(page);
    expect(await shown()).toBe(`Image ${other + 1} of the sequence`);
    await key(page, "1");
    expect(await doneOf(page)).toBe(1);
    const said = `Image ${other + 1} of the sequence: red`;
    await page.getByRole("button", { name: said }).waitFor();
    expect(await page.getByRole("button", { name: said }).isDisabled()).toBe(true);

    // The three that are left have one label by two keys, and count as one.
    await page.getByLabel("Label the 3 left of them at once").waitFor();
    await page.keyboard.press("a");
    expect(await page.getByLabel("Label the 3 left of them at once").isChecked()).toBe(true);
    await key(page, "1");
    expect(await doneOf(page)).toBe(4);
    await page.getByText("Images taken together count as one: 1 so far.").waitFor();
    const next = await imageOf(page);
    const block = (name: string | null) =>
      Math.floor(images.findIndex((one) => one.name === name) / 4);
    expect(block(next)).not.toBe(block(first));
    // One step took them, and one step takes them back.
    await key(page, "u");
    expect(await doneOf(page)).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    expect((await scrolls(page))[1]).toBe(0);
    // Where they do not fit, they are turned, and nothing is scrolled sideways.
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "150%";
    });
    await page.getByRole("button", { name: "Those after" }).waitFor();
    expect(await tiles.count()).toBeLessThan(4);
    for (const turn of ["Those before", "Those after"]) {
      const button = page.getByRole("button", { name: turn });
      while (await button.isEnabled()) await button.click();
      const end = turn === "Those before" ? 1 : 4;
      await strip.getByRole("button", { name: `Image ${end} of the sequence` }).waitFor();
      const wider = await strip.evaluate((one) => one.scrollWidth - one.clientWidth);
      expect(wider).toBeLessThanOrEqual(0);
    }
    expect(await axeNow(page)).toEqual([]);
    await context.close();
  });

  it("leaves pictures out that cannot be opened, and says at the end what was left undecided", async () => {
    const broken = IMAGES.slice(0, 6).map((one, i) =>
      i === 2 || i === 4 ? { ...one, bytes: one.bytes.subarray(0, 60) } : one,
    );
    const context = await newContext();
    const page = await begin(context, filesOf({}, broken));
    await key(page, "x");
    while ((await page.locator('[data-screen="end"]').count()) === 0) await key(page, "1");
    await page.getByRole("heading", { level: 1, name: /^All 6 are labelled\./ }).waitFor();
    await page
      .getByText("1 was left undecided; counted as wrong the figure would be 75%.")
      .waitFor();
    await page.getByText("2 pictures cannot be opened and are left out").click();
    await page.getByText("photos/02.png").waitFor();
    expect(await axeNow(page)).toEqual([]);
    // Undo is not held up by what cannot be opened.
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator(".lstage canvas").waitFor();
    for (let i = 0; i < 3; i++) await key(page, "u");
    expect(await doneOf(page)).toBeLessThanOrEqual(2);
    await context.close();
  });

  it("has boxes drawn by mouse, keys and finger before the model's are seen", async () => {
    const context = await newContext({ hasTouch: true });
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(site.url);
    await page.waitForFunction(() => "labelling" in globalThis);
    const given = IMAGES.slice(0, 3).map(({ name, bytes }): [string, string] => [
      name,
      Buffer.from(plainPng(400, 300, [bytes.length % 200, 90, 60])).toString("base64"),
    ]);
    const found = [
      { label: "deer", score: 0.8, xywhPx: [200, 100, 100, 50] },
      { label: "fox", score: 0.1, xywhPx: [0, 0, 50, 50] },
    ] as const;
    await page.evaluate(
      ([files, asked, boxes]) => globalThis.labelling.beginBoxes(files, asked, boxes),
      [given, { seed: 3, question: {} }, found] as const,
    );
    await ready(page);
    expect(await scrolls(page)).toEqual([0, 0]);
    expect(await axeNow(page)).toEqual([]);
    const boxesOf = () =>
      page.evaluate(() => {
        const { told } = globalThis.labelling.labelling;
        return (told?.objects ?? []).map(({ label, place }) => [
          label,
          ...("width" in place
            ? [place.x, place.y, place.width, place.height].map((side) => Math.round(side))
            : []),
        ]);
      });
    const boxes = page.getByRole("list", { name: "Boxes" }).getByRole("listitem");
    const count = (of: number) =>
      page.waitForFunction((n) => document.querySelectorAll(".bxs li").length === n, of);

    // By mouse: a drag from a quarter to a half of the picture.
    const frame = await page.locator(".lboxes svg").boundingBox();
    if (frame === null) throw new Error("no picture");
    const scale = Math.min(frame.width / 400, frame.height / 300);
    const left = frame.x + (frame.width - 400 * scale) / 2;
    const top = frame.y + (frame.height - 300 * scale) / 2;
    const at = (x: number, y: number) => [left + x * scale, top + y * scale] as const;
    await page.mouse.move(...at(100, 75));
    await page.mouse.down();
    await page.mouse.move(...at(200, 150), { steps: 4 });
    await page.mouse.up();
    await count(1);
    expect(await boxesOf()).toEqual([["fox", 100, 75, 100, 75]]);

    // By keys: one in the middle, moved by a percent of the picture, sized, called otherwise.
    await page.keyboard.press("d");
    await count(2);
    // The box before it has the focus until then.
    await page.waitForFunction(
      () => document.activeElement?.closest(".bxs li:last-child") instanceof HTMLElement,
    );
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => {
      const place = globalThis.labelling.labelling.told?.objects.at(-1)?.place;
      return place?.kind === "box" && place.x === 154;
    });
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("2");
    await page.waitForFunction(
      () => globalThis.labelling.labelling.told?.objects.at(-1)?.label === "deer",
    );
    expect((await boxesOf())[1]).toEqual(["deer", 154, 113, 100, 78]);
    expect(await axeNow(page)).toEqual([]);
    await page.keyboard.press("Delete");
    await count(1);
    await page.keyboard.press("u");
    await count(2);

    // The model's box comes once the person's are done; what is taken over is marked.
    expect(await page.locator(".lboxes .bm").count()).toBe(0);
    const image = await imageOf(page);
    await page.getByRole("button", { name: "2 boxes are all" }).click();
    await page.getByRole("button", { name: "deer 80%, take over" }).waitFor();
    expect(await page.locator(".lboxes .bm").count()).toBe(1);
    expect(await axeNow(page)).toEqual([]);
    await page.getByRole("button", { name: "deer 80%, take over" }).click();
    await boxes.filter({ hasText: "deer, seen" }).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForFunction((old) => globalThis.labelling.labelling.told?.image !== old, image);
    await ready(page);
    const before = await page.evaluate(() => globalThis.labelling.labelling.told?.before ?? null);
    expect(before).toMatchObject({ image, seen: true, label: { kind: "objects" } });
    expect(before?.objects.map(({ isAccepted }) => isAccepted)).toEqual([false, false, true]);

    // By finger.
    const touch = await context.newCDPSession(page);
    const send = (
      type: "touchStart" | "touchMove" | "touchEnd",
      ...points: (readonly [number, number])[]
    ) =>
      touch.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: points.map(([x, y]) => ({ x, y })),
      });
    await send("touchStart", at(40, 30));
    await send("touchMove", at(80, 60));
    await send("touchEnd");
    await count(1);
    expect(await boxesOf()).toEqual([["fox", 40, 30, 40, 30]]);
    await page.keyboard.press("Delete");
    await count(0);
    // Nothing is there, and the model's are looked at and left: the label is blind.
    await page.getByRole("button", { name: "Nothing is there" }).click();
    await page.getByRole("button", { name: "Go on" }).click();
    await ready(page);
    const blind = await page.evaluate(() => globalThis.labelling.labelling.told?.before ?? null);
    expect(blind).toMatchObject({ seen: false, objects: [] });
    await context.close();
  });
});
