import { expect, it } from "vitest";
import type { Submission } from "../../src/benchmark/benchmark.js";
import { benchmarkPage } from "../../src/benchmark/benchmark-page.js";
import { transferMatrix } from "../../src/benchmark/transfer-matrix.js";
import { BENCHMARK_GENERATOR, renderBlockPage } from "../../src/node/reports/block-page.js";
import { axe, axeOfColours } from "../support/axe.js";
import { inEachLook } from "../support/looks.js";
import { describeInChromium } from "../support/report-browser.js";
import { cutTexts, lowContrasts } from "../support/report-checks.js";
import { tabStops } from "../support/report-keyboard.js";

const BENCHMARK = {
  schema: "homeground.benchmark/1",
  name: "Camera traps of five ridges",
  task: "classification",
  metric: "accuracy",
  level: 0.95,
} as const;
const HOSTILE = `<img src=x onerror=alert(1)>"'&`;

/** Three models at four places, by day and by night; one name is markup. */
function site(): string {
  const hits = [
    [90, 50, 70],
    [52, 88, 71],
    [80, 79, 60],
    [77, 74, 73],
  ];
  const places = ["North ridge", "Mill pond", HOSTILE, "South moor"];
  const all = places.flatMap((place, p) =>
    ["DeerNet", "FoxNet", "Every animal, third edition"].flatMap((name, m) =>
      [null, "night"].map((condition): Submission => {
        const k = hits[p]![m]! - (condition === null ? 0 : 15);
        return {
          schema: "homeground.submission/1",
          task: "classification",
          model: { name, sha256: `${m}`.repeat(64), trainedOn: 4 + m },
          ...{ place, condition, month: null, isTrained: p === 0 },
          images: { of: "names", sha256: `${p}`.repeat(64) },
          figure: {
            ...{ metric: "accuracy", value: k / 100, low: k / 100 - 0.08, high: k / 100 + 0.08 },
            ...{ level: 0.95, method: "wilson", n: 100, nEff: 100, k, clusters: null },
          },
          outcomes: m === 2 ? null : "1".repeat(k) + "0".repeat(100 - k),
          groups: null,
          provenance: m === 2 ? "told" : "recomputable",
          source: { kind: "result", id: null },
          uses: p === 1 ? `choosing among three models ${HOSTILE}` : null,
        };
      }),
    ),
  );
  const given = all.map((submission, i) => ({ id: `${i}`.padStart(64, "0"), submission }));
  return renderBlockPage(
    benchmarkPage(transferMatrix(BENCHMARK, given), "1.2.3"),
    BENCHMARK_GENERATOR,
  );
}

describeInChromium("the page of a benchmark", ({ open }) => {
  it("has no fault that axe finds, runs nothing, and is gone through by keys", async () => {
    const { page, problems } = await open(site(), { width: 1280, reducedMotion: true });
    await inEachLook(page, async (at, scheme) => {
      expect(await (scheme === "light" ? axe : axeOfColours)(page), at).toEqual([]);
      expect((await lowContrasts(page)).low, at).toEqual([]);
    });
    expect(await page.locator("main img, script").count()).toBe(0);
    expect(await page.textContent("main")).toContain("<img src=x");
    const { expected, forward, unseen } = await tabStops(page);
    expect(expected.length).toBeGreaterThan(0);
    expect(forward).toEqual(expected);
    expect(unseen).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    expect(await cutTexts(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });
});
