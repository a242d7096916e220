import { parse } from "csv-parse/sync";
import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { csvTables } from "../../src/analyses/report.js";
import { scopePage } from "../../src/analyses/scope/scope-page.js";
import { scopeText } from "../../src/analyses/scope/scope-text.js";
import { type ScopeViewInput, scopeView } from "../../src/analyses/scope/scope-view.js";
import { binName, shareText } from "../../src/analyses/scope/scope-words.js";
import { renderReport } from "../../src/node/reports/html-report.js";
import { renderScopePage } from "../../src/node/reports/scope-page.js";
import type { ResultScope } from "../../src/results/scope-result.js";
import { scopeCase } from "../support/scope-case.js";
import { INPUT } from "./fixtures.js";

const HOSTILE = `</pre><img src=x onerror=alert(1)>"'&\u202Eabc`;
const LOOK = { colour: false, unicode: true, width: 80 } as const;

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "prefer-native-element": [
      "error",
      { exclude: ["table", "row", "cell", "rowheader", "region"] },
    ],
  },
});

async function faults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`),
  );
}

async function viewOf(change: Partial<ResultScope>, more: Partial<ScopeViewInput> = {}) {
  const input = await scopeCase();
  return scopeView({ ...input, scope: { ...input.scope, ...change }, ...more });
}

const COVERED = (covered: number, images: number): Partial<ResultScope> => ({
  covered,
  images,
  coverage: covered / images,
});

describe("the answer in a sentence", () => {
  it.each([
    [
      0,
      73,
      "Not tested for you",
      "None of your 73 images is like the images this model was tested on.",
    ],
    [0, 1, "Not tested for you", "Your image is not like the images this model was tested on."],
    [43, 73, "Partly tested for you", "59% of your 73 images are like the tested ones."],
    [1, 1000, "Partly tested for you", "0.1% of your 1,000 images are like the tested ones."],
    [
      73,
      73,
      "Tested on images like yours",
      "All your 73 images are like ones the model was tested on.",
    ],
  ])("is that of the design: %i of %i", async (covered, images, label, headline) => {
    expect(await viewOf(COVERED(covered, images))).toMatchObject({ label, headline });
  });

  it("says what the largest part outside is, on both sides", async () => {
    const cell = [{ attribute: "light", bin: "infrared" }];
    const uncovered = [{ cell, here: 30, there: 2 }];
    const { details } = await viewOf({ ...COVERED(43, 73), uncovered });
    expect(details[0]).toBe(
      "The largest part that is not: light infrared, 41% of yours, 2% of the test set.",
    );
    const untold = await viewOf({
      ...COVERED(43, 73),
      uncovered: [{ cell, here: 30, there: null }],
    });
    expect(untold.details[0]).toContain("how much of the test set is not stated");
  });

  it("says below one half that the claim was measured on other kinds of image", async () => {
    const claim = { metric: "accuracy", value: 84 / 89, n: 89 };
    const words = "The published 94.4% accuracy was measured on other kinds of image";
    const low = await viewOf(COVERED(36, 73), { claim });
    expect(low.details.join(" ")).toContain(words);
    const high = await viewOf(COVERED(37, 73), { claim });
    expect(high.details.join(" ")).not.toContain(words);
  });

  it("orders attributes by their distance where chance cannot be told", async () => {
    const { scope } = await scopeCase();
    const untold = scope.attributes.map((one, i) => ({
      ...one,
      excess: null,
      expected: null,
      p: null,
      adjustedP: null,
      differs: false,
      distance: (i + 1) / 10,
    }));
    const { attributes } = await viewOf({ attributes: untold });
    expect(attributes.map(({ difference }) => difference)).toEqual(["0.30", "0.20", "0.10"]);
    expect(attributes[0]?.beyond).toBe("chance cannot be told");
  });

  it("asks where the authors state no conditions", async () => {
    const { scope } = await scopeCase();
    const record = { ...scope.record, hasProfile: false };
    const view = await viewOf({ coverage: null, record, attributes: [], uncovered: [] });
    expect(view).toMatchObject({
      label: "Cannot be compared",
      headline: "The authors state no conditions, so this cannot be compared.",
    });
  });

  it("speaks of what was drawn where pixels of a sample were measured", async () => {
    const left = { found: 50_000, notDrawn: 48_000, listed: 0 };
    const { headline } = await viewOf({ ...COVERED(0, 2000), isWhole: false }, { left });
    expect(headline).toBe(
      "None of the 2,000 drawn at random from your 50,000 images is like the images this model was tested on.",
    );
  });
});

describe("numbers in words", () => {
  it.each([
    [0, 10, "0%"],
    [10, 10, "100%"],
    [59, 100, "59%"],
    [999, 1000, "99.9%"],
    [99_999, 100_000, ">99.9%"],
    [1, 100_000, "<0.1%"],
  ])("never says none or all where it is not: %i of %i", (k, n, text) => {
    expect(shareText(k, n)).toBe(text);
  });

  it("shortens limits of numbers and leaves names as they are", async () => {
    const { scope } = await scopeCase();
    expect(binName("brightness", "above 0.750857 to 0.804631", scope)).toBe(
      "above 0.7509 to 0.8046",
    );
    expect(binName("light", "v0.750857", scope)).toBe("v0.750857");
  });
});

describe("the page of a scope", () => {
  it("is valid HTML, whatever the data hold", async () => {
    expect(await faults(renderScopePage(await scopeCase()))).toEqual([]);
    const html = renderScopePage(await scopeCase(HOSTILE));
    expect(await faults(html)).toEqual([]);
    expect(html).not.toContain("<img");
  });

  it("stands in the report of an evaluation as a short part, valid too", async () => {
    const { scope } = await scopeCase();
    const html = renderReport({ ...INPUT, result: { ...INPUT.result, scope } });
    expect(await faults(html)).toEqual([]);
    expect(html).toContain("<h2>Is this model tested for you?</h2>");
    expect(renderReport(INPUT)).not.toContain("Is this model tested for you?");
  });

  it("is a table of bins that add up to all images, a name of which becomes no formula", async () => {
    const { scope } = await scopeCase("=1+1");
    const result = { ...INPUT.result, scope };
    const csv = csvTables({ ...INPUT, result }).find(({ name }) => name === "scope")?.text ?? "";
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    for (const { name } of scope.attributes) {
      const own = rows.filter(({ attribute }) => attribute === name);
      const sum = (key: string) => own.reduce((total, row) => total + Number(row[key]), 0);
      expect([name, sum("here"), sum("there")]).toEqual([name, 60, 120]);
    }
    expect(csvTables(INPUT).map(({ name }) => name)).not.toContain("scope");
  });

  it("says small cells, what only one side has, and what the authors say, apart", async () => {
    const { parts, regions, map } = scopePage(await scopeCase());
    expect(parts.join("\n")).toContain("3 test images: too few to count as tested");
    expect(regions.map(({ name }) => name)).toEqual([
      "Tested",
      "Expected to work, not tested",
      "Not tested",
      "Known to fail",
    ]);
    expect(regions[3]?.lines[0]).toMatch(/^in the dark \(\d+ of yours\)$/);
    const { details } = await viewOf({});
    const [, failing] = /\((\d+) of yours\)/.exec(regions[3]?.lines[0] ?? "") ?? [];
    expect(details.join(" ")).toContain(
      `${failing} of yours are of a sort on which the authors know`,
    );
    expect(map?.table.rows.length).toBe((map?.rows.length ?? 0) * (map?.columns.length ?? 0));
  });

  it("says of how many groups test images have to be, and whether pairs count", async () => {
    const input = await scopeCase();
    const { profile } = input.record;
    const record = { ...input.record, clusters: 8, profile: { ...profile!, leastClusters: 2 } };
    const howOf = (scope: Partial<ResultScope>, more = {}) =>
      scopePage({ ...input, ...more, scope: { ...input.scope, ...scope } }).how;
    expect(howOf({ k: 10, order: 2 }, { record })).toContain(
      "every attribute of it, and every two together, falls where at least 10 test images do, of at least 2 groups, and",
    );
    expect(howOf({ k: 10, order: 1 }, { record: { ...record, clusters: null } })).toContain(
      "every attribute of it falls where at least 10 test images do, and the record",
    );
  });

  it("has a letter with the numbers and what is not stated, in lines that a mail keeps", async () => {
    const { letter, questions } = scopePage(await scopeCase());
    for (const line of letter.split("\n")) expect(line.length, line).toBeLessThanOrEqual(72);
    const flat = letter.replace(/\s+/g, " ");
    for (const question of questions) expect(flat).toContain(question);
    expect(flat).toContain("Dear authors,");
    expect(flat).toContain("120 images");
    expect(flat).toContain(
      "At which sites were the test images taken? The record does not state it.",
    );
    expect(flat).not.toContain("of yours");
  });

  it("fits a terminal of 80 columns", async () => {
    const lines = scopeText(scopeView(await scopeCase()), LOOK).split("\n");
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines[0]).toBe("◐ PARTLY TESTED FOR YOU");
  });
});
