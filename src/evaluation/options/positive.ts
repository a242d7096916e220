import { listOfText } from "../../records/record/setting-values.js";
import { evaluationOption } from "./option.js";

export const positive = evaluationOption<string>({
  name: "positive",
  argument: "<label>",
  help: "the label of interest, where there are two",
  read: (value = undefined) => ({ positive: value ?? null }),
  words: ({ positive: label }) => (label === null ? [] : ["--positive", label]),
  settings: ({ positive: label }) => ({ positive: label }),
  fromSettings(settings, { settings: all }) {
    // Records of before the anomalous class had the name of its label.
    const isNamedOtherwise = listOfText(all, "metrics").some((text) =>
      text.includes("class=anomalous"),
    );
    return { positive: isNamedOtherwise ? null : settings.text("positive") };
  },
});
