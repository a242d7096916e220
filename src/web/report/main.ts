import { followPictures } from "./large-picture.js";
import { followPlot } from "./plot.js";
import { createTip } from "./tip.js";

/**
 * The script of a report: it adds to each plot and picture what a page alone cannot do. Everything that it shows
 * is in the page already, in the tables behind the plots and the pictures; it asks for nothing and sends nothing.
 */
const plots = [...document.querySelectorAll<HTMLElement>("figure[data-plot]")];
if (plots.length > 0) {
  const tip = createTip();
  for (const figure of plots) followPlot(figure, tip);
}
followPictures(document);
