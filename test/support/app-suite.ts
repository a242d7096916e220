import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type AppPage, type AppPageOptions, openAppPage } from "./app-page.js";
import { openAppSite } from "./app-site.js";
import { describeWithChromium, launchChromium } from "./chromium.js";
import type { StaticSite } from "./static-site.js";

/** The app on a plain static host, and a browser to open it in. */
export interface AppSuite {
  browser: Browser;
  site: StaticSite;
  /** For files of the suite; removed at its end. */
  folder: string;
  /** As `openAppPage`. */
  open(options?: AppPageOptions): Promise<AppPage>;
}

/** A suite that uses the app in Chromium; a laptop without it skips, CI must not. */
export function describeApp(name: string, run: (at: AppSuite) => void): void {
  describeAt(name, 0, run);
}

/** The same with each image slow enough for a run to be met in its middle. */
export function describeSlowApp(name: string, run: (at: AppSuite) => void): void {
  describeAt(name, 60, run);
}

function describeAt(name: string, slowMs: number, run: (at: AppSuite) => void): void {
  describeWithChromium(name, () => {
    const at: AppSuite = {
      browser: {} as Browser,
      site: {} as StaticSite,
      folder: "",
      open: (options) => openAppPage(at.browser, at.site, options),
    };
    beforeAll(async () => {
      at.folder = await mkdtemp(join(tmpdir(), "homeground-app-"));
      at.site = await openAppSite("/tools/homeground/", slowMs);
      at.browser = await launchChromium();
    });
    afterAll(async () => {
      await at.browser.close?.();
      await at.site.close?.();
      await rm(at.folder, { recursive: true, force: true });
    });
    run(at);
  });
}
