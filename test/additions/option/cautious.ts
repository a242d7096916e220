import { evaluationOption } from "../../../src/evaluation/options/option.js";

const LEVEL = 0.99;

/** `--cautious`: wider intervals for whoever loses much by a wrong verdict. */
export const cautious = evaluationOption<true>({
  name: "cautious",
  argument: null,
  help: "intervals of 99 % in place of 95 %",
  read: (value) => (value === true ? { level: LEVEL } : {}),
  words: ({ level }) => (level === LEVEL ? ["--cautious"] : []),
  settings: ({ level }) => (level === LEVEL ? { cautious: true } : {}),
  fromSettings: (settings) => (settings.value("cautious") === true ? { level: LEVEL } : {}),
  control: {
    label: "How sure do you want to be?",
    explanation: "A wider range is wrong less often, and more often too wide for an answer.",
    values: [
      { value: "", label: "As usual" },
      { value: "yes", label: "More than usual" },
    ],
  },
  methods: ({ level }) => (level === LEVEL ? "Intervals were chosen to be cautious." : null),
});
