import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import type { RankedCurveFacts, ReportInput } from "../../src/reports/report-input.js";
import { lynxFacts, manyRanked, selectiveFacts } from "../reports/curve-facts.js";
import { detectionFactsOf } from "../reports/detection-facts-of.js";
import { HOSTILE, hostileInput, INPUT, RESULT, withVerdict } from "../reports/fixtures.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = [
  ...["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
];

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** A report with many classes: a matrix with a row for the rest. */
function manyClasses(): ReportInput {
  const labels = Array.from({ length: 200 }, (_, i) => `species ${i}`);
  const counts = labels.map((_, i) => labels.map((_, j) => (i === j ? 9 : (i + j) % 199 ? 0 : 2)));
  return {
    ...INPUT,
    result: { ...RESULT, verdicts: [], gap: null, confusion: { labels, counts } },
  };
}

/** The report of a detector: thresholds and what goes wrong. */
function detector(): ReportInput {
  const { result, extras } = INPUT;
  return {
    result: { ...result, task: "detection", confusion: null, gap: null },
    extras: { ...extras, detection: detectionFactsOf(60) },
  };
}

/** Ranked answers of labels, and errors among the surer ones. */
function curves(ranked: readonly RankedCurveFacts[]): ReportInput {
  return { ...INPUT, extras: { ...INPUT.extras, ranked, selective: selectiveFacts() } };
}

const PAGES: readonly (readonly [name: string, input: ReportInput])[] = [
  ["fails", INPUT],
  ["holds", withVerdict({ verdict: "holds", difference: 0.01, low: -0.03, high: 0.04 })],
  [
    "cannot tell",
    withVerdict({
      verdict: "cannot-tell",
      difference: -0.04,
      low: -0.13,
      high: 0.03,
      reason: "verdict/more-labels",
      moreLabels: 120,
    }),
  ],
  ["200 classes, no claim", manyClasses()],
  ["a detector", detector()],
  ["curves of two classes", curves([lynxFacts()])],
  ["curves of many labels", curves(manyRanked(8, 101))],
];

// A laptop without Chromium skips these; CI must not, or they would be green by absence.
describe.skipIf(!existsSync(CHROMIUM) && !process.env["CI"])("report in Chromium", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-report-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: ["--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Opens a report from a file, as a reader does; every message and request is collected. */
  async function open(
    input: ReportInput,
    options: { width: number; scheme?: "light" | "dark"; name?: string },
  ): Promise<{ page: Page; problems: string[] }> {
    const file = join(folder, `${options.name ?? "report"}.html`);
    await writeFile(file, renderReport(input), "utf8");
    const page = await browser.newPage({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.scheme ?? "light",
    });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => problems.push(message.text()));
    page.on("dialog", (dialog) => {
      problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, problems };
  }

  async function axe(page: Page): Promise<string[]> {
    // The page's own policy forbids scripts, as it should; the tool is let in past it.
    const session = await page.context().newCDPSession(page);
    await session.send("Page.setBypassCSP", { enabled: true });
    await page.reload();
    const violations = await page.evaluate(
      async ([source, tags]): Promise<AxeViolation[]> => {
        new Function(source)();
        const tool = (globalThis as unknown as { axe: typeof import("axe-core") }).axe;
        const { violations } = await tool.run({ runOnly: { type: "tag", values: [...tags] } });
        return violations.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(({ html }) => ({ html })),
        }));
      },
      [AXE, AXE_TAGS] as const,
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  it.each(
    PAGES.flatMap(([name, input]) =>
      (["light", "dark"] as const).flatMap((scheme) =>
        [390, 1280].map((width) => [name, scheme, width, input] as const),
      ),
    ),
  )(
    "is accessible: %s, %s, %i px",
    async (_name, scheme, width, input) => {
      const { page, problems } = await open(input, { width, scheme });
      expect(problems).toEqual([]);
      expect(await axe(page)).toEqual([]);
      await page.close();
    },
    60_000,
  );

  it("is looked at by a tool that sees what is wrong", async () => {
    const { page } = await open(INPUT, { width: 1280 });
    const file = join(folder, "wrong.html");
    await writeFile(file, renderReport(INPUT).replace(' lang="en"', ""), "utf8");
    await page.goto(pathToFileURL(file).href);
    expect((await axe(page)).join()).toContain("html-has-lang");
    await page.close();
  }, 60_000);

  it.each([320, 390, 1280, 2560])(
    "does not scroll sideways at %i px",
    async (width) => {
      for (const [, input] of PAGES) {
        const { page } = await open(input, { width });
        const [content, view] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect(content).toBeLessThanOrEqual(view ?? 0);
        await page.close();
      }
    },
    60_000,
  );

  it("puts the marks where the numbers say", async () => {
    const { page } = await open(INPUT, { width: 1280 });
    const places = await page.locator(".verdict .trk").evaluateAll((tracks) =>
      tracks.map((track) => {
        const box = track.getBoundingClientRect();
        const mark = track.querySelector(".dia, .dot")?.getBoundingClientRect();
        const band = track.querySelector(".tb")?.getBoundingClientRect();
        const middle = mark === undefined ? Number.NaN : mark.x + mark.width / 2;
        return [(middle - box.x) / box.width, ((band?.x ?? 0) - box.x) / box.width];
      }),
    );
    expect(places).toEqual([
      [expect.closeTo(84 / 89, 2), expect.closeTo(84 / 89 - 0.05, 2)],
      [expect.closeTo(22 / 73, 2), expect.closeTo(84 / 89 - 0.05, 2)],
    ]);
    await page.close();
  }, 60_000);

  it("can be read and used by keyboard", async () => {
    const { page } = await open(INPUT, { width: 1280 });
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe("Skip to the main part");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    const table = page.getByText("Table: All figures");
    await table.focus();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("table", { name: "All figures", exact: true }).isVisible()).toBe(
      true,
    );
    const row = page.getByRole("row", { name: /Yours/ }).first();
    expect(await row.getByRole("cell").textContent()).toContain("30.1%");
    await page.close();
  }, 60_000);

  it("prints everything, folded parts too, within the width of an A4 page", async () => {
    const { page } = await open(INPUT, { width: 718 });
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("table", { name: "All figures", exact: true }).isVisible()).toBe(
      true,
    );
    expect(await page.locator(".toc").isVisible()).toBe(false);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(718);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.close();
  }, 60_000);

  it("does nothing that hostile names, labels and attributes ask for", async () => {
    for (const text of HOSTILE) {
      const { page, problems } = await open(hostileInput(text), { width: 1280 });
      await page.mouse.move(400, 300);
      const found = await page.evaluate(() => ({
        title: document.title,
        headings: document.querySelectorAll("h1").length,
        scripts: document.scripts.length,
        handlers: [...document.querySelectorAll("*")].filter((element) =>
          [...element.attributes].some(({ name }) => name.startsWith("on")),
        ).length,
      }));
      expect(problems).toEqual([]);
      expect(found).toMatchObject({ headings: 1, scripts: 1, handlers: 0 });
      expect(found.title).toMatch(/ · Homeground$/);
      await page.close();
    }
  }, 120_000);

  it("would not run a script even if one got in", async () => {
    const file = join(folder, "planted.html");
    const planted = renderReport(INPUT).replace(
      "</main>",
      "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"></main>",
    );
    await writeFile(file, planted, "utf8");
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.title()).toBe("Fails here: site 2 · Homeground");
    await page.close();
  }, 60_000);
});
