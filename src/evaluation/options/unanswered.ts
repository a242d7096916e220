import type { EvaluateRequest } from "../request.js";
import { evaluationOption } from "./option.js";

export const unanswered = evaluationOption<EvaluateRequest["unanswered"]>({
  name: "unanswered",
  argument: "<rule>",
  help: "what images without an answer are: unknown, or wrong where silence is an error",
  choices: ["unknown", "wrong"],
  read: (value = "unknown") => ({ unanswered: value }),
  control: {
    label: "What is an image without an answer?",
    explanation:
      "Some models stay silent on some images. Nobody knows what they would have said, unless silence is an error where you work.",
    values: [
      { value: "unknown", label: "Unknown: it could be right or wrong" },
      { value: "wrong", label: "Wrong: silence is an error" },
    ],
  },
  words: ({ unanswered: rule }) => (rule === "unknown" ? [] : ["--unanswered", rule]),
});
