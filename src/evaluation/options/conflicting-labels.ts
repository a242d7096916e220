import { HomegroundError } from "../../core/errors.js";
import { CONFLICT_RULES, type ConflictRule } from "../../dataset/conflict-rule.js";
import { areLabelSets } from "../../dataset/label-rules.js";
import { evaluationOption } from "./option.js";
import { severalLabels } from "./several-labels.js";

export const conflictingLabels = evaluationOption<ConflictRule>({
  name: "conflicting-labels",
  argument: "<rule>",
  help: "what counts where rows label an image differently",
  choices: CONFLICT_RULES,
  default: "list",
  read(value = "list", given, task) {
    const several = severalLabels.read(given.of(severalLabels), given, task);
    if (value !== "list" && areLabelSets(several)) {
      throw new HomegroundError("usage/bad-option", {
        what: "several labels of an image add up here, so rows that differ are no contradiction",
        where: "--conflicting-labels",
        fix: "Leave it out",
      });
    }
    return { conflictingLabels: value };
  },
  words: ({ conflictingLabels: rule }) => (rule === "list" ? [] : ["--conflicting-labels", rule]),
  // The default is left out, so that records without a decision stay as they were.
  settings: ({ conflictingLabels: rule }) => (rule === "list" ? {} : { conflictingLabels: rule }),
});
