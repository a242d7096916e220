import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { giveFiles } from "../support/app-page.js";
import { changeAppFile, withBinaries } from "../support/app-site.js";
import { cardText } from "../support/card-writer.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { goToResults } from "../support/published-app.js";
import { COLOUR_MODEL, cells, labelled } from "../support/published-model.js";
import { appFiles } from "../support/shared-builds.js";
import { openStaticSite, type SiteFile, type StaticSite } from "../support/static-site.js";

const BELOW = "/~lab/deep/";
/** Files of which each says which version it is of. */
const MARKED = ["app.js", "session.js", "scorer.js"] as const;

/** Every version says its name in the page, in its program and in both workers. */
function versionOf(built: ReadonlyMap<string, SiteFile>, name: string): Map<string, SiteFile> {
  const files = new Map(built);
  changeAppFile(files, "index.html", (html) => html.replace("0.0.0-test", `0.0.0-${name}`));
  for (const path of MARKED) {
    changeAppFile(files, path, (text) => `globalThis.homegroundBuild = "${name}";\n${text}`);
  }
  return files;
}

const labelledFiles = () => [
  ["model.onnx", COLOUR_MODEL] as const,
  ["model.json", cardText(COLOUR_MODEL)] as const,
  ...labelled(cells(12, 3)),
];

describeWithChromium("a newer version of the app on its host", () => {
  let browser: Browser;
  let site: StaticSite;
  const versions = new Map<string, Map<string, SiteFile>>();
  /** What the host has: replaced as an upload replaces it. */
  const hosted = new Map<string, SiteFile>();

  const host = (name: string): void => {
    hosted.clear();
    hosted.set("beside.html", "<!doctype html><title>Beside the app</title>");
    for (const [path, file] of versions.get(name) ?? []) hosted.set(`app/${path}`, file);
  };

  beforeAll(async () => {
    const built = withBinaries(await appFiles());
    for (const name of ["A", "B", "C"]) versions.set(name, versionOf(built, name));
    // C is broken on its way: one program is not what its own list says.
    const broken = versions.get("C")?.get("session.js");
    versions.get("C")?.set("session.js", `${broken}\n// cut`);
    site = await openStaticSite(hosted, BELOW);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${site.url}app/`);
    await page.getByText("you may turn the network off now").waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    return page;
  }

  /** The versions of what runs in a page: its frame, its program, its workers. */
  async function runningIn(page: Page): Promise<string[]> {
    const inPage = await page.evaluate(() => {
      const { homegroundBuild } = globalThis as unknown as { readonly homegroundBuild: string };
      return [document.documentElement.dataset["version"]?.slice(-1) ?? "none", homegroundBuild];
    });
    const ofWorker = () =>
      (globalThis as unknown as { homegroundBuild?: string }).homegroundBuild ?? "none";
    return [...inPage, ...(await Promise.all(page.workers().map((one) => one.evaluate(ofWorker))))];
  }

  /** The same, and what the page gets where it asks for a program again. */
  async function partsOf(page: Page): Promise<string[]> {
    const asked = await page.evaluate(
      (paths) =>
        Promise.all(
          paths.map(async (path) => {
            const text = await (await fetch(path)).text();
            return /homegroundBuild = "(\w)"/.exec(text)?.[1] ?? "none";
          }),
        ),
      [...MARKED],
    );
    return [...(await runningIn(page)), ...asked];
  }

  /** Whether there is a version that waits, or is on its way. */
  const waiting = (page: Page) =>
    page.evaluate(async (scope) => {
      const found = await navigator.serviceWorker.getRegistration(scope);
      if (found?.installing) return "installing";
      return found?.waiting ? "waiting" : "none";
    }, `${site.url}app/`);

  it("is there whole after the app was closed, never in parts, and not where it is broken", async () => {
    const context = await browser.newContext();
    host("A");
    const first = await open(context);
    expect(new Set(await partsOf(first))).toEqual(new Set(["A"]));

    host("B");
    // Another tab looks for a newer version; both go on with what they have.
    const second = await open(context);
    expect(new Set(await partsOf(second))).toEqual(new Set(["A"]));
    await expect.poll(() => waiting(second)).toBe("waiting");
    // The first page was loaded before its copy was there: what it needs it holds in memory.
    const asked = site.requests.length;
    await giveFiles(first, labelledFiles());
    await goToResults(first);
    expect(new Set(await runningIn(first))).toEqual(new Set(["A"]));
    expect(site.requests.slice(asked)).toEqual([]);
    // Without a network a page of A is opened again as A, while B waits.
    await context.setOffline(true);
    await second.reload();
    await second.getByRole("heading", { level: 1 }).first().waitFor();
    expect(new Set(await partsOf(second))).toEqual(new Set(["A"]));
    await context.setOffline(false);

    // A page beside the app sees when the newer version has taken over.
    const beside = await context.newPage();
    await beside.goto(`${site.url}beside.html`);
    await first.close();
    await second.close();
    await expect.poll(() => waiting(beside)).toBe("none");
    const third = await open(context);
    expect(new Set(await partsOf(third))).toEqual(new Set(["B"]));
    const stores = await third.evaluate(() => caches.keys());
    expect(stores.filter((name) => name.startsWith("homeground "))).toHaveLength(1);

    host("C");
    const before = site.requests.filter((path) => path === "app/session.js").length;
    const fourth = await open(context);
    // Fetched twice, the second time past the browser's own store, and refused.
    await expect
      .poll(() => site.requests.filter((path) => path === "app/session.js").length)
      .toBeGreaterThanOrEqual(before + 2);
    await expect.poll(() => waiting(fourth)).toBe("none");
    await third.close();
    await fourth.close();
    await context.setOffline(true);
    const fifth = await context.newPage();
    await fifth.goto(`${site.url}app/`);
    await fifth.getByRole("heading", { level: 1 }).first().waitFor();
    expect(new Set(await partsOf(fifth))).toEqual(new Set(["B"]));
    await context.close();
  });
});
