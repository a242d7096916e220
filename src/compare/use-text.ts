import { FIGURES, figureText } from "../analyses/application/words.js";
import { column, paragraph, stacked, table } from "../reports/document-blocks.js";
import type { DocumentBlock, DocumentCell } from "../reports/document-types.js";
import { percent, signed } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import type { ComparedUse, Comparison } from "./comparison.js";
import { COMPARISON } from "./words.js";

const MOST_FIGURES = 60;
const MOST_MODELS = 12;

/** A figure of use in words, with the label that it is of. */
export function useName(figure: string, label: string | null): string {
  const name = Object.hasOwn(FIGURES, figure) ? FIGURES[figure]!.name : shown(figure, 60);
  return label === null ? name : `${name}: ${shown(label, 60)}`;
}

/** What answers of each model lead to, a row a figure. */
export function useBlocks({ uses, models, level }: Comparison): readonly DocumentBlock[] {
  if (uses === undefined || uses.length === 0) return [];
  const shownModels = models.slice(0, MOST_MODELS);
  return [
    ...paragraph(COMPARISON.usesLead({ share: percent(1 - level, 0) })),
    ...stacked(
      table<DocumentCell>(
        "uses",
        COMPARISON.uses,
        [
          column(COMPARISON.usesFigure),
          ...shownModels.map(({ name }) => column(shown(name, 60), "number")),
          column(COMPARISON.usesTold, "wide"),
        ],
        uses.slice(0, MOST_FIGURES).map((use) => [
          useName(use.figure, use.label),
          ...use.models.slice(0, MOST_MODELS).map(
            ({ value }): DocumentCell => ({
              text: valueText(use, value),
              aside: null,
              value,
            }),
          ),
          toldText(use),
        ]),
      ),
    ),
  ];
}

function valueText({ of, figure }: ComparedUse, value: number): string {
  if (of === "difference") return `${signed(value * 100, 1)}%`;
  return figureText(Object.hasOwn(FIGURES, figure) ? FIGURES[figure]!.scale : "number", value);
}

function toldText({ pairs }: ComparedUse): string {
  const told = pairs.filter((pair) => pair.told);
  if (told.length === 0) return COMPARISON.usesNone;
  return told
    .map(({ a, b, better }) => {
      const [first, second] = better === "b" ? [b, a] : [a, b];
      const names = { first: shown(first, 60), second: shown(second, 60) };
      return better === null ? COMPARISON.usesApart(names) : COMPARISON.usesBetter(names);
    })
    .join(", ");
}
