import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { slicesMethods } from "./methods.js";
import { slicesSection } from "./section.js";
import { slicesCsv } from "./slices-csv.js";
import { slicesOf } from "./slices-of.js";
import type { PartsView } from "./slices-view.js";

/** Parts of the data by attributes, with ranges that hold all together. */
export const slices: Analysis<PartsView> = {
  id: "slices",
  find(basis, request) {
    const { headline, outcomes, attributes, chosen, here, question } = basis;
    const own = slicesOf(headline[0]!, outcomes, attributes, chosen, request);
    if (question.question === "here") return own;
    // Parts of the sites at hand are told whatever is asked about others; most hold too few sites for that.
    const { estimates, notes } = slicesOf(headline[0]!, here, attributes, chosen, request, true);
    return { estimates: [...own.estimates, ...estimates], notes };
  },
  section: slicesSection,
  methods: slicesMethods,
  tables: ({ result }) => tablesOf({ slices: slicesCsv(result) }),
};
