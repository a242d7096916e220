import type { RecountCheck, RecountView } from "../../records/page/recount-view.js";
import { RECOUNT } from "../../records/words/record-page.js";

/** The parts of the panel that the page brings, and what is written into them. */
export interface Panel {
  readonly root: HTMLElement;
  readonly stated: string;
  readonly id: string;
  readonly bytes: number;
  readonly units: number;
  /** What is counted: `image`. */
  readonly unit: string;
  /** Name of the script that holds the files once more; null where there is none. */
  readonly copy: string | null;
  readonly dots: HTMLElement;
  readonly dotsSay: HTMLElement;
  /** How far the panel is, for whoever looks at the page from outside: `same`, `differs`, `failed`. */
  state(state: PanelState): void;
  title(text: string): void;
  says(lines: readonly string[]): void;
  buttons(...buttons: readonly PanelButton[]): void;
  /** For those who cannot see the panel change. */
  announce(text: string): void;
  result(view: RecountView): void;
  /** Back to before counting. */
  reset(): void;
}

/** `asks` waits for a button; `nothing` cannot count here. */
export type PanelState =
  | "asks"
  | "counting"
  | "same"
  | "differs"
  | "failed"
  | "stopped"
  | "nothing";

export interface PanelButton {
  readonly text: string;
  readonly primary?: true;
  readonly press: () => void;
}

/** @returns null where the page has no figure that can be counted again */
export function findPanel(): Panel | null {
  const root = document.getElementById("recount");
  if (root === null || root.dataset["bytes"] === undefined) return null;
  const part = (name: string): HTMLElement => {
    const found = root.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (found === null) throw new Error(`the panel has no ${name}`);
    return found;
  };
  const [title, says, row, rest] = ["title", "says", "buttons", "rest"].map(part);
  const [checks, status, dots, dotsSay] = ["checks", "status", "dots", "dots-say"].map(part);
  if (!title || !says || !row || !rest || !checks || !status || !dots || !dotsSay) return null;
  const data = root.dataset;
  title.tabIndex = -1;
  return {
    root,
    dots,
    dotsSay,
    stated: data["stated"] ?? "",
    id: data["id"] ?? "",
    bytes: Number(data["bytes"]),
    units: Number(data["units"]),
    unit: data["unit"] ?? "",
    copy: data["copy"] ?? null,
    state(state) {
      root.dataset["state"] = state;
    },
    title: (text) => title.replaceChildren(text),
    says: (lines) => says.replaceChildren(...lines.map((line) => element("p", "rl", line))),
    buttons(...buttons) {
      // Whoever pressed a button is led to the one in its place, and to the title while there is none.
      const isHere = row.contains(document.activeElement) || document.activeElement === title;
      row.replaceChildren(
        ...buttons.map(({ text, primary, press }) => {
          const button = element("button", primary ? "btn pri" : "btn", text);
          button.setAttribute("type", "button");
          button.addEventListener("click", press);
          return button;
        }),
      );
      if (isHere) (row.querySelector("button") ?? title).focus();
    },
    announce: (text) => status.replaceChildren(text),
    result(view) {
      root.classList.add(view.tone);
      root.dataset["state"] = view.tone;
      title.replaceChildren(sign(view.tone), element("span", "", view.heading));
      says.replaceChildren(...view.lines.map((line) => element("p", "rl", line)));
      checks.replaceChildren(...view.checks.map(checkLine));
      checks.hidden = false;
      rest.hidden = view.rest.length === 0;
      rest.replaceChildren(...(rest.hidden ? [] : restParts(view)));
    },
    reset() {
      root.classList.remove("same", "differs");
      for (const one of [checks, rest, dots, dotsSay]) one.hidden = true;
      dots.replaceChildren();
    },
  };
}

function restParts({ rest, moreText }: RecountView): HTMLElement[] {
  const list = element("ul", "rest lim");
  list.append(...rest.map((line) => element("li", "", line)));
  const details = element("details", "");
  details.append(element("summary", "", RECOUNT.more({ n: String(rest.length) })), list);
  if (moreText !== null) details.append(element("p", "", moreText));
  return [details];
}

function checkLine({ isEqual, name, value }: RecountCheck): HTMLElement {
  const line = element("li", isEqual === null ? "" : isEqual ? "ok" : "no");
  const path =
    isEqual === null ? "M4 8h8" : isEqual ? "M3 8.6 6.4 12 13 4.4" : "M4 4l8 8M12 4l-8 8";
  line.append(drawing("0 0 16 16", [path]), element("span", "", name), element("span", "", value));
  return line;
}

function sign(tone: RecountView["tone"]): SVGElement {
  const ring = "M12 2a10 10 0 1 0 .01 0z";
  const inner = tone === "same" ? "M7.2 12.4l3.3 3.3 6.3-7" : "M8 8l8 8M16 8l-8 8";
  return drawing("0 0 24 24", [ring, inner]);
}

function drawing(viewBox: string, paths: readonly string[]): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", "sg");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export function element(name: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  if (text !== "") made.textContent = text;
  return made;
}
