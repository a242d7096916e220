import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { slicesSection } from "./section.js";
import { slicesCsv } from "./slices-csv.js";
import type { PartsView } from "./slices-view.js";

/** Parts of the data by attributes, with ranges that hold all together. */
export const slices: Analysis<PartsView> = {
  id: "slices",
  section: slicesSection,
  tables: ({ result }) => tablesOf({ slices: slicesCsv(result) }),
};
