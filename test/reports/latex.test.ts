import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { latexReport, latexTables } from "../../src/reports/latex.js";
import { latexText } from "../../src/reports/latex-text.js";
import { HOSTILE, hostileInput, INPUT } from "./fixtures.js";

const report = evaluationReport(INPUT);

/** What TeX's own rules make of the commands that the text may hold: the text as it is read. */
const READ: readonly (readonly [RegExp, string])[] = [
  [/\\textbackslash\{\}/g, "\\"],
  [/\\textasciicircum\{\}/g, "^"],
  [/\\textasciitilde\{\}/g, "~"],
  [/\\textless\{\}/g, "<"],
  [/\\textgreater\{\}/g, ">"],
  [/\\textbar\{\}/g, "|"],
  [/\{\\char96\}/g, "`"],
  [/\{(\[|\]|\*)\}/g, "$1"],
  [/-\{\}/g, "-"],
  [/''/g, '"'],
];

function readBack(latex: string): string {
  // Marks keep what was read from being read once more.
  const read: string[] = [];
  const mark = (text: string): string => `\u27e6${read.push(text) - 1}\u27e7`;
  let text = latex.replace(/\\([{}$&#%_])/g, (_, sign: string) => mark(sign));
  for (const [command, sign] of READ) {
    text = text.replace(command, (all) => mark(all.replace(command, sign)));
  }
  expect(text, "nothing else that TeX would run").not.toMatch(/[\\{}$&#%_^~]/);
  return text.replace(/\u27e6(\d+)\u27e7/g, (_, at: string) => read[Number(at)] ?? "");
}

/** Commands, braces and environments that open and close in turn. */
function expectBalanced(latex: string): void {
  const open: string[] = [];
  for (const [, begin, end] of latex.matchAll(/\\begin\{(\w+)\}|\\end\{(\w+)\}/g)) {
    if (begin !== undefined) open.push(begin);
    else expect(open.pop()).toBe(end);
  }
  expect(open).toEqual([]);
  let depth = 0;
  for (const [sign] of latex.replace(/\\[\\{}]|(?<!\\)%.*/g, "").matchAll(/[{}]/g)) {
    depth += sign === "{" ? 1 : -1;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(depth).toBe(0);
}

/** Cells of each row of each table. */
function widthsOf(latex: string): number[][] {
  return [...latex.matchAll(/\\toprule\n([\s\S]*?)\\bottomrule/g)].map(([, body = ""]) =>
    body
      .split("\n")
      .filter((line) => line.endsWith("\\\\"))
      .map((line) => line.split(/(?<!\\)&/).length),
  );
}

describe("latexText", () => {
  it("is read as the text it was made from, whatever is in it", () => {
    const text = fc.string({ unit: fc.constantFrom(..."\\{}$&#%_^~<>|`[]*-'ab 1?!@=+:;/(),.") });
    fc.assert(
      fc.property(text, (given) => {
        // Two apostrophes are typeset as a closing quote, which is how a straight one is set too.
        fc.pre(!given.includes("''"));
        expect(readBack(latexText(given))).toBe(given);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no TeX in hostile text", () => {
    for (const text of [
      ...HOSTILE,
      "\\input{/etc/passwd}",
      "\\write18{id}",
      "%\n}\\end{document}",
    ]) {
      const latex = latexText(text).replace(/\\hgunicode\{.\}\{\{\[\}U\+[0-9A-F]+\{\]\}\}/gu, "?");
      readBack(latex.replace(/\\ldots\{\}/g, "..."));
    }
  });

  it("sets accents and signs without a package, and other letters where TeX has them", () => {
    expect(latexText("Fuchs-Bär, naïve façade, Łódź −5 ± 2 × ≥ 20 °C — “so”…")).toBe(
      "Fuchs-B\\\"{a}r, na\\\"{i}ve fa\\c{c}ade, \\L{}\\'{o}d\\'{z} $-$5 $\\pm$ 2 $\\times$ $\\geq$ 20 $^{\\circ}$C --- ``so''\\ldots{}",
    );
    expect(latexText("狐 fox")).toBe("\\hgunicode{狐}{{[}U+72D0{]}} fox");
    expect(latexText("a\u202eb\u0000c")).toBe("a?b?c");
    expect(latexText("a--b---c")).toBe("a-{}-b-{}-{}-c");
  });
});

describe("latexReport", () => {
  it("has the answer, the figures with intervals and n, the tables and the methods", () => {
    const latex = latexReport(report);
    expect(latex).toContain("The published 94.4\\% accuracy does not hold on your images.");
    expect(latex).toContain("Accuracy & 30.1\\% & {[}20.8, 41.4{]} & 73 images \\\\");
    expect(latex).toContain("lymphocyte & 0 & 5 & 21 & 2 \\\\");
    expect(latex).toContain("neutrophil & 5 of 25 {[}9, 39{]}\\% & 5 of 6 {[}44, 97{]}\\% \\\\");
    expect(latex).toContain(latexText(report.methods.split("\n\n")[0] ?? ""));
    expect(latex).not.toContain("s2\\_049.png"); // files are for whoever has them
    expect([...latex.matchAll(/\\usepackage.*/g)].map(String)).toEqual(["\\usepackage{booktabs}"]);
  });

  it("has every table as a file of its own, each of booktabs alone", () => {
    const tables = latexTables(report);
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["figures", "estimates", "verdicts", "confusion"]),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const { name, text } of tables) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(text.match(/\\begin\{tabular\}/g)).toHaveLength(1);
      expectBalanced(text);
    }
  });

  it("stays balanced and rectangular, whatever the names", () => {
    for (const text of ["&", "\\\\ \\hline", "}", "{", "%", "\\end{tabular}", "狐", ...HOSTILE]) {
      const latex = latexReport(evaluationReport(hostileInput(text)));
      expectBalanced(latex);
      const widths = widthsOf(latex);
      expect(widths.length).toBeGreaterThan(3);
      for (const table of widths) expect(new Set(table).size, text).toBe(1);
    }
  });
});

const TEX = spawnSync("pdflatex", ["--version"]).status === 0;

describe.skipIf(!TEX)("LaTeX (skipped where there is no pdflatex)", () => {
  it.each([
    ["the example", report],
    [
      "hostile names",
      evaluationReport(hostileInput(`狐 é ${HOSTILE.join(" ")} \\x $ & # _ ^ ~ % {`)),
    ],
  ])("sets %s without an error, and each table by itself", (_, given) => {
    const folder = mkdtempSync(join(tmpdir(), "homeground-tex-"));
    const inputs = latexTables(given).map(({ name, text }) => {
      writeFileSync(join(folder, `${name}.tex`), text);
      return `\\input{${name}}\\par`;
    });
    const own = `\\documentclass{article}\\usepackage{booktabs}\\begin{document}${inputs.join("\n")}\\end{document}`;
    writeFileSync(join(folder, "own.tex"), own);
    writeFileSync(join(folder, "report.tex"), latexReport(given));
    for (const file of ["report.tex", "own.tex"]) {
      const args = ["-interaction=nonstopmode", "-halt-on-error", "-draftmode", file];
      const { status, stdout } = spawnSync("pdflatex", args, { cwd: folder, encoding: "utf8" });
      expect(status, stdout.slice(-2000)).toBe(0);
    }
    rmSync(folder, { recursive: true });
  });
});
