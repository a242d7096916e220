import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confusionCsv } from "../../src/analyses/classes/confusion-csv.js";
import { csvTables } from "../../src/analyses/report.js";
import { visibleLines } from "../../src/core/visible-text.js";
import { csvTable, estimatesCsv, listedCsv, verdictsCsv } from "../../src/reports/csv.js";
import { detectionFactsOf } from "./detection-facts-of.js";
import { EXTRAS, HOSTILE, hostileInput, INPUT, RESULT } from "./fixtures.js";

/** A row of cells as a line, without its line feed. */
const csvLine = (cells: readonly (string | number)[]): string =>
  csvTable(["a"], [cells]).slice(2, -1);

function rowsOf(csv: string | null): Record<string, string>[] {
  return parse(csv ?? "", { columns: true });
}

function numberOf(cell: string | undefined): number | null {
  return cell === "" || cell === undefined ? null : Number(cell);
}

describe("CSV tables", () => {
  it("give every estimate back to the last digit", () => {
    const rows = rowsOf(estimatesCsv(RESULT));
    expect(rows).toHaveLength(RESULT.estimates.length);
    for (const [i, one] of RESULT.estimates.entries()) {
      const row = rows[i];
      expect(row?.["metric"]).toBe(one.metric);
      const numbers = ["value", "low", "high", "n", "clusters"].map((name) =>
        numberOf(row?.[name]),
      );
      expect(numbers).toEqual([one.value, one.low, one.high, one.n, one.clusters]);
      expect(row?.["warnings"]?.split(" ").filter((code) => code !== "")).toEqual(one.warnings);
    }
  });

  it("give verdicts and the confusion table back", () => {
    const [row] = rowsOf(verdictsCsv(RESULT));
    const [verdict] = RESULT.verdicts;
    expect([row?.["verdict"], numberOf(row?.["difference"])]).toEqual([
      "fails",
      verdict?.difference,
    ]);
    const unseenKind = { verdict: "holds", share: 0.122, score: 0.3, excluded: 0.14 } as const;
    const stated = RESULT.verdicts.map((one) => ({ ...one, worstSite: 0.3, unseenKind }));
    const [open] = rowsOf(verdictsCsv({ ...RESULT, verdicts: stated }));
    expect([numberOf(open?.["worstSite"]), numberOf(open?.["unseenShare"])]).toEqual([0.3, 0.122]);
    expect([row?.["worstSite"], row?.["unseenShare"]]).toEqual(["", ""]);
    const unanswered = {
      n: 120,
      countedAs: "unknown" as const,
      holdsIfAllWrong: false,
      failsIfAllRight: null,
      worst: { value: 0.7, low: 0.65, high: 0.74, n: 400 },
      best: null,
    } as const;
    const silent = RESULT.verdicts.map((one) => ({ ...one, unanswered }));
    const [bounds] = rowsOf(verdictsCsv({ ...RESULT, verdicts: silent }));
    const names = ["unanswered", "worst", "worstLow", "worstHigh", "best", "bestLow", "bestHigh"];
    expect(names.map((name) => bounds?.[name])).toEqual(["120", "0.7", "0.65", "0.74", "", "", ""]);
    expect(names.map((name) => row?.[name])).toEqual(names.map(() => ""));
    const table: string[][] = parse(confusionCsv(RESULT) ?? "");
    expect(table.slice(1).map(([, ...cells]) => cells.map(Number))).toEqual(
      RESULT.confusion?.counts,
    );
    expect(confusionCsv({ ...RESULT, confusion: null })).toBeNull();
  });

  it("list every image that was not scored, and the notes", () => {
    const rows = rowsOf(listedCsv(RESULT));
    const { listed, notes, images, scored } = RESULT.inputs;
    expect(rows.filter(({ kind }) => kind === "listed")).toHaveLength(images - scored);
    expect(rows.map(({ file }) => file)).toEqual([...listed, ...notes].map(({ file }) => file));
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\thidden", " =cmd|' /C calc'!A0"])(
    "defuse the formula %j",
    (text) => {
      expect(csvLine([text])).toMatch(/^"?'/);
      expect(parse(csvLine([text]))).toEqual([[`'${text}`]]);
    },
  );

  it("are no formula behind a control, which is replaced", () => {
    expect(csvLine(["\r=1"])).toBe("\ufffd=1");
  });

  it("leave numbers below zero alone", () => {
    expect(csvLine([-0.5, "-0.5"])).toBe("-0.5,'-0.5");
  });

  it("keep hostile texts in their cells", () => {
    for (const text of HOSTILE) {
      const { result } = hostileInput(text);
      const rows = rowsOf(listedCsv(result));
      expect(rows).toHaveLength(2);
      const encoded = visibleLines(text);
      expect([encoded, `'${encoded}`]).toContain(rows[0]?.["file"]);
    }
  });

  it("are read back cell by cell, whatever the text", () => {
    const cell = fc.string({ unit: "grapheme" }).filter((text) => !/^\s*[=+\-@\t\r]/.test(text));
    const line = fc.array(cell, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(line, (cells) => {
        expect(parse(csvLine(cells), { relaxColumnCount: true })).toEqual([cells]);
      }),
    );
  });

  it("give the gap back, whose whole terms add up to it", () => {
    const rows = rowsOf(csvTables(INPUT).find(({ name }) => name === "gap")?.text ?? "");
    expect(rows.map((row) => row["term"])).toEqual([
      "gap",
      ...(RESULT.gap?.terms ?? []).map(({ term }) => term),
      "reweighted",
    ]);
    const whole = rows.filter((row) => row["class"] === "" && row["n"] === "");
    const [gap = Number.NaN, ...terms] = whole.map((row) => Number(row["value"]));
    expect(gap).toBe(RESULT.gap?.value);
    expect(terms.reduce((sum, term) => sum + term, 0)).toBeCloseTo(gap, 12);
  });

  it("have what is computed for the report alone, to the last digit", () => {
    const detection = detectionFactsOf(40);
    const tables = new Map(
      csvTables({ result: RESULT, extras: { ...EXTRAS, detection } }).map((one) => [
        ...([one.name, rowsOf(one.text)] as const),
      ]),
    );
    expect(tables.get("kept")?.map((row) => [row["kept"], row["right"], row["low"]])).toEqual(
      EXTRAS.kept?.map(({ kept, right, low }) => [kept, right, low].map(String)),
    );
    const { bins } = EXTRAS.reliability ?? {};
    const reliability = tables.get("reliability") ?? [];
    expect(reliability.map((row) => Number(row["count"]))).toEqual([...(bins?.count ?? [])]);
    // An empty bin has no accuracy: an empty cell, never NaN or 0.
    expect(reliability[0]).toMatchObject({ accuracy: "", meanConfidence: "" });
    const { curve, costs, all } = detection;
    const thresholds = tables.get("thresholds") ?? [];
    expect(thresholds.map((row) => Number(row["threshold"]))).toEqual([...curve.threshold]);
    expect(thresholds.map((row) => numberOf(row["recallLow"]))).toEqual(
      Array.from(curve.recall.low, (low) => (Number.isNaN(low) ? null : low)),
    );
    expect(tables.get("error-costs")?.map((row) => [row["error"], numberOf(row["value"])])).toEqual(
      [...costs].map(([error, { value }]) => [error, value]),
    );
    const [errors] = tables.get("errors") ?? [];
    expect([errors?.["found"], errors?.["wrong_duplicate"]].map(Number)).toEqual([
      all.rows[0]?.found,
      all.rows[0]?.wrong[3],
    ]);
  });

  it("are left out where there is nothing to hold", () => {
    const result = { ...RESULT, confusion: null, verdicts: [], gap: null };
    expect(csvTables({ result, extras: {} }).map(({ name }) => name)).toEqual([
      "estimates",
      "listed",
    ]);
  });

  it("let no text become a formula, in any table", () => {
    for (const text of ["=1+1", " =cmd|' /C calc'!A0", "\n=1", "\uff1d1", "@x", "-x", "+x"]) {
      const { result, extras } = hostileInput(text);
      for (const { name, text: csv } of csvTables({ result, extras })) {
        for (const row of parse(csv) as string[][]) {
          for (const cell of row) {
            if (cell !== "" && Number.isFinite(Number(cell))) continue;
            expect(cell, name).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/);
          }
        }
      }
    }
  });
});
