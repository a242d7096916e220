import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GRAPHICS_ENGINE, PAGE_ENGINE } from "../../src/web/inference/page-engine.js";
import { giveFiles, savedResult } from "../support/app-page.js";
import { openAppSite, type Planted } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium, launchWithGraphics } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
const IMAGES = Array.from({ length: 40 }, (_, i) => ({
  name: `photos/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(6, 5, i % 2 === 0 ? [190 + i, 30, 0] : [10, 190 + i, 0]),
  label: i % 5 === 0 ? "green" : i % 2 === 0 ? "red" : "green",
}));
const LABELS = `file,label\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;
const FILES: readonly (readonly [string, Uint8Array | string])[] = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
  ["labels.csv", LABELS],
  ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
];
const SWITCH = "Use the graphics processor";
/** A worker with the graphics processor is known by its asking for a device. */
const DEVICES = `
const askDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (...given) {
  const device = await askDevice.apply(this, given);
  self.plantedDevice = device;
  return device;
};
const sendResult = self.postMessage.bind(self);
let answered = 0;
`;

interface Saved {
  readonly software: { readonly engine: string };
  readonly estimates: unknown;
  readonly inputs: {
    readonly scored: number;
    readonly notes: readonly { readonly code: string; readonly what: string }[];
  };
}

/** From the files to the screen of the question. */
async function toQuestion(page: Page, site: StaticSite): Promise<void> {
  await page.goto(site.url);
  await page.getByRole("heading", { name: "Does the model work on your images?" }).waitFor();
  await giveFiles(page, FILES);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Go on with 40 images" }).click();
  await page.getByLabel("The published figure").waitFor();
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Fix my answer and run|^Run/ }).click();
}

const saved = (page: Page) => savedResult<Saved>(page);

describeWithChromium("the graphics processor", () => {
  let browser: Browser;
  const sites: StaticSite[] = [];
  const open = async (planted: Planted = {}): Promise<{ page: Page; site: StaticSite }> => {
    const site = await openAppSite("/tools/homeground/", 0, planted);
    sites.push(site);
    return { site, page: await (await browser.newContext()).newPage() };
  };
  /** A run on it, with something planted. */
  const chosen = async (planted: string): Promise<Saved> => {
    const { page, site } = await open({ "scorer.js": `{${DEVICES}${planted}}` });
    await toQuestion(page, site);
    await page.getByRole("switch", { name: SWITCH }).check();
    await run(page);
    const result = await saved(page);
    await page.context().close();
    return result;
  };
  const notesOf = ({ inputs }: Saved): readonly string[] =>
    inputs.notes.filter(({ code }) => code === "run/engine").map(({ what }) => what);

  beforeAll(async () => {
    browser = await launchWithGraphics();
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of sites) await site.close();
  });

  it("is used when somebody chooses it and it answers as WebAssembly does", async () => {
    const { page, site } = await open();
    await toQuestion(page, site);
    const isGraphics = (path: string) => /webgpu|asyncify/.test(path);
    const turn = page.getByRole("switch", { name: SWITCH });
    await turn.waitFor();
    expect(await turn.isChecked()).toBe(false);
    expect(site.requests.filter(isGraphics)).toEqual([]);
    await run(page);
    const plain = await saved(page);
    expect(plain.software.engine).toBe(PAGE_ENGINE);
    expect(notesOf(plain)).toEqual([]);
    expect(site.requests.filter(isGraphics)).toEqual([]);

    const other = await (await browser.newContext()).newPage();
    await toQuestion(other, site);
    await other.getByRole("switch", { name: SWITCH }).check();
    await other.getByText("Its program is loaded.").waitFor();
    await run(other);
    const graphics = await saved(other);
    expect(new Set(site.requests.filter(isGraphics)).size).toBe(3);
    expect(graphics.software.engine).toBe(GRAPHICS_ENGINE);
    const [note = "", ...more] = notesOf(graphics);
    expect(more).toEqual([]);
    expect(note).toMatch(
      /^Scored with WebGPU, checked against WebAssembly on 8 images: largest difference (0|\d(\.\d)?e-\d+), no answer changed$/,
    );
    expect(graphics.inputs.scored).toBe(40);
    const accuracy = (result: Saved) => JSON.stringify((result.estimates as unknown[])[0]);
    expect(accuracy(graphics)).toBe(accuracy(plain));
    await page.context().close();
    await other.context().close();
  });

  it("is refused when its scores differ, and the numbers say why", async () => {
    const result = await chosen(`
      self.postMessage = (message) => {
        if (self.plantedDevice !== undefined && message.kind === "result" && message.result.ok) {
          message.result.scores[0] += 0.005;
        }
        sendResult(message);
      };`);
    expect(result.software.engine).toBe(PAGE_ENGINE);
    expect(notesOf(result)).toEqual([
      "Scored with WebAssembly: the check of WebGPU on 8 images did not pass: largest difference 5e-3 (allowed: 1e-3), 0 answers changed, 0 not answered",
    ]);
    expect(result.inputs.scored).toBe(40);
  });

  it("gives way to WebAssembly when it is lost in mid-run, from the next image on", async () => {
    const result = await chosen(`
      self.postMessage = (message) => {
        if (self.plantedDevice !== undefined && message.kind === "result" && ++answered === 15) {
          self.plantedDevice.destroy();
        }
        sendResult(message);
      };`);
    expect(result.software.engine).toBe(`${GRAPHICS_ENGINE}, then ${PAGE_ENGINE}`);
    const [checked, lost = ""] = notesOf(result);
    expect(checked).toContain("checked against WebAssembly on 8 images");
    const [, after, by] =
      /^WebGPU stopped; (\d+) images scored with WebAssembly and (\d+) with/.exec(lost) ?? [
        "",
        "",
        "",
      ];
    expect(Number(after) + Number(by)).toBe(40);
    expect(Number(by)).toBeGreaterThan(0);
    expect(Number(after)).toBeGreaterThan(0);
    // No image is listed as failed for it.
    expect(result.inputs.scored).toBe(40);
  });

  it("is not offered where the browser has none", async () => {
    const other = await launchChromium();
    try {
      const site = await openAppSite();
      sites.push(site);
      const page = await other.newPage();
      await toQuestion(page, site);
      // What the host has is known once everything is loaded; the browser answers as it does here.
      await page.locator("[data-part=requests]", { hasText: "0" }).waitFor();
      const adapter = await page.evaluate(async () => {
        const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
        return (await gpu?.requestAdapter()) ?? null;
      });
      expect(adapter).toBeNull();
      expect(await page.getByRole("switch", { name: SWITCH }).count()).toBe(0);
    } finally {
      await other.close();
    }
  });
});
