import { element } from "./elements.js";

/** The one label of the page that shows a row beside its mark, and the one place that reads it out. */
export interface Tip {
  /**
   * Puts lines beside `mark`; the first is the row's name or its sentence. Of a wide mark, such as a
   * row, beside the pointer.
   */
  show(lines: readonly string[], mark: Element, pointerX?: number): void;
  hide(): void;
  /** Has a screen reader say `text` when it has done with what it says. */
  say(text: string): void;
  /** Whether the pointer went over to the label. */
  holds(target: EventTarget | null): boolean;
}

const EDGE_PX = 8;
const WIDE_PX = 80;

export function createTip(): Tip {
  const label = element("div", { class: "ptip", "aria-hidden": "true", hidden: "" });
  const live = element("p", { class: "vh", role: "status" });
  (document.querySelector("main") ?? document.body).append(label, live);
  let beside: Element | null = null;
  let at: number | undefined;

  function place(): void {
    if (beside === null) return;
    const mark = beside.getBoundingClientRect();
    // What is left of the window's width would make it narrow.
    label.style.left = "0";
    const own = label.getBoundingClientRect();
    const right = document.documentElement.clientWidth - own.width - EDGE_PX;
    const left = (mark.width > WIDE_PX && at ? at : mark.x + mark.width / 2) - own.width / 2;
    const above = mark.y - own.height - EDGE_PX;
    label.style.left = `${Math.max(EDGE_PX, Math.min(left, right))}px`;
    const top = above >= EDGE_PX ? above : mark.bottom + EDGE_PX;
    const lowest = document.documentElement.clientHeight - own.height - EDGE_PX;
    label.style.top = `${Math.min(top, lowest)}px`;
  }

  function hide(): void {
    beside = null;
    label.hidden = true;
  }

  addEventListener("scroll", place, { passive: true, capture: true });
  addEventListener("resize", place);
  label.addEventListener("pointerleave", hide);
  return {
    show(lines, mark, pointerX) {
      const [first = "", ...others] = lines;
      const name = element(others.length > 0 ? "b" : "span", {}, first);
      label.replaceChildren(name, ...others.map((line) => element("span", {}, line)));
      beside = mark;
      at = pointerX;
      label.hidden = false;
      place();
    },
    hide,
    say(text) {
      live.textContent = text;
    },
    holds: (target) => target instanceof Node && label.contains(target),
  };
}
