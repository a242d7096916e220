import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cisTransView } from "../../../src/analyses/cis-trans/cis-trans-view.js";
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
  it("have the ratio of errors that follows from what was published", () => {
    const published = rowsOf(4, /%$/);
    expect(published).toHaveLength(6);
    for (const [, cis = "", trans = "", ratio = ""] of published) {
      const error = (text: string): number => Number(text.replace("%", "")) / 100;
      expect((error(trans) / error(cis)).toFixed(2)).toBe(ratio);
    }
    // Beery 2018 states the increase: 115, 140 and 123 %, † from memory like the errors.
    const increases = published
      .slice(0, 3)
      .map(([, , , ratio]) => Math.round(100 * (Number(ratio) - 1)));
    expect(increases).toEqual([115, 140, 123]);
    // Zech 2018: AUC 0.931 at the hospitals of training together, 0.815 at a new one.
    expect(published[3]?.slice(1, 3)).toEqual([
      `${(100 * (1 - 0.931)).toFixed(1)}%`,
      `${(100 * (1 - 0.815)).toFixed(1)}%`,
    ]);
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
