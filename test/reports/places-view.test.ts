import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placesView } from "../../src/analyses/places/places-view.js";
import type { PlaceFacts, PlaceRow } from "../../src/results/report-input.js";

const OF = { task: "classification", unit: "image" };

function row(
  label: string,
  hits: number,
  of: number,
  limits?: readonly [number, number],
): PlaceRow {
  return { label, hits, of, low: limits?.[0] ?? null, high: limits?.[1] ?? null };
}

/** Wilson limits worked out by hand: 36 of 90 is [0.305, 0.503]. */
const SITES: PlaceFacts = {
  attribute: "site",
  more: 0,
  panels: [
    {
      place: "North ridge",
      units: 120,
      rows: [row("all", 70, 120, [0.494, 0.667]), row("deer", 36, 90, [0.305, 0.503])],
    },
    {
      place: "Mill",
      units: 110,
      rows: [row("all", 99, 110, [0.83, 0.943]), row("deer", 90, 100, [0.826, 0.945])],
    },
    { place: "Weir", units: 95, rows: [row("all", 80, 95, [0.756, 0.901]), row("deer", 0, 0)] },
    {
      place: "Bridge",
      units: 105,
      rows: [row("deer", 89, 100, [0.814, 0.937]), row("fox", 4, 5, [0.376, 0.964])],
    },
  ],
};

describe("placesView", () => {
  const view = placesView(SITES, OF);

  it("has the same rows on the same axis at every place", () => {
    expect(view?.drawing.panels.map(({ name, sub }) => [name, sub])).toEqual([
      ["North ridge", "120 images"],
      ["Mill", "110 images"],
      ["Weir", "95 images"],
      ["Bridge", "105 images"],
    ]);
    for (const { marks } of view?.drawing.panels ?? []) {
      expect(marks.map(({ label }) => label)).toEqual(["all", "deer", "fox"]);
    }
    expect(view?.drawing.panels[0]?.marks[1]).toMatchObject({
      at: 36 / 90,
      low: 0.305,
      high: 0.503,
      valueText: "36 of 90",
      row: 1,
    });
    expect(view?.drawing.panels[2]?.marks[1]).toMatchObject({
      at: null,
      valueText: "none here",
      row: 7,
    });
    expect(view?.drawing.ticks.map(({ text }) => text)).toEqual(["0%", "50", "100%"]);
    expect(view?.heading).toBe("Site by site");
  });

  it("says which place lies furthest below the others, with the counts", () => {
    // Deer elsewhere: 90 + 0 + 89 of 100 + 0 + 100 = 179 of 200, about nine in ten.
    expect(view?.reading).toBe(
      "Furthest below the others: of deer, about four in ten found at North ridge (36 of 90); about nine in ten at the other 3 sites (179 of 200).",
    );
  });

  it("says so where no place lies apart", () => {
    const panels = SITES.panels.slice(1);
    expect(placesView({ ...SITES, panels }, OF)?.reading).toBe(
      "Of 3 sites, none lies clearly below the others together, in all or in any class.",
    );
  });

  it("speaks of objects where things are looked for", () => {
    const panels = SITES.panels
      .slice(0, 2)
      .map((panel) => ({ ...panel, rows: panel.rows.slice(0, 1) }));
    const reading = (task: string) => placesView({ ...SITES, panels }, { ...OF, task })?.reading;
    // 70 of 120 against 99 of 110.
    expect(reading("detection")).toBe(
      "Furthest below the others: of all objects, about six in ten found at North ridge (70 of 120); about nine in ten at the other site (99 of 110).",
    );
    expect(reading("classification")).toContain("of all images, about six in ten right at North");
  });

  it("has the counts and the ranges in the table, full precision", () => {
    expect(view?.table.rows[1]?.cells.map(({ text }) => text)).toEqual([
      "North ridge",
      "deer",
      "36",
      "90",
      "40.0%",
      "30.5%",
      "50.3%",
    ]);
    expect(view?.table.rows[1]?.cells.map(({ value }) => value)).toEqual([
      null,
      null,
      36,
      90,
      0.4,
      0.305,
      0.503,
    ]);
    expect(view?.table.rows[1]?.said).toBe(
      "North ridge, deer: 36 of 90 found, 40.0% [30.5, 50.3].",
    );
    expect(view?.table.rows[7]?.said).toBe("Weir, deer: none here.");
  });

  it("is not there for one place or none", () => {
    expect(placesView(undefined, OF)).toBeNull();
    expect(placesView({ ...SITES, panels: SITES.panels.slice(0, 1) }, OF)).toBeNull();
  });

  it("keeps every row of the facts, in the drawing or in the table, or counts it", () => {
    const shares = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => row("", a, a + b));
    const panels = fc.array(fc.array(shares, { maxLength: 14 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(panels, (given) => {
        const facts: PlaceFacts = {
          attribute: "camera",
          more: 3,
          panels: given.map((rows, i) => ({
            place: `p${i}`,
            units: 9,
            rows: rows.map((one, j) => ({ ...one, label: j === 0 ? "all" : `c${j}` })),
          })),
        };
        const found = placesView(facts, OF);
        const rows = found?.table.rows ?? [];
        const key = (cells: readonly { readonly text: string }[]): string =>
          cells
            .slice(0, 2)
            .map(({ text }) => text)
            .join(" ");
        const there = new Set(rows.map(({ cells }) => key(cells)));
        expect(there.size).toBe(rows.length);
        const missing = facts.panels.flatMap(({ place, rows: own }) =>
          own.filter(({ label }) => !there.has(`${place} ${label}`)),
        );
        expect(missing.length).toBe(found?.table.more);
        for (const { name, marks } of found?.drawing.panels ?? []) {
          for (const mark of marks) {
            expect(key(rows[mark.row]?.cells ?? [])).toBe(`${name} ${mark.label}`);
          }
        }
        const drawn = found?.drawing.panels.length ?? 0;
        if (drawn < given.length + 3) {
          expect(found?.caption).toContain(`Drawn are ${drawn} of ${given.length + 3} cameras.`);
        }
      }),
      { numRuns: 100 },
    );
  });
});
