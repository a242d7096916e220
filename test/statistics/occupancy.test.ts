import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { occupancy, type SurveyedSites } from "../../src/statistics/occupancy.js";

/** The likelihood as it is written, site by site. */
function logLikelihood(groups: readonly SurveyedSites[], psi: number, p: number): number {
  let sum = 0;
  for (const { visits, detections, sites } of groups) {
    const lives = psi * p ** detections * (1 - p) ** (visits - detections);
    sum += sites * Math.log(detections === 0 ? lives + 1 - psi : lives);
  }
  return sum;
}

describe("occupancy", () => {
  it("recovers what sites were drawn from: bias below 0.02 over 500 surveys", () => {
    const random = createRandom(21, 1);
    let [psi, p] = [0, 0];
    for (let run = 0; run < 500; run++) {
      const groups = Array.from({ length: 30 }, (): SurveyedSites => {
        const lives = random.uniform() < 0.6;
        let detections = 0;
        for (let k = 0; k < 10; k++) if (random.uniform() < 0.3 && lives) detections++;
        return { visits: 10, detections, sites: 1 };
      });
      const found = occupancy(groups)!;
      psi += found.psi! / 500;
      p += found.p! / 500;
    }
    expect(Math.abs(psi - 0.6)).toBeLessThan(0.02);
    expect(Math.abs(p - 0.3)).toBeLessThan(0.02);
  });

  it("is where no other pair of ψ and p is likelier, from wherever it starts", () => {
    const site = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }))
      .map(([visits, y]) => ({ visits, detections: Math.min(visits, y), sites: 1 }));
    const start = fc.tuple(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(site, { minLength: 2, maxLength: 25 }), start, (sites, from) => {
        const found = occupancy(sites)!;
        if (found.psi === null || found.p === null || found.p === 1) return;
        const best = logLikelihood(sites, found.psi, found.p);
        expect(found.logLikelihood).toBeCloseTo(best, 8);
        for (let i = 0; i <= 40; i++) {
          for (let j = 1; j < 40; j++) {
            expect(logLikelihood(sites, i / 40, j / 40)).toBeLessThanOrEqual(best + 1e-7);
          }
        }
        const again = occupancy(sites, from)!;
        expect(again.logLikelihood!).toBeCloseTo(best, 7);
      }),
      { numRuns: 60 },
    );
  });

  it("takes sites together or apart alike", () => {
    const apart = [
      { visits: 5, detections: 0, sites: 1 },
      { visits: 5, detections: 0, sites: 1 },
      { visits: 5, detections: 2, sites: 1 },
      { visits: 4, detections: 1, sites: 1 },
    ];
    const together = [{ visits: 5, detections: 0, sites: 2 }, ...apart.slice(2)];
    expect(occupancy(together)!.psi).toBeCloseTo(occupancy(apart)!.psi!, 10);
  });

  it("is not there where nothing was detected, or no site was visited twice", () => {
    expect(occupancy([{ visits: 3, detections: 0, sites: 4 }])).toMatchObject({
      naive: 0,
      psi: null,
    });
    expect(
      occupancy([
        { visits: 1, detections: 1, sites: 3 },
        { visits: 1, detections: 0, sites: 1 },
      ]),
    ).toMatchObject({ naive: 0.75, psi: null, p: null });
    expect(occupancy([])).toBeNull();
  });
});
