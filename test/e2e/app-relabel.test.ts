import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EvaluationResult } from "../../src/results/result.js";
import type {} from "../support/app-bridge.js";
import { axeNow, untilWritten, withUnfolded } from "../support/app-page.js";
import { openAppScreens } from "../support/app-screens.js";
import { openAppSite } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { runHere } from "../support/run-here.js";
import type { StaticSite } from "../support/static-site.js";

const MODEL = meanColourClassifier();
/** 20 images; 00, 04, 08, 12 and 16 are red and labelled green: 15 of 20 are right. */
const IMAGES = Array.from({ length: 20 }, (_, i) => ({
  name: `photos/${String(i).padStart(2, "0")}.png`,
  bytes: plainPng(40 + i, 30, i % 2 === 0 ? [200 - i, 30, 0] : [10, 190 - i, 0]),
  label: i % 4 === 0 || i % 2 !== 0 ? "green" : "red",
}));
const LABELS = `name,class\n${IMAGES.map(({ name, label }) => `${name},${label}`).join("\n")}\n`;
const FILES: readonly (readonly [path: string, content: string | Uint8Array])[] = [
  ["model.onnx", MODEL],
  ["model.json", cardText(MODEL)],
  ["labels.csv", LABELS],
  ...IMAGES.map(({ name, bytes }) => [name, bytes] as const),
];
const QUESTION = { claims: ["accuracy=0.95"], tolerance: 0.05, cluster: null, slices: [] };

