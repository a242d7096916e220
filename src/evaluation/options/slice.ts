import { evaluationOption } from "./option.js";

export const slice = evaluationOption<readonly string[]>({
  name: "slice",
  argument: "<attribute>",
  help: "parts to look at one by one; repeatable",
  inApp: "parts of your data",
  repeatable: true,
  read: (value = []) => ({ slices: value }),
  words: ({ slices }) => slices.flatMap((name) => ["--slice", name]),
  // Not read again: they have no part in a record's figures.
  settings: ({ slices }) => ({ slices: slices.length === 0 ? null : JSON.stringify(slices) }),
});
