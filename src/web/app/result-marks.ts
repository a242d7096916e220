import type { EvaluationReport } from "../../reports/evaluation-report.js";
import { counted, grouped } from "../../reports/numbers.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import { SELECTION } from "../../reports/words/app/gallery.js";
import { partOfMark } from "../../session/mark-parts.js";
import type { SelectionShares } from "../../session/part-members.js";
import { selectionText } from "../../session/selection.js";
import { clearShare, drawShare } from "./mark-shares.js";
import { rove } from "./roving.js";

type Mark = HTMLElement | SVGElement;

/** The marks of a report in the page that stand for images. */
export interface ResultMarks {
  /** What they stand for, each once. */
  readonly parts: readonly SelectionPart[];
  /** What the mark at an element stands for; null of none. */
  partAt(target: EventTarget | null): SelectionPart | null;
  /** Outlines the marks that are chosen. */
  outline(isChosen: (part: SelectionPart) => boolean): void;
  /** Draws the share of a selection in every mark, and says it; null: there is none. */
  share(shares: SelectionShares | null, unit: string): void;
}

/** @param root holds the report, with what its script does */
export function createResultMarks(root: HTMLElement, report: EvaluationReport): ResultMarks {
  const parts: SelectionPart[] = [];
  const places = new Map<string, number>();
  const marks = new Map<Mark, number>();
  const add = (mark: Mark, figure: string, row: number): void => {
    const part = partOfMark(report, figure, row);
    if (part === null) return;
    const text = selectionText([part]);
    let place = places.get(text);
    if (place === undefined) {
      place = parts.push(part) - 1;
      places.set(text, place);
    }
    marks.set(mark, place);
    mark.classList.add("pick");
  };
  for (const mark of root.querySelectorAll<Mark>("figure[data-plot] [data-row]")) {
    add(mark, mark.closest("figure")?.id ?? "", Number(mark.dataset["row"]));
  }
  for (const table of root.querySelectorAll("table:has(td[data-figure])")) {
    const cells = [...table.querySelectorAll<HTMLTableCellElement>("td[data-figure]")];
    const buttons = cells.map(buttonIn);
    for (const [at, { dataset, parentElement }] of cells.entries()) {
      const row = (parentElement as HTMLTableRowElement).sectionRowIndex;
      add(buttons[at]!, dataset["figure"] ?? "", row);
    }
    const figures = new Set(cells.map(({ dataset }) => dataset["figure"])).size;
    if (figures > 1) rove(buttons, figures);
  }

  return {
    parts,
    partAt(target) {
      if (!(target instanceof Element)) return null;
      const mark = target.closest<Mark>(".pick");
      const place = mark === null ? undefined : marks.get(mark);
      return place === undefined ? null : (parts[place] ?? null);
    },
    outline(isChosen) {
      const chosen = parts.map(isChosen);
      for (const [mark, place] of marks) {
        mark.classList.toggle("chosen", chosen[place]);
        if (mark instanceof HTMLButtonElement) mark.ariaPressed = String(chosen[place]);
      }
    },
    share(shares, unit) {
      for (const [mark, place] of marks) {
        const all = shares?.all[place] ?? 0;
        const chosen = shares?.chosen[place] ?? 0;
        if (all === 0) clearShare(mark);
        else {
          const words = { chosen: grouped(chosen), all: counted(all, unit) };
          drawShare(mark, chosen / all, SELECTION.share(words));
        }
      }
    },
  };
}

/** What a cell holds, made a button. */
function buttonIn(cell: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pickb";
  button.append(...cell.childNodes);
  cell.append(button);
  return button;
}
