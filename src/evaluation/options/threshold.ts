import { HomegroundError } from "../../core/errors.js";
import { evaluationOption } from "./option.js";

export const threshold = evaluationOption<number>({
  name: "threshold",
  argument: "<t>",
  help: "score from which on a box or label counts as found",
  parse: Number,
  read(value) {
    if (value === undefined || Number.isFinite(value)) return { threshold: value ?? null };
    throw new HomegroundError("usage/bad-option", {
      what: "the threshold is not a number",
      where: "--threshold",
      fix: "Write a plain number, such as 0.35",
    });
  },
  words: ({ threshold: t }) => (t === null ? [] : ["--threshold", String(t)]),
  settings: ({ threshold: t }) => ({ threshold: t }),
  fromSettings(settings, _terms, task) {
    // Where answers or ranks stand for scores, the threshold is one of those.
    const isCoded = settings.value("outcomes") === "answers";
    if (isCoded && task.truth === "labels") return { threshold: task.usualThreshold };
    return {
      threshold: settings.number(
        isCoded && task.prediction === "one-score" ? "rankThreshold" : "threshold",
      ),
    };
  },
});
