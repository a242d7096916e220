import { evaluationOption } from "./option.js";

export const site = evaluationOption<string>({
  name: "site",
  argument: "<attribute>",
  help: "of --analyse site: the column that says which site an image is of",
  inApp: "which column says the site",
  read: (value) => ({ site: value ?? null }),
  words: ({ site: column }) => (column === null ? [] : ["--site", column]),
});
