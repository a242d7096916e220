import { DEFAULT_REQUEST } from "../request.js";
import { evaluationOption } from "./option.js";
import { FRACTION } from "./values.js";

export const level = evaluationOption<number>({
  name: "level",
  argument: "<p>",
  help: "of the intervals",
  default: DEFAULT_REQUEST.level,
  ...FRACTION,
  read: (value = DEFAULT_REQUEST.level) => ({ level: value }),
  words: ({ level: p }) => (p === DEFAULT_REQUEST.level ? [] : ["--level", String(p)]),
  settings: ({ level: p }) => ({ level: p }),
  fromSettings(settings) {
    const p = settings.number("level");
    if (p !== null && p > 0 && p < 1) return { level: p };
    return "the settings do not say the level of the intervals";
  },
});
