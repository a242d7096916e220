import { followPictures } from "./large-picture.js";
import { followPlot } from "./plot.js";
import { createTip } from "./tip.js";

/** Adds to the plots and pictures below `root` what the script of a report adds to those of its page. */
export function followReport(root: ParentNode): void {
  followPictures(root);
  const plots = [...root.querySelectorAll<HTMLElement>("figure[data-plot]")];
  if (plots.length === 0) return;
  const tip = createTip();
  for (const figure of plots) followPlot(figure, tip);
}
