import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import type { ClassesView } from "./classes-view.js";
import { confusionTable } from "./confusion.js";
import { confusionCsv } from "./confusion-csv.js";
import { exchangedNames } from "./exchanged-names.js";
import { classesSection } from "./section.js";

/** Which classes are found, which answers can be trusted, and what is taken for what. */
export const classes: Analysis<ClassesView> = {
  id: "classes",
  find({ outcomes }, { seed }) {
    const notes = exchangedNames(outcomes, seed);
    if (!haveOneLabel(outcomes)) return notes.length === 0 ? {} : { notes };
    return {
      notes,
      result: { confusion: confusionTable(outcomes) },
    };
  },
  section: classesSection,
  tables: ({ result }) => tablesOf({ confusion: confusionCsv(result) }),
};
