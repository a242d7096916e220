import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { giveFiles, openAppPage } from "../support/app-page.js";
import { openAppSite } from "../support/app-site.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { deployerFiles } from "../support/deployer-files.js";
import { lookAtScreen } from "../support/look-at-screen.js";
import type { StaticSite } from "../support/static-site.js";

const FILES = deployerFiles();

describeWithChromium("every screen of the deployer's journey", () => {
  let browser: Browser;
  let site: StaticSite;

  beforeAll(async () => {
    site = await openAppSite("/tools/homeground/", 60);
    browser = await launchChromium();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();
  const heading = (page: Page, name: string | RegExp) =>
    page.getByRole("heading", { level: 1, name }).waitFor();

  it("serves narrow and wide windows, light and dark, large text, own colours and no motion", async () => {
    const { page, problems } = await openAppPage(browser, site);
    const faults: string[] = [];
    const look = async (name: string, largeFromPx?: number) => {
      faults.push(...(await lookAtScreen(page, name, largeFromPx)));
    };
    await look("start, empty");
    await giveFiles(page, FILES.all);
    await page.getByText("50.0% accuracy on 60 images").waitFor();
    await look("start, filled");
    await press(page, /^Go on$/);
    await heading(page, "60 of your 61 images are ready.");
    await look("found");
    await press(page, /^Go on with/);
    await heading(page, "2 of your names need your decision.");
    await look("names");
    await page.getByRole("radio", { name: /Leave them out/ }).check();
    await press(page, "Yes, it is red");
    await press(page, "These matches are right");
    await heading(page, /of your \d+ images are like|None of your|All your images/);
    await look("scope");
    await press(page, /^Go on$/);
    await heading(page, "How far below 50.0% would still be fine for you?");
    await look("question");
    await page.getByRole("radio", { name: /as often/ }).check();
    await press(page, /^Fix my answer and run/);
    await heading(page, /^Scoring your images/);
    await page.keyboard.press("Space");
    await heading(page, /^Paused at/);
    await look("run, paused");
    await press(page, "Stop and keep what is done");
    await heading(page, /^Stopped at/);
    await look("run, stopped");
    await press(page, /^Go on/);
    await heading(page, /hold|tell|fails/i);
    await look("results", 640);
    await page.locator(".pick").first().click();
    await page.getByRole("heading", { name: /images? chosen/ }).waitFor();
    await press(page, "Open in the gallery");
    await page.locator(".galtile canvas").first().waitFor();
    await look("gallery");
    await page.locator(".galtile").first().press("Enter");
    await page.getByRole("dialog").locator(".scores data").first().waitFor();
    await look("image");
    await page.keyboard.press("Escape");
    await press(page, /Back to the figures/);
    await page.getByText("Share a result").click();
    await look("share", 640);
    await page.keyboard.press("g");
    await page.keyboard.press("1");
    await press(page, /^Save as a file/);
    await page.getByRole("button", { name: "Save without pictures" }).waitFor();
    await look("project file");
    // Opened again, the project waits for its images.
    await page.reload();
    await page.getByText(/needs its files again/).waitFor();
    await look("project, waiting");
    expect(faults).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  }, 590_000);
});
