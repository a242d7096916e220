import { element, setAttributes } from "./elements.js";

/** How far PageUp and PageDown go, here and in a drawing. */
export const PAGE_ROWS = 10;

export interface Slider {
  /** Moves the handle without telling `onMove`. */
  set(row: number): void;
}

/**
 * Puts a slider over the rows of a plot above its drawing; beside it stands the row, which a screen
 * reader says when it changes.
 *
 * @param explore what the slider moves and the row that it stands at
 * @param said row → its name, as the slider's value, and its sentence
 */
export function addSlider(
  drawing: HTMLElement,
  explore: { readonly label: string; readonly row: number; readonly rows: number },
  said: (row: number) => { readonly name: string; readonly sentence: string },
  onMove: (row: number) => void,
): Slider {
  const id = `${drawing.parentElement?.id}-slider`;
  const input = element("input", { type: "range", id, min: "0", max: `${explore.rows - 1}` });
  const label = element("label", { for: id }, explore.label);
  const output = element("output", { for: id });
  const box = element("div", { class: "psl" });
  box.append(label, input, output);
  drawing.before(box);

  function set(row: number): void {
    input.value = String(row);
    const { name, sentence } = said(row);
    setAttributes(input, { "aria-valuetext": name });
    output.value = sentence;
  }

  function move(row: number): void {
    set(row);
    onMove(input.valueAsNumber);
  }

  input.addEventListener("input", () => move(input.valueAsNumber));
  input.addEventListener("keydown", (event) => {
    const step = { PageUp: PAGE_ROWS, PageDown: -PAGE_ROWS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(Math.max(0, Math.min(explore.rows - 1, input.valueAsNumber + step)));
  });
  set(explore.row);
  return { set };
}
