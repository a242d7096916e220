import { evaluationOption } from "./option.js";

export const require = evaluationOption<readonly string[]>({
  name: "require",
  argument: "<limit>",
  help: "a limit to be held: 'accuracy>=0.9'; repeatable",
  repeatable: true,
  read: (value = []) => ({ requirements: value }),
  words: ({ requirements }) => requirements.flatMap((text) => ["--require", text]),
});
