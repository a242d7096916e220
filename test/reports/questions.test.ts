import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import type { Analysis } from "../../src/analyses/analysis.js";
import ReportBody from "../../src/analyses/ReportBody.svelte";
import { ANALYSES } from "../../src/analyses/registry.js";
import { evaluationReport } from "../../src/analyses/report.js";
import { renderReport } from "../../src/node/reports/html-report.js";
import { latexReport } from "../../src/reports/latex.js";
import { markdownReport } from "../../src/reports/markdown.js";
import { QUESTION_ORDER, type QuestionId } from "../../src/reports/question-order.js";
import { plainSummary, terminalSummary } from "../../src/reports/terminal.js";
import { registered } from "../additions/registered.js";
import { PAGES } from "../support/report-pages.js";
import { INPUT } from "./fixtures.js";

/** An analysis that answers a question, in every form of a report. */
function telling(question: QuestionId): Analysis<string> {
  const text = `This answers ${question}.`;
  return {
    id: `telling-${question}`,
    section: {
      anchor: `telling-${question}`,
      question,
      paper: true,
      view: () => text,
      title: () => `Told of ${question}`,
      answer: () => `In short, ${question}.`,
      blocks: () => [{ kind: "paragraph", text }],
      summary: () => [text],
    },
  };
}

/** Where each of the texts stands; −1 where it does not. */
function placesOf(text: string, parts: readonly string[]): number[] {
  return parts.map((part) => text.indexOf(part));
}

function expectRising(places: readonly number[]): void {
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

describe("questions of a report", () => {
  it("has one order in page, Markdown, LaTeX, terminal, log and app", async () => {
    // Listed the other way round: the order is that of the questions.
    const add = (ids: readonly QuestionId[], during: () => Promise<void>): Promise<void> => {
      const [first, ...others] = ids;
      if (first === undefined) return during();
      return registered(ANALYSES as Analysis[], telling(first), () => add(others, during));
    };
    await add([...QUESTION_ORDER].reverse(), async () => {
      const report = evaluationReport(INPUT);
      expect(report.questions.map(({ id }) => id)).toEqual(QUESTION_ORDER);
      const texts = QUESTION_ORDER.map((id) => `This answers ${id}.`);
      const log = plainSummary(report, { report: null, result: null });
      const terminal = terminalSummary(report, { colour: false, unicode: true, width: 200 });
      const app = render(ReportBody, { props: { report: structuredClone(report) } }).body;
      for (const text of [renderReport(INPUT), app, markdownReport(report), log, terminal]) {
        expectRising(placesOf(text, texts));
      }
      expectRising(placesOf(latexReport(report), texts));
      expectRising(
        placesOf(
          app,
          QUESTION_ORDER.map((id) => `id="ask-${id}"`),
        ),
      );
    });
  });

  it.each(PAGES.map(([name, input]) => [name, input] as const))(
    "folds all of %s but the verdict and what stands beside it",
    (_, input) => {
      const html = typeof input === "string" ? input : renderReport(input);
      const folds = [...html.matchAll(/<details class="q" id="ask-([a-z-]+)"([^>]*)>/g)];
      expect(folds.length).toBeGreaterThan(3);
      for (const [, , attributes] of folds) expect(attributes).not.toContain("open");
      const ids = folds.map(([, id]) => id as QuestionId);
      expect(ids).toEqual(QUESTION_ORDER.filter((id) => ids.includes(id)));
      const start = html.indexOf('<section class="qs" id="questions"');
      for (const anchor of ["todo", "figures", "limits", "listed", "how"]) {
        expect(html.indexOf(`<section class="blk" id="${anchor}">`), anchor).toBeGreaterThan(start);
      }
      expect(html.indexOf("<h1")).toBeLessThan(start);
    },
  );

  it("says the answer in short in the folded line", () => {
    const html = renderReport(INPUT);
    const line = (id: QuestionId) =>
      new RegExp(`id="ask-${id}"[\\s\\S]*?<span class="qa">([^<]*)</span>`).exec(html)?.[1];
    // Not the figure once more, which the verdict says.
    expect(line("mixed-up")).toMatch(/^It says monocyte for 54 of 73\. There are 11\.$/);
    expect(line("why")).toMatch(/^The largest step: /);
    expect(line("sureness")).toMatch(/^\d+% sure or more: \d+ of \d+ right\.$/);
    expect(line("do-now")).toBe(evaluationReport(INPUT).actions[0]?.what);
  });

  it("says it once: behind the line is what shows it", () => {
    const decoded = (text: string) =>
      text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&").trim();
    const texts = (html: string) =>
      [...html.matchAll(/<(?:p|li|span)\b([^>]*)>([^<]+)</g)].flatMap(([, tag = "", text = ""]) =>
        /aria-hidden/.test(tag) ? [] : [decoded(text)],
      );
    for (const [name, input] of PAGES) {
      const html = renderReport(input);
      for (const { id, anchor, answer } of evaluationReport(input).questions) {
        const start = html.indexOf(`id="${anchor}"`);
        const next = html.indexOf('<details class="q"', start);
        const said = texts(html.slice(start, next < 0 ? undefined : next));
        const times = said.filter((text) => text === answer).length;
        expect(times, `${name}: ${id}`).toBe(answer === null ? 0 : 1);
      }
    }
  });

  it("says nothing beside a question that stands beside the verdict, where there is one of a kind", async () => {
    const first = telling("where");
    const blocks = [{ kind: "paragraph" as const, text: "In short, where." }];
    const beside = { part: "places" as const, title: "", paper: false, blocks, lines: [] };
    const told = { ...first, section: { ...first.section!, first: () => beside } };
    const second = { ...told, id: "telling-again" };
    await registered(ANALYSES as Analysis[], told as Analysis, async () => {
      await registered(ANALYSES as Analysis[], second as Analysis, async () => {
        const html = renderReport(INPUT);
        expect(html.split("In short, where.")).toHaveLength(2);
        expect(html.split('id="first-places"')).toHaveLength(2);
      });
    });
  });

  it("leaves out a question that nothing answers", () => {
    expect(evaluationReport(INPUT).questions.map(({ id }) => id)).not.toContain("changed");
  });

  it("fails where an analysis shows something and says no question", async () => {
    const { section, ...rest } = telling("why");
    const { question: _, ...without } = section!;
    const silent = { ...rest, section: without } as unknown as Analysis;
    await registered(ANALYSES as Analysis[], silent, async () => {
      expect(() => evaluationReport(INPUT)).toThrow("telling-why: its section answers no question");
    });
  });
});
