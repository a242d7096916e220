import type { Analysis } from "../analysis.js";
import { changedLabels, type LabelChangesView, labelChangesFacts } from "./label-changes-view.js";
import { labelChangesSection } from "./section.js";
import { CHANGED } from "./words.js";

/** Labels that somebody changed after the first ones: both headlines beside each other. */
export const labelChanges: Analysis<LabelChangesView> = {
  id: "label-changes",
  section: labelChangesSection,
  warningFacts: labelChangesFacts,
  // What somebody did to the labels is said before what the images are.
  urgent: ["labels/changed"],
  limitation: ({ labelChanges: changes }) =>
    changes === undefined ? null : CHANGED.limitation({ labels: changedLabels(changes) }),
};
