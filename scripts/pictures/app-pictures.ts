/** Pictures of the app for the guides, with its built-in example. */
import type { Browser, Page } from "playwright-core";
import { appFiles } from "../../src/node/app/app-files.js";
import { serveApp } from "../../src/node/app/app-server.js";

interface Window {
  /** Put behind the name of each picture. */
  readonly suffix: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scheme: "light" | "dark";
}

const WINDOWS: readonly Window[] = [
  { suffix: "", widthPx: 1280, heightPx: 900, scheme: "light" },
  { suffix: "-phone-dark", widthPx: 390, heightPx: 844, scheme: "dark" },
];

/** @param save writes what a page shows, and leaves it open */
export async function appPictures(
  browser: Browser,
  save: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const server = await serveApp(appFiles(true), 0);
  try {
    for (const { suffix, widthPx, heightPx, scheme } of WINDOWS) {
      const page = await browser.newPage({
        viewport: { width: widthPx, height: heightPx },
        colorScheme: scheme,
      });
      const shoot = (name: string): Promise<void> => save(page, `app-${name}${suffix}`);
      const next = (name: RegExp): Promise<void> =>
        page.getByRole("button", { name }).last().click();
      const heading = (text: RegExp): Promise<void> =>
        page.getByRole("heading", { level: 1, name: text }).waitFor();
      await page.goto(server.url);
      await page.getByText("Loaded: you may turn the network off now").waitFor();
      await shoot("start");
      await next(/built-in example/);
      await page.getByText(/336 files as images|as images/).waitFor();
      await next(/Go on/);
      await heading(/images are ready/);
      await shoot("found");
      await next(/Go on|question/i);
      await heading(/would still be fine/);
      await shoot("question");
      await next(/Fix my answer and run/);
      await page.getByRole("button", { name: "See all images" }).waitFor();
      // What it mixes up lies below, and is a large file.
      if (scheme === "light") await page.setViewportSize({ width: widthPx, height: 620 });
      await shoot("results");
      // A wide window of photographs would be a large file.
      if (scheme === "light") {
        await page.close();
        continue;
      }
      await page.getByRole("button", { name: "See all images" }).click();
      await page.locator('.galtile[data-at="1"] canvas').waitFor();
      await shoot("gallery");
      await page.locator('.galtile[data-at="0"]').focus();
      await page.keyboard.press("l");
      await page.getByRole("dialog").getByRole("combobox").waitFor();
      await page.getByRole("dialog").locator("canvas").waitFor();
      await shoot("wrong-label");
      await page.close();
    }
  } finally {
    await server.close();
  }
}
