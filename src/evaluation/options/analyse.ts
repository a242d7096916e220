import { evaluationOption } from "./option.js";

export const analyse = evaluationOption<string>({
  name: "analyse",
  argument: "<list>",
  help: "analyses by name, one after a comma, which say so where they cannot be made: agreement, cis-trans, class-support, label-free, prediction-powered, reliability",
  inApp: "what else to look at",
  read(value) {
    const names = (value ?? "").split(",").map((name) => name.trim());
    return { analyses: names.filter((name) => name !== "") };
  },
  words: ({ analyses }) => (analyses.length === 0 ? [] : ["--analyse", analyses.join(",")]),
});