describeWithChromium("labels that are found wrong", () => {
  let browser: Browser;
  let screens: StaticSite;
  let site: StaticSite;
  let folder: string;
  const problems: string[] = [];

  beforeAll(async () => {
    screens = await openAppScreens();
    site = await openAppSite();
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), "homeground-relabel-"));
    for (const [path, content] of FILES) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await screens?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  async function newPage(width: number, url: string): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      bypassCSP: true,
    });
    await withUnfolded(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(url);
    return page;
  }

  async function ran(width: number): Promise<Page> {
    const page = await newPage(width, screens.url);
    await page.waitForFunction(() => "screens" in globalThis);
    const files = FILES.map(([path, content]): [string, string] => [
      path,
      Buffer.from(content).toString("base64"),
    ]);
    await page.evaluate((given) => globalThis.screens.prepare(given), files);
    await page.evaluate((asked) => globalThis.screens.ask(asked), QUESTION);
    await page.waitForFunction(
      () =>
        globalThis.screens.app.step === "results" &&
        globalThis.screens.app.gallery.selected !== null,
    );
    return page;
  }

  const resultOf = (page: Page) =>
    page.evaluate(() => globalThis.screens.app.result?.result ?? null);
  const changesOf = async (page: Page) => (await resultOf(page))?.labelChanges;
  /** Waits until the result tells of so many changes. */
  const told = (page: Page, count: number) =>
    page.waitForFunction(
      (wanted) =>
        (globalThis.screens.app.result?.result.labelChanges?.changed ?? 0) === wanted &&
        !globalThis.screens.app.relabelled.isComputing,
      count,
    );

  it("are changed by keys alone; both figures are shown, and the verdict is of the first", async () => {
    const page = await ran(1280);
    const first = await resultOf(page);
    await page.getByRole("button", { name: "See all images" }).click();
    const grid = page.getByRole("grid");
    await grid.locator("[data-at='0']").focus();
    // Surest mistakes come first.
    await page.keyboard.press("l");
    const select = page.getByLabel("What is the right label?");
    await select.waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "right-label");
    expect(await axeNow(page)).toEqual([]);
    await page.keyboard.press("r"); // red
    await page.keyboard.press("Enter");
    await told(page, 1);
    await page.getByText("Your first label: green. Now: red.").waitFor();
    await page.getByRole("heading", { name: "Label green → red, called red" }).waitFor();
    expect(await axeNow(page)).toEqual([]);

    // The next image is left out, then put back by its button, then by the key of redo.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("l");
    await select.selectOption("none");
    await page.keyboard.press("Enter");
    await told(page, 2);
    expect(await changesOf(page)).toMatchObject({ wrongToRight: 1, leftOutWrong: 1, seen: 2 });
    await page.keyboard.press("u");
    await told(page, 1);
    await page.keyboard.press("Shift+U");
    await told(page, 2);
    await page.keyboard.press("m");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Back to the figures" }).click();

    // 15 of 20; 16 of the 19 that are left.
    const result = await resultOf(page);
    expect(result?.estimates[0]).toMatchObject({ metric: "accuracy", value: 0.75, n: 20 });
    expect(result?.labelChanges?.estimates[0]).toMatchObject({ value: 16 / 19, n: 19 });
    const verdict = ({ verdicts }: EvaluationResult) => verdicts.map((one) => one.verdict);
    expect(verdict(result!)).toEqual(verdict(first!));
    // What was found stands beside the question, and is not said again in its part.
    const part = page.locator("#ask-changed");
    await part.getByText("With the first labels, which count everywhere here: 75.0%").waitFor();
    await part.getByText("with the changed ones: 84%").waitFor();
    await part.getByText("1 made a mistake of the model a right answer.").waitFor();
    await page.getByText("1 image to look at again").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save their list" }).click();
    const list = await readFile(await (await download).path(), "utf8");
    expect(list).toMatch(/^file\nphotos\/\d\d\.png\n$/);
    expect(await axeNow(page)).toEqual([]);
    await page.context().close();
  });

  it("give the command line the same numbers, by the file that is saved beside the report", async () => {
    const page = await ran(1280);
    await page.evaluate(() => {
      const { relabelled } = globalThis.screens.app;
      relabelled.change("photos/00.png", "green", "red");
      relabelled.change("photos/01.png", "green", "red");
      relabelled.change("photos/04.png", "green", null);
    });
    await told(page, 3);
    const files = await page.evaluate(async () =>
      Promise.all(
        (globalThis.screens.app.result?.files ?? []).map(async ({ name, blob }) => ({
          name,
          text: await blob.text(),
        })),
      ),
    );
    const textOf = (name: string) => files.find((one) => one.name === name)?.text ?? "";
    expect(textOf("mended-labels.csv")).toBe("name,class\nphotos/00.png,red\nphotos/01.png,red\n");
    expect(textOf("label-changes.csv").split("\n")).toHaveLength(5);
    await writeFile(join(folder, "label-changes.csv"), textOf("label-changes.csv"));
    const out = join(folder, "out");
    const { err, status } = await runHere([
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(folder, "labels.csv"),
      "--model",
      join(folder, "model.onnx"),
      "--engine",
      "wasm",
      "--out",
      out,
      "--label-changes",
      join(folder, "label-changes.csv"),
      "--claim",
      "accuracy=0.95",
      "--tolerance",
      "0.05",
    ]);
    expect({ status, err: status === 0 ? "" : err }).toEqual({ status: 0, err: "" });
    const cli = JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EvaluationResult;
    const app = JSON.parse(textOf("result.json")) as EvaluationResult;
    expect(app.labelChanges).toMatchObject({ changed: 3, wrongToRight: 1, rightToWrong: 1 });
    expect(cli.labelChanges).toEqual(app.labelChanges);
    expect(cli.estimates[0]).toEqual(app.estimates[0]);
    expect(cli.verdicts).toEqual(app.verdicts);
    await page.context().close();
  });

  it("are there after a reload, with a way back", async () => {
    const page = await newPage(390, site.url);
    await page
      .getByRole("button", { name: /example/i })
      .first()
      .click();
    await page.getByText("This is the built-in example").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "All 336 images are ready." }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: /^How far below/ }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "See all images" }).waitFor();
    await page.getByRole("button", { name: "See all images" }).click();
    await page.locator("[data-at='0']").click();
    // By touch: the image beside, its button, the choice.
    await page.getByRole("button", { name: "My label was wrong" }).click();
    await page.getByLabel("What is the right label?").selectOption({ index: 1 });
    await page.getByRole("button", { name: "Change the label" }).click();
    await page.getByText(/^Your first label: .+\. Now: .+\.$/).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: "Back to the figures" }).click();
    const part = page.locator("#ask-changed");
    await part.getByText(/^1 label was changed after seeing the model's answer\./).waitFor();
    await untilWritten(page);

    await page.reload();
    await part.waitFor();
    const undo = page.getByRole("button", { name: /^Undo the change of/ });
    await undo.click();
    // The run is not at hand after a reload, but its answers are: nobody is asked to score again.
    await part.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "See all images" }).waitFor();
    expect(await undo.count()).toBe(0);
    expect(await page.getByText(/^Out of date/).count()).toBe(0);
    await page.context().close();
  });
});
