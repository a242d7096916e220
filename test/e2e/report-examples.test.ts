import { join } from "node:path";
import { expect, it } from "vitest";
import { EXAMPLE_REPORTS } from "../../scripts/examples/example-reports.js";
import { describeInChromium } from "../support/report-browser.js";

const FOLDER = join(import.meta.dirname, "../../docs/examples");
/** Reports of one model; a comparison has no folded questions. */
const PAGES = EXAMPLE_REPORTS.filter(({ files }) => files.includes("report.html")).map(({ name }) =>
  join(name, "report.html"),
);

/** Sentences of the page that somebody sees, those of plots' tables and axes and of pictures left out. */
function seenSentences(): string[] {
  const parts = "p,li,h1,h2,h3,summary,span.qa";
  return [...document.querySelectorAll(`main :is(${parts})`)]
    .filter((one) => one.checkVisibility() && one.closest("[aria-hidden=true],.thumb") === null)
    .filter((one) => one.querySelector(parts) === null)
    .flatMap((one) => one.textContent.trim().split(/(?<=[.?])\s+(?=[A-Z])/))
    .filter((text) => text.length > 30);
}

describeInChromium("the committed examples", ({ openFile }) => {
  it.each(PAGES)(
    "are at most 4,000 px before unfolding, and start with the answer: %s",
    async (path) => {
      const { page, problems } = await openFile(join(FOLDER, path), { width: 1280 });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      expect(height).toBeLessThanOrEqual(4000);
      const answer = await page.locator("h1").boundingBox();
      expect((answer?.y ?? 900) + (answer?.height ?? 0)).toBeLessThan(400);
      const letters = await page.locator("h1").evaluate((one) => getComputedStyle(one).fontSize);
      expect(Number.parseFloat(letters)).toBeLessThanOrEqual(30);
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it.each(PAGES)("say nothing twice before unfolding: %s", async (path) => {
    const { page } = await openFile(join(FOLDER, path), { width: 1280 });
    const said = await page.evaluate(seenSentences);
    expect(said.length).toBeGreaterThan(8);
    expect(said.filter((text, i) => said.indexOf(text) !== i)).toEqual([]);
    await page.close();
  });

  it("say how many are right of how many once, whatever is unfolded but how it was computed", async () => {
    const { page } = await openFile(join(FOLDER, "demo", "report.html"), { width: 1280 });
    for (const fold of await page.locator("details.q:not(#ask-computed) > summary").all())
      await fold.click();
    const said = await page.evaluate(seenSentences);
    const [first = ""] = said.flatMap((text) => /^(\d+ of) your /.exec(text)?.[1] ?? []);
    expect(first).not.toBe("");
    expect(said.filter((text) => text.startsWith(`${first} `))).toHaveLength(1);
    await page.close();
  });
});
