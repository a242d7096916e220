import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { HtmlValidate } from "html-validate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/node/reports/html-report.js";
import { HOSTILE, hostileInput, INPUT } from "../reports/fixtures.js";
import { PAGES } from "../support/report-pages.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

const ROLES = ["table", "row", "cell", "rowheader", "region"];

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // A row of a plot is a label, a drawing and a figure: a table for those who listen, laid out as
    // no table can be, so its roles are written out. What scrolls is a region: no part of the text.
    "prefer-native-element": ["error", { exclude: ROLES }],
  },
});

/** What is wrong with a page, as `line:column rule: message`. */
async function faults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results
    .flatMap(({ messages }) => messages)
    .map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`);
}

describe("the HTML of a report", () => {
  it.each(PAGES.map(([name]) => name))("is valid: %s", async (name) => {
    const input = PAGES.find(([one]) => one === name)?.[1] ?? INPUT;
    expect(await faults(renderReport(input))).toEqual([]);
  });

  it("is valid whatever the data hold", async () => {
    for (const text of HOSTILE) {
      expect(await faults(renderReport(hostileInput(text))), text).toEqual([]);
    }
  });

  it.each([
    ["an id that is there twice", "</main>", '<p id="main"></p></main>', "no-dup-id"],
    ["a block in a paragraph", "</main>", "<p>a<div>b</div></p></main>", "close-order"],
    ["a paragraph in a list", "</main>", "<ul><p>a</p></ul></main>", "element-permitted-content"],
    ["a picture without words", "</main>", '<img src="data:,"></main>', "wcag/h37"],
    ["a label of nothing", "</main>", '<p aria-label="x"></p></main>', "aria-label-misuse"],
  ])("is looked at by a tool that sees %s", async (_name, place, planted, rule) => {
    const html = renderReport(INPUT).replace(place, planted);
    expect((await faults(html)).join("\n")).toContain(rule);
  });
});

describe("the pages that the built program writes", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "homeground-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([["demo"], ["demo photographs"]])("are valid: %s", async (command) => {
    const out = join(folder, command);
    const args = [MAIN, ...command.split(" "), "--out", out];
    execFileSync(process.execPath, args, { stdio: "ignore" });
    expect(await faults(readFileSync(join(out, "report.html"), "utf8"))).toEqual([]);
  });
});
