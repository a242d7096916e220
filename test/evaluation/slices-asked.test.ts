import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { slicesSection } from "../../src/analyses/slices/section.js";
import { terminalSummary } from "../../src/reports/terminal.js";
import { evaluated, type Scored } from "./evaluated.js";

const LABELS = ["fox", "deer"];

/** Images of some sites, each right but for every fifth. */
function images(sites: number, each: number): Scored[] {
  return Array.from({ length: sites * each }, (_, i): Scored => {
    const truth = LABELS[i % 2]!;
    const right = i % 5 !== 0;
    const score = (truth === "fox") === right ? [0.9, 0.1] : [0.1, 0.9];
    return [[truth], score, `s${Math.floor(i / each)}`];
  });
}

describe("parts that were asked for", () => {
  it("are told of these sites as they are where the question is about another one", async () => {
    const { result } = await evaluated(LABELS, images(12, 20), {
      cluster: "site",
      slices: ["site"],
    });
    const parts = result.estimates.flatMap(({ slice, n, clusters }) =>
      slice === null ? [] : [{ ...slice, n, clusters }],
    );
    // Each site is one cluster, too few to speak of another one like it.
    expect(parts).toHaveLength(12);
    for (const part of parts) {
      expect(part).toMatchObject({ question: "here", family: 12, n: 20, clusters: null });
    }
    const view = slicesSection.view({ result, extras: { clusterName: "site" } });
    expect(view?.slices.map(({ heading }) => heading)).toEqual(["By site, as they are here"]);
    expect(view?.slicesNone).toEqual([]);
  });

  it("are of no question of their own where these sites are what is asked about", async () => {
    const { result } = await evaluated(LABELS, images(12, 20), { slices: ["site"] });
    const parts = result.estimates.flatMap(({ slice }) => (slice === null ? [] : [slice]));
    expect(parts).toHaveLength(12);
    expect(parts.every((slice) => !("question" in slice))).toBe(true);
  });

  it("are said to be too small, in the report and in the terminal", async () => {
    const { result } = await evaluated(LABELS, images(12, 4), { slices: ["site"] });
    const report = evaluationReport({ result, extras: {} });
    const sentence = "No part by site has enough images for a range of its own.";
    expect(slicesSection.view({ result, extras: {} })?.slicesNone).toEqual([sentence]);
    const options = { colour: false, unicode: true, width: 80 };
    expect(terminalSummary(report, options).replace(/\s+/g, " ")).toContain(sentence);
  });

  it("say which columns were left aside where none was chosen, and take them where one is", async () => {
    const asideOf = async (slices: readonly string[], sites = 1) => {
      const { result } = await evaluated(LABELS, images(sites, 60 / sites), { slices });
      const notes = result.inputs.notes.filter(({ code }) => code === "slices/left-aside");
      return {
        what: notes.map(({ what }) => what),
        report: evaluationReport({ result, extras: {} }),
      };
    };
    const { what, report } = await asideOf([]);
    expect(what).toEqual(["site has one value"]);
    const said = JSON.stringify(report.listed);
    expect(said).toContain("Columns that are no parts of the data");
    expect(said).toContain("run again with --slice and its name");
    expect(JSON.stringify([report.lead, report.notes, report.opening])).not.toContain("one value");
    expect((await asideOf(["site"])).what).toEqual([]);
    expect((await asideOf([], 3)).what).toEqual([]);
    expect((await asideOf([], 30)).what).toEqual(["site has many values"]);
  });
});
