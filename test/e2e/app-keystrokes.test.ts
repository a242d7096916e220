import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { heading, press } from "../support/app-page.js";
import { describeApp } from "../support/app-suite.js";
import { cardText } from "../support/card-writer.js";
import { dropOn } from "../support/drop.js";
import { actionsOf, handSeconds, hearActions } from "../support/keystroke-level.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";

const MODEL = meanColourClassifier();
/** So long a person's hands may take, thinking and waiting apart. */
const MOST_SECONDS = 60;

const isRed = (i: number): boolean => i % 2 === 0;
const images = (count: number): [string, Uint8Array][] =>
  Array.from({ length: count }, (_, i) => [
    `${String(i).padStart(3, "0")}.png`,
    plainPng(6, 5, isRed(i) ? [200, i, 0] : [i, 190, 0]),
  ]);

describeApp("a person's hands, by the keystroke-level model", (at) => {
  beforeAll(async () => {
    // A quarter of a hundred is called otherwise than it looks; `Red` is a name to decide on.
    const label = (i: number) => (isRed(i) !== (i % 4 === 0) ? "Red" : "green");
    const hundred = images(100);
    const rows = hundred.map(([name], i) => `${name},${label(i)}\n`).join("");
    for (const [path, content] of [
      ["labelled/model.onnx", MODEL],
      ["labelled/model.json", cardText(MODEL)],
      ["labelled/labels.csv", `file,label\n${rows}`],
      ...hundred.map(([name, bytes]) => [`labelled/${name}`, bytes] as const),
      ["plain/model.onnx", MODEL],
      ["plain/model.json", cardText(MODEL)],
      ...images(40).map(([name, bytes]) => [`plain/photos/${name}`, bytes] as const),
    ] as const) {
      await mkdir(dirname(join(at.folder, path)), { recursive: true });
      await writeFile(join(at.folder, path), content);
    }
  });

  it("come from a drop of 100 labelled images to the verdict in less than a minute", async () => {
    const { page, problems } = await at.open();
    await hearActions(page);
    await dropOn(page, join(at.folder, "labelled"));
    await page.getByText("100 images in").waitFor();
    await press(page, "Go on");
    await heading(page, "All 100 images are ready.");
    await press(page, "Go on with 100 images");
    await heading(page, "One of your names needs your decision.");
    await press(page, "Yes, it is red");
    await heading(page, "Every name is decided.");
    await press(page, "These matches are right");
    await page.getByLabel("The published figure").click();
    await page.keyboard.type("95");
    await press(page, "Fix my answer and run");
    await heading(page, /does not hold|fails/i);
    expect(await page.locator("main").textContent()).toContain("75.0%");
    const actions = await actionsOf(page);
    expect(actions).toEqual({ drops: 1, clicks: 6, keys: 2, homings: 2 });
    expect(handSeconds(actions)).toBeLessThan(MOST_SECONDS);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("come from 40 images without labels to the verdict on all of them in less than a minute", async () => {
    const { page, problems } = await at.open();
    await hearActions(page);
    await dropOn(page, join(at.folder, "plain"));
    await page.getByText("40 images in 1 folder").waitFor();
    await press(page, "See what the model says");
    await page.getByRole("button", { name: /^All 40$/ }).waitFor();
    await press(page, "Label some of them");
    await page.getByLabel("Published figure").click();
    await page.keyboard.type("90%");
    await page.getByText(/^Read as 90/).waitFor();
    await press(page, "Begin");
    const end = page.locator('[data-screen="end"]');
    for (let done = 1; done <= 40; done++) {
      await page.locator(".lstage canvas").waitFor();
      await page.waitForFunction(() => !document.querySelector('.ltools [aria-disabled="true"]'));
      // Three of four as they look: neither what was published, nor far from it.
      const colour = await page.locator(".lstage canvas").evaluate((canvas) => {
        const of = (canvas as HTMLCanvasElement).getContext("2d");
        const [red = 0, green = 0] = of?.getImageData(3, 3, 1, 1).data ?? [];
        return red > green ? 1 : 2;
      });
      await page.keyboard.press(`${done % 4 === 0 ? 3 - colour : colour}`);
      await page.getByText(`of ${done} right`).or(end).first().waitFor();
    }
    await page.getByRole("heading", { name: "All 40 are labelled." }).waitFor();
    await press(page, "See the results");
    await page
      .getByText(/Cannot tell yet|Fails here|Holds here/)
      .first()
      .waitFor();
    const actions = await actionsOf(page);
    expect(actions).toEqual({ drops: 1, clicks: 5, keys: 43, homings: 4 });
    expect(handSeconds(actions)).toBeLessThan(MOST_SECONDS);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
