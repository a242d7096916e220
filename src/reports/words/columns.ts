import { CLASSES } from "./page.js";

/** Heads of columns of the tables behind plots. */
export const COLUMNS = {
  class: CLASSES.class,
  classes: "Classes",
  shareOfClasses: "Share of the classes",
  found: CLASSES.found,
  trust: CLASSES.trust,
  alarms: "False alarms",
  label: "Label",
  yourLabel: "Your label",
  said: "The model said",
  number: "Number",
  share: "Share",
  withLabel: "With the label",
  shareOfLabel: "Share of the label",
  thatIs: "That is",
  hits: "Found or right",
  threshold: "Threshold",
  part: "Part",
  groups: "Groups",
  evened: "Allowing for few images",
  difference: "Against the rest (+ better)",
  certain: "For certain",
  sure: "Sure on average",
  right: "Right",
  images: "Images",
  from: "from",
  to: "to",
} as const;

/** In place of a figure that does not exist. */
export const NONE = "none";
