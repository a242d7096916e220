import { listOfText } from "../../records/record/setting-values.js";
import { evaluationOption } from "./option.js";

export const metric = evaluationOption<readonly string[]>({
  name: "metric",
  argument: "<ref>",
  help: "further metrics, such as recall{class=deer}",
  inApp: "the figure",
  repeatable: true,
  read: (value = []) => ({ metrics: value }),
  words: ({ metrics }) => metrics.flatMap((text) => ["--metric", text]),
  settings: ({ metrics }) => ({ metrics: metrics.length === 0 ? null : JSON.stringify(metrics) }),
  fromSettings: (_settings, { settings }) => ({ metrics: listOfText(settings, "metrics") }),
});
