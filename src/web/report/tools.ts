import { composeSvg } from "./compose-svg.js";
import { element } from "./elements.js";
import { type PlotData, plotCsv } from "./plot-data.js";
import { pngOfSvg } from "./png.js";
import type { Tip } from "./tip.js";

/** Buttons that save a plot: as a picture of its lines, of its pixels, and as its numbers. */
export function addTools(
  figure: HTMLElement,
  drawing: HTMLElement,
  data: PlotData,
  tip: Tip,
): void {
  const title = figure.dataset["plot"] ?? "";
  const row = element(
    "div",
    { class: "ptl", role: "group", "aria-label": `Save ${title}` },
    "Save",
  );
  const makers: readonly (readonly [string, () => Blob | Promise<Blob>])[] = [
    ["SVG", () => new Blob([composeSvg(figure, drawing).svg], { type: "image/svg+xml" })],
    ["PNG", () => pngOfSvg(composeSvg(figure, drawing))],
    ["CSV", () => new Blob([plotCsv(data)], { type: "text/csv" })],
  ];
  for (const [kind, make] of makers) {
    const button = element("button", { type: "button", "aria-label": `${kind}: ${title}` }, kind);
    button.addEventListener("click", async () => {
      try {
        save(await make(), `${figure.id}.${kind.toLowerCase()}`);
        tip.say(`${kind} saved.`);
      } catch {
        tip.show([`This browser could not make the ${kind}.`], button);
      }
    });
    row.append(button);
  }
  figure.querySelector(".pt")?.before(row);
}

function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: name }).click();
  // The browser has read it by then; before, some would save nothing.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
