import { describe, expect, it } from "vitest";
import { confidenceSection } from "../../src/analyses/confidence/section.js";
import type { GapView } from "../../src/analyses/gap/gap-view.js";
import { gapSection } from "../../src/analyses/gap/section.js";
import { mistakesSection } from "../../src/analyses/mistakes/section.js";
import { evaluationReport } from "../../src/analyses/report.js";
import { markdownReport } from "../../src/reports/markdown.js";
import { HOSTILE, hostileInput, INPUT } from "./fixtures.js";

describe("markdownReport", () => {
  const markdown = markdownReport(evaluationReport(INPUT));

  it("opens with the answer", () => {
    expect(markdown.split("\n").slice(0, 3)).toEqual([
      "# The published 94.4% accuracy does not hold on your images. Here it is about 30%.",
      "",
      expect.stringMatching(/^\*\*Fails here\.\*\* 22 of your 73 images got the right label/),
    ]);
  });

  it("has the figures and the classes as tables", () => {
    expect(markdown).toContain(
      "| Accuracy | 30.1% | \\[20.8, 41.4\\] | 73 images | The share of images with the right label. |",
    );
    expect(markdown).toContain("| lymphocyte | 0 | 5 | 21 | 2 |");
    expect(markdown).toContain("| neutrophil | 5 of 25 \\[9, 39\\]% | 5 of 6 \\[44, 97\\]% |");
  });

  it("keeps every table rectangular, whatever the names", () => {
    for (const text of ["a|b", ...HOSTILE]) {
      const report = markdownReport(evaluationReport(hostileInput(text)));
      const tables = report.split("\n\n").filter((block) => block.startsWith("| "));
      expect(tables.length).toBeGreaterThan(2);
      for (const table of tables) {
        const widths = table.split("\n").map((row) => row.replace(/\\./g, "").split("|").length);
        expect(new Set(widths).size, table).toBe(1);
      }
    }
  });

  it("lets no markup, link or fence in from data", () => {
    const text = "<b>x</b> ![p](https://x.example/p.png) www.x.example ```sh @someone";
    const report = markdownReport(evaluationReport(hostileInput(text)));
    const outside = report.replace(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, "");
    expect(outside).not.toMatch(/(?<!\\)[<`@]|(?<!\\)\]\(|https?:|www\./);
    expect(report).toMatch(/\n````sh\n.*```sh.*\n````\n$/);
  });

  it("has everything that the page says", () => {
    const report = evaluationReport(INPUT);
    const gap = gapSection.view(INPUT) as GapView;
    const confidence = confidenceSection.view(INPUT);
    for (const text of [
      ...report.limits,
      ...report.warnings.map((one) => one.title),
      ...report.how.map(({ value }) => value),
      ...report.methods.split("\n\n"),
      ...report.references,
      ...(mistakesSection.view(INPUT)?.tiles ?? []).map(({ file }) => file),
      ...report.listed.groups.map(({ fix }) => fix),
      ...report.actions.map(({ what }) => what),
      gap.finding,
      gap.reweighted,
      confidence?.kept[3]?.right,
      report.answers[0]?.difference?.reading,
      report.lead,
      report.command,
    ]) {
      expect(typeof text).toBe("string");
      expect(markdown.replace(/\\([^A-Za-z0-9\s])/g, "$1")).toContain(text);
    }
    expect(markdown.match(/^#+ .+/gm)?.map((line) => line.replace(/^#+ /, ""))).toEqual(
      expect.arrayContaining(["What this does not tell you", "Can its confidence warn you?"]),
    );
  });

  it("starts no list, rule, code or formula with data", () => {
    for (const text of ["1. x", "- x", "+ x", "    x", "=== x", "--- x", "$x$", "~~~ x"]) {
      const report = { ...evaluationReport(INPUT), brief: text, limits: [text], lead: text };
      const written = markdownReport({
        ...report,
        listed: { ...report.listed, sum: text },
        methods: text,
        references: [],
      });
      const lines = written
        .split("\n")
        .filter((line) => line.includes("x") && !/^[|#*]/.test(line));
      const own = lines.filter((line) => line.replace(/\\/g, "").trim().endsWith(text.trim()));
      expect(own.length).toBeGreaterThan(1);
      for (const line of own) {
        expect(line.replace(/^- /, "")).not.toMatch(/^(\s|\d+[.)] |[-+=~$]|~~~)/);
      }
    }
  });
});
