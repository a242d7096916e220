import { evaluationOption } from "./option.js";

export const claim = evaluationOption<readonly string[]>({
  name: "claim",
  argument: "<claim>",
  help: "REF=VALUE[@K/N][~TOLERANCE], a record or result (file or folder), a model's card or README.md",
  repeatable: true,
  read: () => ({}), // what it names is opened by whoever can read files
  words: ({ claims }) => claims.flatMap((text) => ["--claim", text]),
});
