import type { EvaluateRequest } from "../request.js";
import { evaluationOption } from "./option.js";
import { DEFAULT_REPLICATES, MOST_REPLICATES, replicates } from "./replicates.js";

const METHODS = ["percentile", "bca", "bootstrap-t", "none"] as const;

export const interval = evaluationOption<(typeof METHODS)[number]>({
  name: "interval",
  argument: "<method>",
  help: "another interval beside the default",
  choices: METHODS,
  read(value, given) {
    if (value === undefined) return { interval: null };
    if (value === "none") return { interval: value };
    return { interval: { method: value, replicates: given.of(replicates) ?? DEFAULT_REPLICATES } };
  },
  settings({ interval: asked }) {
    const resampled = resamplingOf(asked);
    return {
      interval: resampled?.method ?? (asked === "none" ? "none" : null),
      replicates: resampled?.replicates ?? null,
    };
  },
  fromSettings(settings) {
    const method = settings.oneOf("interval", METHODS);
    const count = settings.value("replicates") ?? DEFAULT_REPLICATES;
    if (typeof count !== "number" || !(Number.isInteger(count) && count >= 1)) {
      return "the settings do not say how many replicates there are";
    }
    if (count > MOST_REPLICATES) {
      return `the record asks for ${count} replicates, and ${MOST_REPLICATES} are the most`;
    }
    if (method === null || method === "none") return { interval: method };
    return { interval: { method, replicates: count } };
  },
});

function resamplingOf(asked: EvaluateRequest["interval"]) {
  return asked === null || asked === "none" ? null : asked;
}
