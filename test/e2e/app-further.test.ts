import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import type { Stress } from "../../src/stress/stress.js";
import type {} from "../support/app-bridge.js";
import { axeNow, withUnfolded } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
/** 48 images of two hospitals, of which the second one's are brighter; every sixth is labelled wrongly. */
const IMAGES = Array.from({ length: 48 }, (_, i) => {
  const isRed = i % 2 === 0;
  const light = (i % 4 < 2 ? 0 : 60) + i;
  return {
    name: `photos/${String(i).padStart(2, "0")}.png`,
    bytes: plainPng(40, 30, isRed ? [120 + light, 30, 0] : [10, 110 + light, 0]),
    label: isRed !== (i % 6 === 0) ? "red" : "green",
    hospital: i % 4 < 2 ? "north" : "south",
  };
});
const ROWS = IMAGES.map(({ name, label, hospital }) => `${name},${label},${hospital}`);
const FILES: readonly (readonly [path: string, content: string | Uint8Array])[] = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
  ["labels.csv", `name,class,hospital\n${ROWS.join("\n")}\n`],
  ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
];
const QUESTION = { claims: ["accuracy=0.9"], tolerance: 0.05, cluster: null, slices: [] };

describeWithChromium("questions that are asked of a result", () => {
  let browser: Browser;
  let screens: StaticSite;
  let folder: string;
  const problems: string[] = [];

  beforeAll(async () => {
    screens = await openAppScreens();
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), "homeground-further-"));
    for (const [path, content] of FILES) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await screens?.close();
    await rm(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  async function ran(width: number): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      bypassCSP: true,
    });
    await withUnfolded(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(screens.url);
    await page.waitForFunction(() => "screens" in globalThis);
    const files = FILES.map(([path, content]): [string, string] => [
      path,
      Buffer.from(content).toString("base64"),
    ]);
    await page.evaluate((given) => globalThis.screens.prepare(given), files);
    await page.evaluate(() => globalThis.screens.app.imports.lookFound());
    await page.evaluate((asked) => globalThis.screens.ask(asked), QUESTION);
    await page.waitForFunction(
      () =>
        globalThis.screens.app.step === "results" &&
        globalThis.screens.app.gallery.selected !== null,
    );
    return page;
  }

  const analysesOf = (page: Page) =>
    page.evaluate(() => globalThis.screens.app.result?.result.analyses ?? null);
  const asked = (page: Page, id: string) => page.locator(`details[data-further="${id}"]`);
  /** Unfolds a question and has it computed. */
  async function ask(page: Page, id: string): Promise<void> {
    const fold = asked(page, id);
    if (!(await fold.evaluate((one: HTMLDetailsElement) => one.open))) {
      await fold.locator("summary").click();
    }
    await fold.getByRole("button", { name: "Look" }).click();
    await page.waitForFunction(() => globalThis.screens.app.further.asking === null);
    await page.waitForFunction(() => !globalThis.screens.app.busy);
  }

  it("are computed when somebody asks, and stand in the report and in what is kept", async () => {
    const page = await ran(1280);
    expect(await analysesOf(page)).toBeNull();
    await page.getByRole("heading", { name: "Ask more of these images" }).waitFor();
    // Nothing is claimed by a record: estimates without labels have nothing to be made from.
    expect(await asked(page, "label-free").count()).toBe(0);
    await ask(page, "reliability");
    expect(Object.keys((await analysesOf(page)) ?? {})).toEqual(["reliability"]);
    await page.locator("#report-section, .report").first().waitFor();
    const link = asked(page, "reliability").getByRole("link", { name: "Read the whole answer" });
    await link.click();
    const anchor = await link.getAttribute("href");
    expect(await page.locator(anchor!).isVisible()).toBe(true);
    expect(await axeNow(page)).toEqual([]);

    // A second question keeps the first.
    await asked(page, "site").locator("summary").click();
    await asked(page, "site").getByLabel("Sites are told by").selectOption("hospital");
    await ask(page, "site");
    const analyses = await analysesOf(page);
    expect(Object.keys(analyses ?? {}).sort()).toEqual(["reliability", "site"]);
    expect(analyses?.site?.site).toBe("hospital");

    // The same as of the command line.
    const out = join(folder, "out");
    const { status, err } = await runHere([
      ...["evaluate", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
      ...["--model", join(folder, "model.onnx"), "--engine", "wasm", "--out", out],
      ...["--analyse", "reliability,site", "--site", "hospital"],
      ...["--claim", "accuracy=0.9", "--tolerance", "0.05"],
    ]);
    expect({ status, err: status === 0 ? "" : err }).toEqual({ status: 0, err: "" });
    const text = await readFile(join(out, "result.json"), "utf8");
    const cli = (JSON.parse(text) as EvaluationResult).analyses;
    expect(cli?.site).toEqual(analyses?.site);
    expect(cli?.reliability).toEqual(analyses?.reliability);
    const { command, saved } = await page.evaluate(() => ({
      command: globalThis.screens.app.command?.line ?? "",
      saved: globalThis.screens.app.save().question,
    }));
    expect(command).toContain("--analyse reliability,site");
    expect(saved).toMatchObject({ analyses: ["reliability", "site"], site: "hospital" });

    // Altered pictures: what is stopped gives nothing; what runs is what the command says.
    const stopped = await page.evaluate(async () => {
      const { app } = globalThis.screens;
      const asked = app.alterPictures({ kinds: ["darkness", "jpeg"], sample: 48 });
      app.stress.stop();
      await asked;
      return [app.stress.told, app.stress.error, app.stress.progress, app.busy];
    });
    expect(stopped).toEqual([null, null, null, false]);
    // Stopped on the way, it goes on where it was.
    const known = await page.evaluate(async () => {
      const { app } = globalThis.screens;
      /** Stops it once so many images are told, and gives the number. */
      const stoppedFrom = async (count: (told: { done: number; known: number }) => number) => {
        const asked = app.alterPictures({ kinds: ["darkness"], sample: 48 });
        let seen = 0;
        while (seen === 0 && app.stress.progress !== null) {
          const { stage, told } = app.stress.progress;
          if (stage === "scoring") seen = count(told);
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        app.stress.stop();
        await asked;
        return seen;
      };
      await stoppedFrom(({ done }) => done);
      const isWhole = app.stress.told !== null; // nobody could stop it so quickly
      const again = await stoppedFrom((told) => told.known);
      app.stress.clear();
      return isWhole ? 1 : again;
    });
    expect(known).toBeGreaterThan(0);
    const altered = asked(page, "stress");
    await altered.locator("summary").first().click();
    await altered.getByLabel("Alterations").selectOption("infrared");
    await altered.getByLabel("Images").fill("20");
    await altered.getByText(/^120 looks of the model: about /).waitFor();
    await altered.getByRole("button", { name: "Look" }).click();
    await altered.getByRole("button", { name: "Save stress.json" }).waitFor();
    const json = await page.evaluate(async () => {
      const files = globalThis.screens.app.stress.told?.files ?? [];
      return (await files.find(({ name }) => name === "stress.json")?.blob.text()) ?? "";
    });
    const stressed = join(folder, "stressed");
    const ofCommand = await runHere([
      ...["stress", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
      ...["--model", join(folder, "model.onnx"), "--engine", "wasm", "--out", stressed],
      ...["--kinds", "infrared", "--sample", "20", "--name", "test"],
    ]);
    expect(ofCommand, ofCommand.err).toMatchObject({ status: 0 });
    const there = JSON.parse(await readFile(join(stressed, "stress.json"), "utf8")) as Stress;
    expect(there.images).toBe(20);
    // Without colours the model cannot tell them apart.
    expect(new Set(there.kinds.map(({ models }) => models[0]?.value)).size).toBeGreaterThan(1);
    // The page knows the images by what was dropped, the command by what lies in the folder that it is given.
    const listed = there.listed.map((one) => ({ ...one, file: `photos/${one.file}` }));
    expect(JSON.parse(json)).toEqual({ ...there, listed });
    await altered.locator("img").first().waitFor();
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });

  it("say why they have no answer, and leave the result as it is", async () => {
    const page = await ran(390);
    const before = await page.evaluate(() => globalThis.screens.app.result?.result.estimates);
    await page.evaluate(() => globalThis.screens.app.askFurther("site", { site: "class" }));
    await page.waitForFunction(() => !globalThis.screens.app.busy);
    await asked(page, "site").locator("summary").click();
    await asked(page, "site").getByRole("alert").waitFor();
    const { estimates, analyses, question } = await page.evaluate(() => ({
      estimates: globalThis.screens.app.result?.result.estimates,
      analyses: globalThis.screens.app.result?.result.analyses ?? null,
      question: globalThis.screens.app.question,
    }));
    expect(estimates).toEqual(before);
    expect(analyses).toBeNull();
    expect(question.analyses ?? []).toEqual([]);
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });
});
