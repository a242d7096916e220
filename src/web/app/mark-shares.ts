import { SVG } from "../report/svg-text.js";

/**
 * Draws a share as a dark part of a mark, and says it: beside the pointer and at arrow keys
 * (`data-note`), to screen readers, and in the table behind.
 *
 * @param share from 0 to 1
 */
export function drawShare(mark: HTMLElement | SVGElement, share: number, words: string): void {
  clearShare(mark);
  mark.classList.add("shr");
  mark.dataset["note"] = words;
  mark.style.setProperty("--share", String(share));
  if (mark instanceof SVGElement) {
    drawPie(mark, share);
  } else {
    const bar = mark.querySelector<SVGRectElement>(".bpb");
    if (bar !== null) drawBarPart(bar, share);
    // A button's words are seen: it has no label beside the pointer.
    const isSeen = mark instanceof HTMLButtonElement;
    const host = mark.querySelector('[role="cell"]') ?? mark;
    host.append(noteOf(words, isSeen ? "small" : "span", isSeen ? "shrt" : "shrt vh"));
  }
  rowBehind(mark)?.firstElementChild?.append(noteOf(words, "small", "shrt"));
}

/** Takes back what {@link drawShare} did. */
export function clearShare(mark: HTMLElement | SVGElement): void {
  if (!mark.classList.contains("shr")) return;
  mark.classList.remove("shr");
  delete mark.dataset["note"];
  mark.style.removeProperty("--share");
  for (const one of mark.querySelectorAll(".shrt,.shrb")) one.remove();
  if (mark.nextElementSibling?.classList.contains("shrp")) mark.nextElementSibling.remove();
  for (const one of rowBehind(mark)?.querySelectorAll(".shrt") ?? []) one.remove();
}

function noteOf(words: string, tag: string, className: string): HTMLElement {
  const note = document.createElement(tag);
  note.className = className;
  note.textContent = ` ${words}`;
  return note;
}

/** Row of the table behind a plot. */
function rowBehind(mark: HTMLElement | SVGElement): Element | null {
  const rows = mark.closest("figure[data-plot]")?.querySelectorAll(".pt tbody tr");
  return rows?.[Number(mark.dataset["row"])] ?? null;
}

/** Lies over a bar, from its beginning. */
function drawBarPart(bar: SVGRectElement, share: number): void {
  const part = document.createElementNS(SVG, "rect");
  part.classList.add("shrb");
  part.setAttribute("width", `${Number.parseFloat(bar.getAttribute("width") ?? "0") * share}%`);
  part.setAttribute("height", "100%");
  bar.after(part);
}

/** A point of a curve becomes a dial: its dark part begins at twelve o'clock. */
function drawPie(mark: SVGElement, share: number): void {
  const radius = Number(mark.getAttribute("r") ?? 0) / 2;
  const round = 2 * Math.PI * radius;
  const pie = document.createElementNS(SVG, "circle");
  pie.classList.add("shrp");
  for (const name of ["cx", "cy"]) pie.setAttribute(name, mark.getAttribute(name) ?? "0");
  pie.setAttribute("r", String(radius));
  pie.setAttribute("stroke-width", String(2 * radius));
  pie.style.strokeDasharray = `${round * share} ${round}`;
  mark.after(pie);
}
