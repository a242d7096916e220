import { visibleLines } from "../../core/visible-text.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { counted, grouped, listed } from "../../reports/numbers.js";
import { figureText } from "../../reports/record-figure-text.js";
import { shown } from "../../reports/text.js";
import type { ResultScope } from "../../results/scope-result.js";
import { cellText, shareText, thereText } from "./scope-words.js";
import { SCOPE_LETTER, SCOPE_QUESTIONS } from "./words.js";

const MOST_OF_A_KIND = 3;
const WIDTH = 72;

/** What to ask the authors of a record: what is not tested, and what they do not state. */
export function scopeQuestions(scope: ResultScope, record: TransparencyRecord): string[] {
  const { facts } = record;
  const { regions, notCompared } = scope;
  const words = (text: string): string => shown(text, 300).replace(/[.\s]+$/, "");
  const only = notCompared.filter((one) => one.only === "record").map(({ name }) => name);
  const missing = (value: string | null): boolean => value === null || value.trim() === "";
  return [
    ...scope.uncovered
      .slice(0, MOST_OF_A_KIND)
      .map(({ cell }) => SCOPE_QUESTIONS.part({ part: cellText(cell, scope) })),
    ...regions.knownToFail
      .filter(({ images }) => images !== 0)
      .slice(0, MOST_OF_A_KIND)
      .map((region) => SCOPE_QUESTIONS.failing({ words: words(region.words) })),
    ...regions.expected
      .slice(0, MOST_OF_A_KIND)
      .map((region) => SCOPE_QUESTIONS.expected({ words: words(region.words) })),
    ...(record.profile === null ? [SCOPE_QUESTIONS.conditions] : []),
    ...(only.length === 0 || scope.images === 0
      ? []
      : [SCOPE_QUESTIONS.only({ names: listed(only.map((name) => shown(name, 40))) })]),
    ...(record.clusters === null ? [SCOPE_QUESTIONS.groups] : []),
    ...(scope.warnings.includes("scope/sparse-test-set") ? [SCOPE_QUESTIONS.sparse] : []),
    ...(missing(facts.sites) ? [SCOPE_QUESTIONS.sites] : []),
    ...(missing(facts.devices) ? [SCOPE_QUESTIONS.devices] : []),
    ...(missing(facts.populations) ? [SCOPE_QUESTIONS.populations] : []),
    ...(missing(facts.howChosen) ? [SCOPE_QUESTIONS.howChosen] : []),
  ];
}

/** A letter to the authors in plain text, filled with the figures; lines of at most 72 letters. */
export function scopeLetter(
  scope: ResultScope,
  questions: readonly string[],
  record: TransparencyRecord,
  version: string,
): string {
  const { facts, claims, model, title, id } = record;
  const names = facts.authors.map(({ name }) => shown(name, 60));
  const [claim] = claims;
  const paragraph = (text: string): string[] => [...folded(text, ""), ""];
  const points = (texts: readonly string[], mark: (i: number) => string): string[] => [
    ...texts.flatMap((text, i) => folded(text, mark(i))),
    "",
  ];
  const lines = [
    ...paragraph(
      SCOPE_LETTER.to({ authors: names.length === 0 ? SCOPE_LETTER.authors : listed(names) }),
    ),
    ...paragraph(
      SCOPE_LETTER.intent({
        model: shown(model.name, 80),
        title: shown(title, 120),
        id: id.slice(0, 16),
      }),
    ),
    ...paragraph(claim === undefined ? SCOPE_LETTER.noFigure : figureText(claim)),
    ...paragraph(comparedText(scope)),
    ...(scope.uncovered.length === 0
      ? []
      : [...paragraph(SCOPE_LETTER.parts), ...points(partLines(scope), () => "- ")]),
    ...(questions.length === 0
      ? []
      : [...paragraph(SCOPE_LETTER.ask), ...points(questions, (i) => `${i + 1}. `)]),
    ...paragraph(SCOPE_LETTER.close({ version })),
    SCOPE_LETTER.regards,
  ];
  return visibleLines(lines.join("\n"));
}

function comparedText({ coverage, covered, images }: ResultScope): string {
  if (coverage === null) return SCOPE_LETTER.notCompared;
  return SCOPE_LETTER.compared({
    images: counted(images, "image"),
    covered: grouped(covered),
    share: shareText(covered, images),
  });
}

function partLines(scope: ResultScope): string[] {
  return scope.uncovered.map(({ cell, here, there }) =>
    SCOPE_LETTER.part({
      part: cellText(cell, scope),
      n: grouped(here),
      share: shareText(here, scope.images),
      there: thereText(there, scope),
    }),
  );
}

/** A text in lines; those after the first stand under the text, not under its mark. */
function folded(text: string, mark: string): string[] {
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(" ")) {
    const isStart = line === mark || line.trim() === "";
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(mark.length) + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}
