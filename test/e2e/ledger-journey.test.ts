import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decode as decodePng } from "fast-png";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { savedResult } from "../support/app-page.js";
import { CHROMIUM_OPTIONS } from "../support/chromium.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { publishMade } from "../support/published.js";
import { choose, describePublished, goToResults } from "../support/published-app.js";
import { type CellImage, cells, labelled, makeRecordOf } from "../support/published-model.js";
import { runHere } from "../support/run-here.js";
import type { StaticSite } from "../support/static-site.js";

/** Images of a place, and how many of 30 the model gets right there; shades apart, so that no two are the same. */
const CALLED_WRONG = [3, 5, 7, 10, 4, 6] as const;
const PLACES = CALLED_WRONG.map((wrong, i) => cells(30, wrong, 40 + 10 * i));

describePublished("results of other places flow back", (at) => {
  beforeAll(() => {
    vi.stubEnv("HOMEGROUND_DATA_DIR", join(at.folder, "data"));
    vi.stubEnv("CHROMIUM", CHROMIUM_OPTIONS.executablePath);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  /** A reader's evaluation on the command line, shared at once. */
  async function sharedByCommand(images: readonly CellImage[], place: string): Promise<string> {
    const own = join(at.folder, place);
    await mkdir(join(own, "photos"), { recursive: true });
    for (const [path, bytes] of labelled(images)) await writeFile(join(own, path), bytes);
    const file = join(own, "shared.json");
    const ran = await runHere([
      "evaluate",
      join(own, "photos"),
      ...["--labels", join(own, "labels.csv"), "--model", join(at.folder, "model.onnx")],
      ...["--claim", at.published.made, "--engine", "wasm", "--out", join(own, "out"), "--quiet"],
      ...["--share", file, "--place", place, "--month", "2026-11"],
    ]);
    expect(ran.status, ran.err).toBe(0);
    expect(ran.out).toContain(await readFile(file, "utf8"));
    return file;
  }

  /** The app with the record, once it has everything. */
  async function reader(context: BrowserContext, site: StaticSite): Promise<Page> {
    const page = await context.newPage();
    await page.goto(at.address(site));
    await page.getByText("Loaded: you may turn the network off now.").waitFor();
    return page;
  }

  /** Evaluates in the app and saves what can be shared. */
  async function sharedByPage(page: Page, images: readonly CellImage[], place: string) {
    await choose(page, images);
    await goToResults(page);
    await page.getByText("Share a result").click();
    await page.getByLabel("What sort of place it is").fill(place);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save shared-result.json" }).click();
    const file = join(at.folder, `${place}.json`);
    await (await download).saveAs(file);
    const text = await readFile(file, "utf8");
    expect(await page.locator(".share pre").textContent()).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ place, record: at.published.record.id });
    return file;
  }

  // What follows is one journey: each step stands on those before it.
  const files: string[] = [];
  const problems: string[] = [];
  const opened = async () => {
    const own = await at.context();
    return { ...own, end: () => problems.push(...own.problems) };
  };
  let site: StaticSite;

  it("begins with three models", async () => {
    const { published } = at;
    for (const [i, title] of ["A second model", "The third of the models"].entries()) {
      const weights = [
        [1 + i / 10, 0],
        [0, 1],
        [0, 0.01],
      ];
      const folder = join(at.folder, `model-${i}`);
      const made = await makeRecordOf(meanColourClassifier({ weights }), folder, title);
      await publishMade(made, published.site, "--no-app");
    }
    site = await at.serve(published.site);
    const { context, end } = await opened();
    const page = await context.newPage();
    await page.goto(`${site.url}index.html#all`);
    for (const title of ["Red or green at three sites", "A second model", "The third of the"]) {
      await page.getByText(title).first().waitFor();
    }
    end();
  });

  it("has results shared on the command line", async () => {
    for (const [i, place] of ["a wood", "a fen", "a mill"].entries()) {
      files.push(await sharedByCommand(PLACES[i]!, place));
    }
  });

  it("has a result shared in the app, and none whose difference would tell of three images", async () => {
    const { context, end } = await opened();
    const first = await reader(context, site);
    files.push(await sharedByPage(first, PLACES[3]!, "a quay"));
    await first.close();
    const fewer = await reader(context, site);
    await choose(fewer, PLACES[3]!.slice(0, 27));
    await goToResults(fewer);
    await fewer.getByText("Share a result").click();
    await fewer.getByText(/This result cannot be shared: .* differ from some .* by 3/).waitFor();
    expect(await fewer.getByRole("button", { name: "Save shared-result.json" }).count()).toBe(0);
    end();
  });

  it("has a result shared without a network", async () => {
    const { context, end } = await opened();
    const away = await reader(context, site);
    const before = site.requests.length;
    await context.setOffline(true);
    files.push(await sharedByPage(away, PLACES[4]!, "a ridge"));
    expect(site.requests.slice(before)).toEqual([]);
    end();
  });

  it("keeps them in a ledger, publishes it and draws what is foreseen", async () => {
    const { published } = at;
    const ledger = join(at.folder, "places");
    const added = await runHere(["ledger", "add", ledger, ...files, files[0]!]);
    expect(added.err).toContain("ledger/duplicate");
    expect(added.out).toContain("5 results added");
    expect((await runHere(["ledger", "verify", ledger])).out).toContain("5 lines");
    await publishMade(published.made, published.site, "--ledger", ledger);
    const png = join(at.folder, "next.png");
    const drawn = await runHere(["ledger", "forecast", ledger, "--export", png]);
    expect(drawn.status, drawn.err).toBe(0);
    const picture = decodePng(await readFile(png));
    expect(picture.width).toBe(1440);
    // Words, dots and ranges are dark on white.
    const dark = picture.data.filter((value, i) => i % 4 === 0 && value < 100).length;
    expect(dark).toBeGreaterThan(2000);
  });

  it("shows a fourth reader the forecast, and where their own result falls", async () => {
    const { published } = at;
    const { context, end } = await opened();
    const theirs = await context.newPage();
    await theirs.goto(`${site.url}${published.short}/index.html`);
    const places = theirs.locator("#places");
    await places.getByRole("heading", { name: /^At a new place, expect \d+ to \d+/ }).waitFor();
    for (const place of ["a wood", "a fen", "a mill", "a quay", "a ridge"]) {
      expect(await places.getByText(place).count(), place).toBeGreaterThan(0);
    }
    expect(await places.textContent()).toContain("5 results; none was removed or changed");
    await theirs.getByRole("link", { name: "Try it on your images" }).click();
    await theirs.getByText("Loaded: you may turn the network off now.").waitFor();
    await choose(theirs, PLACES[5]!);
    await goToResults(theirs);
    const result = JSON.stringify(await savedResult(theirs));
    await theirs.goto(`${site.url}${published.short}/index.html`);
    const buffer = Buffer.from(result);
    await places
      .getByLabel("Choose results")
      .setInputFiles([{ name: "result.json", mimeType: "application/json", buffer }]);
    // 25 of 30 among 20, 24, 25, 27 and 22 of 30.
    await places.getByText("Your result falls inside").waitFor();
    expect(await places.getByRole("status").textContent()).toContain("83.3% on 30");
    end();
  });

  it("ends without an error in any page", () => {
    expect(problems.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([]);
  });
});
