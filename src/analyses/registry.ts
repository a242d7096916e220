import { agreement } from "./agreement/analysis.js";
import type { Analysis } from "./analysis.js";
import { anatomy } from "./anatomy/analysis.js";
import { application } from "./application/analysis.js";
import { background } from "./background/analysis.js";
import { cisTrans } from "./cis-trans/analysis.js";
import { supportOfClasses } from "./class-support/analysis.js";
import { classes } from "./classes/analysis.js";
import { confidence } from "./confidence/analysis.js";
import { curves } from "./curves/analysis.js";
import { drawnLists } from "./drawn-lists/analysis.js";
import { gap } from "./gap/analysis.js";
import { labelChanges } from "./label-changes/analysis.js";
import { withoutLabels } from "./label-free/analysis.js";
import { leakage } from "./leakage/analysis.js";
import { matchedNames } from "./matched-names/analysis.js";
import { mistakes } from "./mistakes/analysis.js";
import { operating } from "./operating/analysis.js";
import { places } from "./places/analysis.js";
import { predictionPowered } from "./prediction-powered/analysis.js";
import { reliability } from "./reliability/analysis.js";
import { scope } from "./scope/analysis.js";
import { singlePoints } from "./single-points/analysis.js";
import { site } from "./site/analysis.js";
import { siteMap } from "./site-map/analysis.js";
import { slices } from "./slices/analysis.js";
import { taxonomy } from "./taxonomy/analysis.js";

/** Every analysis, in the order of their sections in a report. Read when an evaluation is made. */
export const ANALYSES: readonly Analysis[] = [
  leakage,
  labelChanges,
  slices,
  places,
  cisTrans,
  site,
  background,
  siteMap,
  gap,
  supportOfClasses,
  scope,
  withoutLabels,
  classes,
  taxonomy,
  curves,
  operating,
  application,
  anatomy,
  singlePoints,
  confidence,
  reliability,
  agreement,
  mistakes,
  matchedNames,
  drawnLists,
  predictionPowered,
];
