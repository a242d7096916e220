import { evaluationOption } from "./option.js";

/** @param text names, one after a comma */
export function namesOf(text: string | undefined): readonly string[] {
  const names = (text ?? "").split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

export const analyse = evaluationOption<string>({
  name: "analyse",
  argument: "<list>",
  help: "analyses by name, one after a comma, which say so where they cannot be made: agreement, application, background, cis-trans, class-support, label-free, prediction-powered, reliability, site",
  inApp: "what else to look at",
  read: (value) => ({ analyses: namesOf(value) }),
  words: ({ analyses }) => (analyses.length === 0 ? [] : ["--analyse", analyses.join(",")]),
});
