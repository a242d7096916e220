import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { taxonomyCsv } from "./taxonomy-csv.js";

/** How far answers are right in a taxonomy; shown among the classes. */
export const taxonomy: Analysis = {
  id: "taxonomy",
  tables: ({ extras }) => tablesOf({ taxonomy: taxonomyCsv(extras.taxonomy) }),
};
