import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { slicesSection } from "../../src/analyses/slices/section.js";
import { CHOSEN_PART } from "../../src/reports/words/parts.js";
import { galleryItems } from "../../src/session/gallery-items.js";
import { partOfMark } from "../../src/session/mark-parts.js";
import { whyNoPart } from "../../src/session/part-offer.js";
import { selectItems } from "../../src/session/selection.js";
import { evaluated, type Scored } from "./evaluated.js";

const LABELS = ["red", "green"];
/** Of every five images one is answered wrongly; the first twenty are those that are chosen. */
const IMAGES = Array.from({ length: 60 }, (_, i): Scored => {
  const isRed = i % 2 === 0;
  const said = i % 5 === 0 ? !isRed : isRed;
  return [[isRed ? "red" : "green"], said ? [0.8, 0.2] : [0.2, 0.8], `site ${i % 2}`];
});
const FILES = Array.from({ length: 20 }, (_, i) => `${100_000 + i}.png`);

describe("a part that was chosen after results", () => {
  it("has the figure of exactly its images, widens every range, and says when it was chosen", async () => {
    const before = await evaluated(LABELS, IMAGES, { slices: ["site"] });
    const chosenParts = [{ name: "the early ones", files: [...FILES, "not there.png"] }];
    const after = await evaluated(LABELS, IMAGES, { slices: ["site"], chosenParts });
    const partsOf = ({ result }: typeof after) =>
      result.estimates.filter(({ slice }) => slice !== null);

    const own = partsOf(after).filter(
      ({ slice }) => slice?.attribute === "the early ones (chosen)",
    );
    expect(own.map(({ slice, n, value }) => [slice?.value, n, value])).toEqual(
      expect.arrayContaining([
        [CHOSEN_PART.own, 20, 16 / 20],
        [CHOSEN_PART.others, 40, 32 / 40],
      ]),
    );
    expect(own).toHaveLength(2);
    for (const { warnings, low, high } of own) {
      expect(warnings).toContain("slices/after-results");
      expect(low).toBeLessThan(0.8);
      expect(high).toBeGreaterThan(0.8);
    }
    for (const site of partsOf(before)) {
      const now = partsOf(after).find(({ slice }) => slice?.value === site.slice?.value);
      expect(now?.value).toBe(site.value);
      expect(now?.low).toBeLessThan(site.low ?? 0);
      expect(now?.warnings).not.toContain("slices/after-results");
      expect([site.slice?.family, now?.slice?.family]).toEqual([2, 4]);
    }
    // Nothing else of the result moves.
    const rest = ({ result }: typeof after) =>
      result.estimates.filter(({ slice }) => slice === null);
    expect(rest(after)).toEqual(rest(before));
    expect(after.result.verdicts).toEqual(before.result.verdicts);

    const report = evaluationReport({ result: after.result, extras: {} });
    const { slices } = slicesSection.view({ result: after.result, extras: {} })!;
    const views = slices.map(({ attribute, caption }) => [
      attribute,
      caption?.includes(CHOSEN_PART.after),
    ]);
    expect(views).toEqual(
      expect.arrayContaining([
        ["site", false],
        ["the early ones (chosen)", true],
      ]),
    );
    // Its row chooses its images again.
    const view = slices.find(({ attribute }) => attribute !== "site");
    const row = view?.table.rows.findIndex(({ cells }) => cells[0]?.text === CHOSEN_PART.own) ?? -1;
    const part = partOfMark(report, view?.id ?? "", row);
    const found = selectItems(galleryItems(after), {
      parts: part === null ? [] : [part],
      show: "all",
      order: "name",
      seed: 1,
    });
    expect([...found.items]).toEqual(FILES.map((_, i) => i));
  });

  it("is not offered where it was chosen by what is right, has no answers, or is too small", () => {
    const cell = { kind: "cell", label: "red", answer: "green" } as const;
    const label = { kind: "label", label: "red" } as const;
    expect(whyNoPart([label, cell], 40)).toBe("outcome");
    expect(whyNoPart([label, { kind: "listed", code: "unreadable" }], 40)).toBe("left-out");
    expect(whyNoPart([label], 9)).toBe("few");
    expect(whyNoPart([label], 10)).toBeNull();
  });
});
