import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImagePredictions, readImageTruth } from "../../src/formats/read.js";
import { describeWithShared } from "../support/shared-data.js";

/** What a case ended in: an error's code, or the codes of problems and the number of rows. */
type Ending =
  | { readonly error: string; readonly where: string }
  | { readonly problems: readonly string[]; readonly rows: number };

/** Codes that a case may end in. Rows: how many are kept. */
const TABLES: Readonly<Record<string, { error?: string; problem?: string; rows?: number }>> = {
  "csv-quotes": { rows: 3 },
  "csv-newline-in-quotes": { rows: 3 },
  "csv-unclosed-quote": { error: "table/quote" },
  "csv-semicolon": { rows: 3 },
  "csv-tab": { rows: 3 },
  "csv-crlf-bom": { rows: 3 },
  "csv-cr-only": { rows: 3 },
  "csv-utf16": { rows: 3 },
  "csv-latin1": { problem: "input/encoding", rows: 3 },
  "csv-formula": { rows: 3 },
  "csv-ragged": { problem: "table/columns", rows: 1 },
  "csv-duplicate-header": { error: "table/duplicate-column" },
  "csv-header-missing": { error: "table/header" },
  "csv-header-only": { error: "input/empty" },
  "csv-empty": { error: "input/empty" },
  "csv-column-missing": { error: "table/missing-column" },
  "csv-million-columns": { error: "table/too-wide" },
  "csv-long-line": { problem: "table/cell-too-long", rows: 2 },
  "csv-nul": { error: "input/encoding" },
  "csv-number-format": { rows: 3 },
  "csv-percent": { problem: "table/number-format", rows: 3 },
  "csv-label-variants": { problem: "annotations/similar-names", rows: 3 },
  "csv-label-like-missing": { problem: "table/missing-value", rows: 3 },
  "csv-spreadsheet-damage": { problem: "table/spreadsheet-damage", rows: 3 },
  // Rows of one image are joined by the evaluation, which lists it with both labels.
  "csv-duplicate-rows": { rows: 4 },
  "csv-html": { rows: 3 },
  "csv-is-xlsx": { error: "input/unknown-format" },
  "csv-is-html": { error: "input/unknown-format" },
  "parquet-good": { rows: 3 },
  "parquet-truncated": { error: "input/truncated" },
  "parquet-no-tail": { error: "input/truncated" },
  "parquet-footer-length": { error: "input/invalid" },
  "parquet-page-size": { error: "input/invalid" },
  "parquet-row-count": { error: "input/invalid" },
  "parquet-offset": { error: "input/invalid" },
  "parquet-encrypted": { error: "input/unsupported" },
  "parquet-column-missing": { error: "table/missing-column" },
};

const PREDICTIONS: typeof TABLES = {
  "predcsv-names-other-case": { rows: 3 },
  "predcsv-names-full-path": { rows: 3 },
  "predcsv-duplicate-image": { error: "predictions/duplicate" },
  "predcsv-missing-image": { rows: 2 },
  "predcsv-probabilities-off": { problem: "predictions/sums", rows: 3 },
  "predcsv-class-column-order": { rows: 3 },
  "predcsv-labels-equal-predictions": { rows: 3 },
  "predcsv-class-indices": { rows: 3 },
};

describeWithShared("broken tables", "badinputs", (badinputs) => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "homeground-bad-"));
    for (const area of ["tables", "predictions"]) {
      const out = join(root, area);
      execFileSync(process.execPath, [join(badinputs, "make.mjs"), out, `--only=${area}`], {
        stdio: "ignore",
      });
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const end = async (area: string, id: string, file: RegExp): Promise<Ending> => {
    const folder = join(root, area, id);
    const name = readdirSync(folder).find((entry) => file.test(entry)) ?? "";
    const access = createMemoryFileAccess(new Map([[name, readFileSync(join(folder, name))]]));
    try {
      const read = await (area === "tables"
        ? readImageTruth(access, name)
        : readImagePredictions(access, name));
      return { problems: read.problems.map(({ code }) => code), rows: read.rowCount };
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      return { error: error.code, where: error.where };
    }
  };
  const judge = (ending: Ending, expected: (typeof TABLES)[string]) => {
    if (expected.error !== undefined) {
      expect(ending).toMatchObject({ error: expected.error });
      return;
    }
    expect(ending).toMatchObject({ rows: expected.rows });
    const problems = "problems" in ending ? ending.problems : [];
    expect(problems.slice(0, 1)).toEqual(expected.problem === undefined ? [] : [expected.problem]);
  };

  it.each(Object.entries(TABLES))("%s ends as it should", async (id, expected) => {
    judge(await end("tables", id, /^labels\./), expected);
  });

  it.each(Object.entries(PREDICTIONS))("%s ends as it should", async (id, expected) => {
    judge(await end("predictions", id, /^predictions\./), expected);
  });

  it("knows every table of the manifest", () => {
    const { cases } = JSON.parse(readFileSync(join(badinputs, "manifest.json"), "utf8"));
    const ids = cases
      .filter(({ area }: { area: string }) => area === "tables")
      .map(({ id }: { id: string }) => id);
    expect(Object.keys(TABLES).sort()).toEqual(ids.sort());
  });

  it("names the line of an unclosed quote", async () => {
    expect(await end("tables", "csv-unclosed-quote", /^labels/)).toMatchObject({
      where: "labels.csv, line 2",
    });
  });
});
