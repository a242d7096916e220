import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeNow, giveFiles, openAppPage, press, savedResult } from "../support/app-page.js";
import { openAppSite } from "../support/app-site.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { LEAF_MODEL, leafPhoto, PHOTO_HEIGHT, PHOTO_WIDTH } from "../support/leaf-model.js";
import { maskPng } from "../support/mask-writer.js";
import {
  COUNTS,
  type Files,
  MASKS,
  NUMBERS,
  nameOf,
  OUTLINES,
  PHOTOS,
  POINTS,
} from "../support/pixel-files.js";
import type { StaticSite } from "../support/static-site.js";

interface Saved {
  readonly task: string;
  readonly estimates: readonly { readonly metric: string; readonly value: number | null }[];
  readonly inputs: { readonly images: number; readonly scored: number };
}

/** From files to results: nothing is said about them on the way. */
async function evaluated(page: Page, files: Files): Promise<Saved> {
  await giveFiles(page, [...PHOTOS, ...files]);
  await press(page, "Go on");
  await press(page, "Go on with 12 images");
  await page.getByLabel("The published figure").waitFor();
  await press(page, /^Fix my answer and run|^Run/);
  return savedResult<Saved>(page);
}

async function openFirst(page: Page): Promise<void> {
  await press(page, "See all images");
  const tile = page.locator(".galtile").first();
  await tile.locator("canvas").first().waitFor();
  await tile.dblclick();
  await page.locator(".imgview canvas").first().waitFor();
}

const value = ({ estimates }: Saved, metric: string) =>
  estimates.find((one) => one.metric === metric)?.value;

/** How many pixels of the masks that are drawn are not clear, canvas by canvas. */
const paintedPixels = (page: Page, within = ".imgview"): Promise<number[]> =>
  page.locator(`${within} canvas.masks`).evaluateAll((all) =>
    all.map((one) => {
      const canvas = one as HTMLCanvasElement;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((alpha, at) => at % 4 === 3 && alpha > 0).length;
    }),
  );

