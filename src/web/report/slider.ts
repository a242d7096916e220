import { element, setAttributes } from "./elements.js";
import { type PlotData, rowSentence } from "./plot-data.js";
import { PAGE_ROWS } from "./target-row.js";

export interface Slider {
  /** Moves the handle without telling `onMove`. */
  set(row: number): void;
}

/**
 * Puts a slider over the rows of a plot above its drawing; beside it stands the row, which a screen
 * reader says when it changes.
 *
 * @param explore what the slider moves, the row that it stands at, their number, and whether what
 *   the rows are named by falls from the first to the last: to the right is more, whatever their order
 */
export function addSlider(
  drawing: HTMLElement,
  explore: {
    readonly label: string;
    readonly row: number;
    readonly rows: number;
    readonly isFalling: boolean;
  },
  data: PlotData,
  onMove: (row: number) => void,
): Slider {
  const id = `${drawing.parentElement?.id}-slider`;
  const last = explore.rows - 1;
  const input = element("input", { type: "range", id, min: "0", max: `${last}` });
  const label = element("label", { for: id }, explore.label);
  const output = element("output", { for: id });
  const box = element("div", { class: "psl" });
  box.append(label, input, output);
  drawing.before(box);

  const turned = (at: number): number => (explore.isFalling ? last - at : at);

  function set(row: number): void {
    input.value = String(turned(row));
    const found = data.rows[row];
    setAttributes(input, { "aria-valuetext": found?.cells[0]?.text ?? "" });
    output.value = found === undefined ? "" : rowSentence(data, found);
  }

  function move(to: number): void {
    const row = turned(Math.max(0, Math.min(last, to)));
    set(row);
    onMove(row);
  }

  input.addEventListener("input", () => move(input.valueAsNumber));
  input.addEventListener("keydown", (event) => {
    const step = event.key === "PageUp" ? PAGE_ROWS : event.key === "PageDown" ? -PAGE_ROWS : 0;
    if (step === 0) return;
    event.preventDefault();
    move(input.valueAsNumber + step);
  });
  set(explore.row);
  return { set };
}
