import { evaluationOption } from "./option.js";
import { UNTOLD_COUNTING } from "./several-labels.js";

const RULES = ["empty", "unlabelled"] as const;

export const noAnnotation = evaluationOption<(typeof RULES)[number]>({
  name: "no-annotation",
  argument: "<rule>",
  help: "what an image without annotation is",
  choices: RULES,
  default: "unlabelled",
  read: (value = "unlabelled") => ({ noAnnotation: value }),
  settings: ({ noAnnotation: rule }) => ({ noAnnotation: rule }),
  fromSettings(settings) {
    const rule = settings.oneOf("noAnnotation", RULES);
    return rule === null ? UNTOLD_COUNTING : { noAnnotation: rule };
  },
});