describeWithChromium("masks, points and counts in the app", () => {
  let browser: Browser;
  let site: StaticSite;
  beforeAll(async () => {
    browser = await launchChromium();
    site = await openAppSite();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it("masks are dropped, scored, and drawn over their pictures and beside each other", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const result = await evaluated(page, MASKS);
    expect(result).toMatchObject({
      task: "semantic-segmentation",
      inputs: { images: 12, scored: 12 },
    });
    // Half of the images have all of the leaf, the others a fifth of it: 2·2 / (10 + 2).
    expect(value(result, "dice")).toBeCloseTo((1 + 4 / 12) / 2, 12);
    await press(page, "See all images");
    // Those that are off first; in both or in one of both are the same ten columns.
    await expect.poll(() => paintedPixels(page, ".galtile")).toEqual(NUMBERS.map(() => 100));
    await press(page, "The model's");
    await expect
      .poll(() => paintedPixels(page, ".galtile"))
      .toEqual(NUMBERS.map((i) => (i < 6 ? 20 : 100)));
    expect(await axeNow(page)).toEqual([]);
    await press(page, "What differs");
    await page.locator(".galtile").first().dblclick();
    await page.locator(".imgview canvas").first().waitFor();
    const viewer = page.getByRole("dialog");
    await page
      .locator("#image-title", { hasText: "Label leaf, called leaf (Dice 0.33)" })
      .waitFor();
    await page.locator(".imgview canvas.masks").waitFor();
    expect(await paintedPixels(page)).toEqual([100]);
    await page.keyboard.press("v");
    await viewer.getByRole("button", { name: "Yours", pressed: true }).waitFor();
    await page.keyboard.press("v");
    await viewer.getByRole("button", { name: "The model's", pressed: true }).waitFor();
    await expect.poll(() => paintedPixels(page)).toEqual([20]);
    await page.keyboard.press("b");
    await expect.poll(() => paintedPixels(page)).toEqual([100, 20]);
    const slider = viewer.getByRole("slider", { name: "How thick they are drawn" });
    await slider.fill("30");
    expect(
      await page
        .locator(".imgview canvas.masks")
        .first()
        .evaluate((one) => getComputedStyle(one).opacity),
    ).toBe("0.3");
    expect(await axeNow(page)).toEqual([]);
    await page.keyboard.press("o");
    await expect.poll(() => page.locator(".imgview canvas.masks").count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("a model that paints is run from its file to figures and pictures", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const leaf = (columns: number) =>
      maskPng(
        Array.from({ length: PHOTO_HEIGHT }, () =>
          Array.from({ length: PHOTO_WIDTH }, (_, x) => (x < columns ? 1 : 0)),
        ),
      );
    await giveFiles(page, [
      ...LEAF_MODEL,
      ...NUMBERS.map((i) => [`photos/${nameOf(i)}`, leafPhoto(i)] as const),
      // The model says 20 columns everywhere; of odd images only 10 of them are leaf.
      ...NUMBERS.map((i) => [`masks/${nameOf(i)}`, leaf(i % 2 === 0 ? 20 : 10)] as const),
      ["masks/classes.txt", "background\nleaf\n"],
    ]);
    await press(page, "Go on");
    await press(page, "Go on with 12 images");
    await page.getByLabel("The published figure").waitFor();
    await page.getByRole("textbox", { name: "How far apart are pixels?" }).fill("0.5");
    await page.keyboard.press("Tab");
    await press(page, /^Fix my answer and run|^Run/);
    const result = await savedResult<Saved>(page);
    expect(result).toMatchObject({
      task: "semantic-segmentation",
      inputs: { images: 12, scored: 12 },
    });
    expect(value(result, "dice")).toBeCloseTo((1 + (2 * 10) / (10 + 20)) / 2, 12);
    // Half of the images by 10 columns, each half a unit wide.
    expect(value(result, "hd95")).toBeCloseTo((10 * 0.5) / 2, 12);
    await page.locator(".first.pictures img").first().waitFor();
    await press(page, "See all images");
    // Painted is where either has leaf.
    await expect
      .poll(() => paintedPixels(page, ".galtile"))
      .toEqual(NUMBERS.map(() => 20 * PHOTO_HEIGHT));
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("points are drawn where they are and where the model puts them", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const result = await evaluated(page, POINTS);
    expect(result).toMatchObject({ task: "keypoints", inputs: { images: 12, scored: 12 } });
    await openFirst(page);
    const points = page.locator(".imgview svg.points");
    await points.waitFor();
    const placesOf = (kind: string) =>
      points
        .locator(`circle.${kind}`)
        .evaluateAll((all) =>
          all.map((one) =>
            ["cx", "cy"].map((side) => Number(one.getAttribute(side)).toFixed(1)).join(" "),
          ),
        );
    expect(await placesOf("pt")).toEqual(["4.0 5.0", "14.0 5.0"]);
    expect(await placesOf("pd")).toEqual(["4.0 5.0", "14.0 5.1"]);
    expect(await points.locator("path.po").count()).toBe(2);
    // The skeleton joins both.
    const bone = (kind: string) => points.locator(`path.${kind}`).getAttribute("d");
    expect([await bone("pb"), await bone("pm")]).toEqual(["M4 5L14 5", "M4 5L14 5.1"]);
    expect(await page.locator(".galtile svg.points circle.pd").count()).toBe(24);
    expect(await axeNow(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("outlines are drawn by what becomes of them, in tiles, large, and beside each other", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const result = await evaluated(page, OUTLINES);
    expect(result).toMatchObject({
      task: "instance-segmentation",
      inputs: { images: 12, scored: 12 },
    });
    const pathsIn = (within: string, kind: string) =>
      page
        .locator(`${within} svg.boxes path.bx.${kind}`)
        .evaluateAll((all) => all.map((one) => one.getAttribute("d")));
    const around = (left: number, right: number) => `M${right} 3L${right} 7L${left} 7L${left} 3z`;
    const [yours, models, wrong] = [around(4, 12), around(5, 13), around(14, 18)];
    await page.locator(".livepics canvas").first().waitFor();
    await expect
      .poll(() => pathsIn(".livepics", "false"))
      .toEqual(Array.from({ length: 6 }, () => wrong));
    expect(await pathsIn(".livepics", "found")).toEqual(Array.from({ length: 6 }, () => models));
    await openFirst(page);
    await expect.poll(() => pathsIn(".imgview", "found")).toEqual([models]);
    expect(await pathsIn(".imgview", "own")).toEqual([yours]);
    expect(await pathsIn(".imgview", "false")).toEqual([wrong]);
    await expect
      .poll(() => pathsIn(".galtile", "found"))
      .toEqual(Array.from({ length: 12 }, () => models));
    expect(await pathsIn(".galtile", "false")).toHaveLength(6);
    const viewer = page.getByRole("dialog");
    const slider = viewer.getByRole("slider", { name: "How sure it must be" });
    await slider.press("End");
    await expect.poll(() => pathsIn(".imgview", "missed")).toEqual([yours]);
    expect(await pathsIn(".imgview", "found")).toEqual([]);
    expect(await pathsIn(".imgview", "false")).toEqual([]);
    await slider.press("Home");
    await page.keyboard.press("b");
    await viewer.getByRole("button", { name: "Side by side", pressed: true }).waitFor();
    await expect.poll(() => pathsIn(".imgview", "found")).toEqual([yours, models]);
    expect(await pathsIn(".imgview", "own")).toEqual([]);
    expect(await axeNow(page)).toEqual([]);
    await viewer.getByRole("button", { name: "Outlines" }).click();
    await expect.poll(() => pathsIn(".imgview", "found")).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("counts are said with their pictures, those that are off first", async () => {
    const { page, problems } = await openAppPage(browser, site, { width: 390 });
    const result = await evaluated(page, COUNTS);
    expect(result).toMatchObject({ task: "counting", inputs: { images: 12, scored: 12 } });
    expect(value(result, "count-mae")).toBeCloseTo(0.5, 12);
    await press(page, "See all images");
    await page.getByRole("heading", { name: "6 of 12 images are wrong" }).waitFor();
    const first = page.locator(".galtile").first();
    await first.getByText("3 fox, 1 owl", { exact: true }).waitFor();
    await first.getByText("called 4 fox, 1 owl").waitFor();
    expect(await axeNow(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
