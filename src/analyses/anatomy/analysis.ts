import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import type { AnatomyView } from "./anatomy-view.js";
import { costsCsv, errorsCsv } from "./errors-csv.js";
import { anatomySection } from "./section.js";

/** Kinds of error of a detector, what they cost and where they are. */
export const anatomy: Analysis<AnatomyView> = {
  id: "anatomy",
  section: anatomySection,
  tables: ({ extras: { detection } }) =>
    detection === undefined
      ? []
      : tablesOf({ errors: errorsCsv(detection), "error-costs": costsCsv(detection) }),
};
