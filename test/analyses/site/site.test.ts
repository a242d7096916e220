import { describe, expect, it } from "vitest";
import { siteView } from "../../../src/analyses/site/site-view.js";
import { createRandom } from "../../../src/core/random.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";

const LABELS = ["healthy", "pneumonia"];
const random = createRandom(3);

/** Images of two hospitals, in which the label is rare and common; what the second adds to the score. */
function hospitals(effect: number, n = 240): Scored[] {
  return Array.from({ length: n }, (_, i): Scored => {
    const isSecond = i % 2 === 1;
    const isIll = random.uniform() < (isSecond ? 0.6 : 0.05);
    const score = 0.2 + 0.25 * random.uniform() + (isIll ? 0.1 : 0) + (isSecond ? effect : 0);
    return [[LABELS[isIll ? 1 : 0]!], [1 - score, score], isSecond ? "north" : "south"];
  });
}

async function found(images: readonly Scored[], more = {}) {
  const request = { analyses: ["site"], ...more };
  return (await evaluated(LABELS, images, request)).result.analyses?.site;
}

describe("has it learned the place", () => {
  it("is said of a score that carries it, and that it flatters", async () => {
    const own = await found(hospitals(0.3));
    expect(own).toMatchObject({ site: "site", label: "pneumonia", carries: true, flatters: true });
    expect(own?.classes[0]?.p).toBe(0.001);
    expect(own?.classes[0]?.between).toEqual(["north", "south"]);
    expect(own?.siteOnlyAuc).toBeGreaterThan(0.6);
    expect(siteView(own!).finding).toContain("flatters the figure");
  });

  it("is not said of a score that does not", async () => {
    const own = await found(hospitals(0));
    expect(own).toMatchObject({ carries: false, flatters: false });
    expect(siteView(own!).finding).toContain("does not tell the sites apart");
  });

  it("cannot be told of few images, and says why", async () => {
    const own = await found(hospitals(0.3, 10));
    expect(own).toMatchObject({ carries: null, flatters: null });
    expect(own?.classes.some(({ code }) => code === "clusters/too-few")).toBe(true);
    const view = siteView(own!);
    expect(view.finding).toContain("cannot be told here");
    expect(view.plot).toBeNull();
  });

  it("is the same whatever the order of the images, but for the exchanges", async () => {
    const images = hospitals(0.05);
    const own = await found(images);
    const turned = await found(images.toReversed());
    expect(turned?.siteOnlyAuc).toBe(own?.siteOnlyAuc);
    expect(turned?.pooledMinusWithin?.value).toBeCloseTo(own!.pooledMinusWithin!.value, 12);
    expect(turned?.classes.map(({ auc }) => auc)).toEqual(own?.classes.map(({ auc }) => auc));
  });

  it("is asked of the label that is named", async () => {
    expect((await found(hospitals(0.1), { positive: "healthy" }))?.label).toBe("healthy");
  });

  it("is not looked at unasked, and refused in words without sites or scores", async () => {
    const images = hospitals(0.1);
    expect((await evaluated(LABELS, images)).result.analyses?.site).toBeUndefined();
    const nowhere = images.map(([truth, scores]): Scored => [truth, scores]);
    await expect(found(nowhere)).rejects.toMatchObject({ code: "analysis/no-sites" });
    const healthy = images.filter(([[label]]) => label === "healthy");
    await expect(found(healthy)).rejects.toMatchObject({ code: "analysis/no-score" });
    await expect(found(images, { site: "stie" })).rejects.toMatchObject({
      code: "labels/no-column",
    });
  });

  it("is in the table with all digits", async () => {
    const own = (await found(hospitals(0.3)))!;
    const { plot } = siteView(own);
    expect(plot?.table.rows).toHaveLength(own.classes.length + own.attributes.length);
    expect(plot?.drawing.marks.every(({ sign }) => sign === "worse")).toBe(true);
  });

  it("says of more images than are measured that nobody looked at the pictures", async () => {
    const own = (await found(hospitals(0.3)))!;
    const many = own.sites.map((one) => ({ ...one, n: one.n + 2000 }));
    const of = (of: Partial<typeof own>) => siteView({ ...own, attributes: [], ...of }).details;
    expect(of({ sites: many }).join(" ")).toContain(
      "What in the pictures gives the sites away was",
    );
    expect(of({}).join(" ")).not.toContain("was not looked for");
  });
});
