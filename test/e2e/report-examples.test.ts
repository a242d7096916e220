import { join } from "node:path";
import { expect, it } from "vitest";
import { EXAMPLE_REPORTS } from "../../scripts/examples/example-reports.js";
import { describeInChromium } from "../support/report-browser.js";

const FOLDER = join(import.meta.dirname, "../../docs/examples");
const NAMES = EXAMPLE_REPORTS.map(({ name }) => name);

/** Sentences of the page that somebody sees, those of plots' tables and axes left out. */
function seenSentences(): string[] {
  const texts = [...document.querySelectorAll("main :is(p,li,h1,h2,h3,summary,span.qa)")];
  return texts
    .filter((one) => one.checkVisibility() && one.closest("[aria-hidden=true]") === null)
    .filter((one) => one.querySelector("p,li,h2,h3") === null)
    .flatMap((one) => one.textContent.trim().split(/(?<=[.?])\s+(?=[A-Z])/))
    .filter((text) => text.length > 30);
}

describeInChromium("the committed examples", ({ openFile }) => {
  it.each(NAMES)(
    "are at most 4,000 px before unfolding, and start with the answer: %s",
    async (name) => {
      const { page, problems } = await openFile(join(FOLDER, name, "report.html"), { width: 1280 });
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

  it.each(NAMES)("say nothing twice before unfolding: %s", async (name) => {
    const { page } = await openFile(join(FOLDER, name, "report.html"), { width: 1280 });
    const said = await page.evaluate(seenSentences);
    expect(said.length).toBeGreaterThan(8);
    expect(said.filter((text, i) => said.indexOf(text) !== i)).toEqual([]);
    await page.close();
  });

  it("say how many are right of how many once, whatever is unfolded", async () => {
    const { page } = await openFile(join(FOLDER, "demo", "report.html"), { width: 1280 });
    for (const fold of await page.locator("details.q > summary").all()) await fold.click();
    const said = await page.evaluate(seenSentences);
    const [first = ""] = said.flatMap((text) => /^(\d+ of) your /.exec(text)?.[1] ?? []);
    expect(first).not.toBe("");
    expect(said.filter((text) => text.startsWith(`${first} `))).toHaveLength(1);
    await page.close();
  });
});
