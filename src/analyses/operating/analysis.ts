import type { Analysis } from "../analysis.js";
import { tablesOf } from "../tables-of.js";
import { operatingMethods } from "./methods.js";
import { operatingFacts } from "./operating-facts.js";
import type { OperatingView } from "./operating-view.js";
import { operatingSection } from "./section.js";
import { thresholdsCsv } from "./thresholds-csv.js";
import { OBJECTS } from "./words.js";

/** What a detector finds and gets wrong at each threshold. */
export const operating: Analysis<OperatingView> = {
  id: "operating",
  facts: operatingFacts,
  section: operatingSection,
  methods: operatingMethods,
  tables: ({ extras: { detection } }) =>
    detection === undefined ? [] : tablesOf({ thresholds: thresholdsCsv(detection) }),
  limits: ({ extras: { detection } }) =>
    detection === undefined
      ? []
      : [
          {
            of: "run",
            text: detection.notOfBoxes === undefined ? OBJECTS.undrawn : OBJECTS.undrawnPrediction,
          },
        ],
  actions: ({ extras: { detection } }) =>
    detection?.threshold === null ? [{ what: OBJECTS.threshold, why: OBJECTS.thresholdWhy }] : [],
};
