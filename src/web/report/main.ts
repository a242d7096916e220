import { followPlot } from "./plot.js";
import { createTip } from "./tip.js";

/**
 * The script of a report: it adds to each plot what a page alone cannot do. Everything that it shows
 * is in the page already, in the tables behind the plots; it asks for nothing and sends nothing.
 */
const plots = [...document.querySelectorAll<HTMLElement>("figure[data-plot]")];
if (plots.length > 0) {
  const tip = createTip();
  for (const figure of plots) followPlot(figure, tip);
}
