import type { EvaluateRequest } from "../request.js";
import { evaluationOption } from "./option.js";

export const unanswered = evaluationOption<EvaluateRequest["unanswered"]>({
  name: "unanswered",
  argument: "<rule>",
  help: "what images without an answer are: unknown, or wrong where silence is an error",
  choices: ["unknown", "wrong"],
  read: (value = "unknown") => ({ unanswered: value }),
  words: ({ unanswered: rule }) => (rule === "unknown" ? [] : ["--unanswered", rule]),
});
