import { severalLabelsOf } from "../../tasks/task.js";
import { evaluationOption } from "./option.js";

const RULES = ["list", "any", "multilabel"] as const;

export const severalLabels = evaluationOption<(typeof RULES)[number]>({
  name: "several-labels",
  argument: "<rule>",
  help: "images with several labels",
  choices: RULES,
  default: "list",
  read: (value, _given, task) => ({
    severalLabels: severalLabelsOf(task) ?? value ?? "list",
  }),
  settings: ({ severalLabels: rule }) => ({ severalLabels: rule }),
  fromSettings(settings) {
    const rule = settings.oneOf("severalLabels", [...RULES, "counts"] as const);
    return rule === null ? UNTOLD_COUNTING : { severalLabels: rule };
  },
});

/** What is wrong with a record that does not say it. */
export const UNTOLD_COUNTING = "the settings do not say how labels were counted";
