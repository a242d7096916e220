import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  axeNow,
  giveFiles,
  heading,
  openAppPage,
  press,
  savedResult,
} from "../support/app-page.js";
import { openAppSite, type Planted } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier, memoryHungryClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const IMAGES = Array.from({ length: 24 }, (_, i) => ({
  name: `photos/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(6, 5, i % 2 === 0 ? [190 + i, 30, 0] : [10, 190 + i, 0]),
  label: i % 2 === 0 ? "red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;
const filesWith = (model: Uint8Array): readonly (readonly [string, Uint8Array | string])[] => [
  ["model.onnx", model],
  ["model.json", cardText(model)],
  ["labels.csv", LABELS],
  ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
];

/** Locks of the page's origin: one a worker that scores, and one where a single worker is expected. */
const [WORKER, ALONE] = ["planted-worker", "planted-alone"];
/**
 * The browser refuses memory beyond 48 MiB to workers as long as there are several of them, as it does
 * where they share too little: growing throws, and all that comes of it is the engine's and ours.
 */
const LITTLE_MEMORY = `{
  let count = 0;
  const mine = new Promise((go) => {
    navigator.locks.request("${WORKER}", { mode: "shared" }, () => {
      go();
      return new Promise(() => {});
    });
  });
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (count > 1 && this.buffer.byteLength + 65536 * pages > 48 * 2 ** 20) {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    }
    return grow.call(this, pages);
  };
  const counted = new WeakSet();
  let last = Promise.resolve();
  // Who is first waits for the other, as nobody knows which of them would be.
  const counts = async () => {
    await mine;
    for (;;) {
      const held = (await navigator.locks.query()).held.map(({ name }) => name);
      count = held.filter((name) => name === "${WORKER}").length;
      if (count > 1 || held.includes("${ALONE}")) return;
    }
  };
  addEventListener("message", (event) => {
    if (counted.has(event)) return;
    event.stopImmediatePropagation();
    last = last.then(counts).then(() => {
      const again = new MessageEvent("message", { data: event.data });
      counted.add(again);
      dispatchEvent(again);
    });
  });
}`;
const TWO_CORES = `Object.defineProperty(navigator, "hardwareConcurrency", { value: 2 });`;

interface Saved {
  readonly inputs: {
    readonly scored: number;
    readonly listed: readonly unknown[];
    readonly notes: readonly { readonly code: string; readonly what: string }[];
  };
}

async function toQuestion(page: Page, model = meanColourClassifier()): Promise<void> {
  await giveFiles(page, filesWith(model));
  await press(page, /^Go on$/);
  await press(page, "Go on with 24 images");
  await page.getByLabel("The published figure").waitFor();
}

const run = (page: Page): Promise<void> => press(page, /^Fix my answer and run/);

const saved = (page: Page) => savedResult<Saved>(page);

describeWithChromium("a run in the page", () => {
  let browser: Browser;
  const sites: StaticSite[] = [];
  const open = async (planted: Planted) => {
    const site = await openAppSite("/tools/homeground/", 0, planted);
    sites.push(site);
    return openAppPage(browser, site);
  };
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of sites) await site.close();
  });

  it("goes on without the check of the card when somebody skips it, and says so ever after", async () => {
    // Images by other rules than the card's are those of the check: they never come back.
    const { page, problems } = await open({
      "scorer.js": `addEventListener("message", (event) => {
        if (event.data.kind === "score" && event.data.rule !== undefined) event.stopImmediatePropagation();
      });`,
    });
    await toQuestion(page);
    await run(page);
    await heading(page, /^All scored\. Checking/);
    const skip = page.getByRole("button", { name: "Skip this check" });
    // The answer does not wait for what explains it.
    const answer = page.locator(".decided", { hasText: "It is there. Curves and tables follow." });
    const told = await answer.getByRole("heading").textContent();
    expect(await axeNow(page)).toEqual([]);
    // Who stops instead has all images scored, and is asked again.
    await press(page, "Stop and keep what is done");
    await heading(page, "Stopped at 24 of 24. Nothing is lost.");
    await press(page, /^Go on/);
    await skip.focus();
    await page.keyboard.press("Enter");
    const first = await saved(page);
    expect(await page.locator(".vlab").first().textContent()).toContain(told);
    const [note, ...more] = first.inputs.notes.filter(({ code }) => code.startsWith("model/"));
    expect(note?.code).toBe("model/check-skipped");
    expect(more).toEqual([]);
    expect(first.inputs.scored).toBe(24);
    await page
      .getByText("Nobody checked how the model reads images")
      .first()
      .waitFor({ state: "attached" });

    // The same run again: were the check made, it would never end.
    await page.keyboard.press("g");
    await page.keyboard.press("4");
    await run(page);
    const again = await saved(page);
    expect(again.inputs.notes).toEqual(first.inputs.notes);

    // Asked for, it is made: no image is scored for it, and it can be left out once more.
    expect(await axeNow(page)).toEqual([]);
    await press(page, "Make the check now");
    await heading(page, /^All scored\. Checking/);
    await skip.click();
    await page.getByRole("button", { name: "Make the check now" }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("ends where memory is refused to several workers, and goes on with fewer, listing no image for it", async () => {
    const { page, problems } = await open({
      "scorer.js": LITTLE_MEMORY,
      "session.js": TWO_CORES,
    });
    await toQuestion(page, memoryHungryClassifier(64 * 2 ** 20));
    await run(page);
    await heading(page, "The run ended without a result");
    await page
      .getByText(/the browser gave no more memory after \d+ of 24 images.* in 2 workers/)
      .waitFor();
    const fewer = page.getByRole("button", { name: "Go on with 1 at a time" });
    await fewer.waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.evaluate((name) => {
      void navigator.locks.request(name, () => new Promise(() => {}));
    }, ALONE);
    await page.waitForFunction(async (name) => {
      const { held = [] } = await navigator.locks.query();
      return !held.some((lock) => lock.name === name);
    }, WORKER);
    await fewer.click();
    const { inputs } = await saved(page);
    expect(inputs.scored).toBe(24);
    expect(inputs.listed).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
