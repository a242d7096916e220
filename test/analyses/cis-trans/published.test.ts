import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cisTransView } from "../../../src/analyses/cis-trans/cis-trans-view.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { evaluated, type Scored } from "../../evaluation/evaluated.js";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/new-places.md"), "utf8");

/** Cells of the rows of the page's tables that have so many columns and a figure in the second. */
function rowsOf(columns: number, second: RegExp): string[][] {
  return PAGE.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2, -2).split(" | "))
    .filter((cells) => cells.length === columns && second.test(cells[1] ?? ""));
}

describe("figures in docs/new-places.md", () => {
  it("have the errors and the ratio that follow from what was published", () => {
    const published = rowsOf(4, /%$/);
    // Zech 2018, abstract: AUC inside, and at the third hospital. Tabak 2020, abstract: accuracies.
    const figures = [
      [0.931, 0.815],
      [0.968, 0.91],
      [0.968, 0.36],
    ] as const;
    expect(published).toHaveLength(figures.length);
    for (const [i, [inside, outside]] of figures.entries()) {
      const [, cis, trans, ratio] = published[i] ?? [];
      const errors = [1 - inside, 1 - outside].map((error) => `${(100 * error).toFixed(1)}%`);
      expect([cis, trans]).toEqual(errors);
      expect(ratio).toBe(((1 - outside) / (1 - inside)).toFixed(2));
      for (const figure of [inside, outside]) {
        expect(PAGE).toMatch(new RegExp(`${figure}|${100 * figure}%`));
      }
    }
  });

  it("have no figure from memory", () => {
    expect(PAGE).not.toMatch(/from memory|†|19\.06|41\.04|8\.14|19\.56|7\.06|15\.77/);
  });

  it("have the AUC of knowing the hospital alone, as the definition counts it", () => {
    const [first, second] = [
      { n: 42_396, prevalence: 0.342 },
      { n: 112_120, prevalence: 0.012 },
    ] as const;
    const ill = [first, second].map(({ n, prevalence }) => n * prevalence);
    const well = [first, second].map(({ n, prevalence }) => n * (1 - prevalence));
    const pairs = (ill[0]! + ill[1]!) * (well[0]! + well[1]!);
    // P(the ill one is of the first and the well one of the second) + half of the ties.
    const auc = (ill[0]! * well[1]! + 0.5 * (ill[0]! * well[0]! + ill[1]! * well[1]!)) / pairs;
    const formula = 0.5 * (1 + ill[0]! / (ill[0]! + ill[1]!) - well[0]! / (well[0]! + well[1]!));
    expect(formula).toBeCloseTo(auc, 12);
    expect(PAGE).toContain(`AUC = ½(1 + N₁π₁/P − N₁(1 − π₁)/Q) = ${auc.toFixed(3)}`);
  });

  it("have the laboratories of the example report", () => {
    const { verdicts, analyses } = JSON.parse(
      readFileSync(
        join(import.meta.dirname, "../../../docs/examples/blood-cells/result.json"),
        "utf8",
      ),
    ) as EvaluationResult;
    const { value, n } = verdicts[0]!.claim;
    const { trans, cis, difference } = analyses!["cis-trans"]!;
    const laboratories = rowsOf(5, /^(yes|no)$/);
    expect(laboratories.map(([, , right, images]) => Number(right) / Number(images))).toEqual([
      expect.closeTo(value, 12),
      expect.closeTo(trans!.value!, 12),
    ]);
    expect(laboratories.map(([, , , images]) => Number(images))).toEqual([n, trans!.n]);
    const errors = [1 - value, 1 - trans!.value!];
    expect(laboratories.map(([, , , , error]) => error)).toEqual(
      errors.map((error) => `${(100 * error).toFixed(1)}%`),
    );
    expect(PAGE).toContain(
      `${(errors[1]! / errors[0]!).toFixed(2)} times as many errors; with one`,
    );
    expect([cis, difference]).toEqual([null, null]);
  });

  it("have the example of hospitals as the program evaluates it", async () => {
    const hospitals = rowsOf(4, /^(yes|no)$/);
    expect(hospitals).toHaveLength(7);
    const images = hospitals.flatMap(([name = "", , right = "", all = ""]) =>
      Array.from({ length: Number(all) }, (_, i): Scored => {
        const label = i % 2 === 0 ? "pneumonia" : "none";
        const isIll = (label === "pneumonia") === i < Number(right);
        return [[label], isIll ? [0.9, 0.1] : [0.2, 0.8], name];
      }),
    );
    const trainedAt = hospitals.flatMap(([name = "", trained]) =>
      trained === "yes" ? [name] : [],
    );
    const { result } = await evaluated(["pneumonia", "none"], images, { trainedAt });
    const found = result.analyses?.["cis-trans"];
    const view = cisTransView(found!);
    const { finding, details } = view;
    const says = (text: string) => expect(PAGE.replace(/\s+/g, " ")).toContain(text);
    says("91.7% at hospitals of training, 77.3% at others: 14.4 points lower");
    says("2.73 times as many errors");
    says("83.4%");
    expect(found?.cis?.value?.toFixed(3)).toBe("0.917");
    expect(found?.difference?.value?.toFixed(3)).toBe("0.144");
    expect(result.estimates[0]?.value?.toFixed(3)).toBe("0.834");
    expect(finding).toMatch(/77\.3% at places that are new to the model, 91\.7%/);
    expect(details[0]).toMatch(/^2\.73 times as many errors/);
    expect(view.plot.drawing.marks).toHaveLength(9);
  });
});
