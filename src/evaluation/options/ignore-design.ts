import { evaluationOption } from "./option.js";

/** Of a list that was drawn by a design: whoever asks for it is told in every figure. */
export const ignoreDesign = evaluationOption<true>({
  name: "ignore-design",
  argument: null,
  help: "count every image of a drawn list alike, however likely it was drawn",
  read: (value) => ({ ignoreDesign: value === true }),
  words: ({ ignoreDesign: isIgnored }) => (isIgnored ? ["--ignore-design"] : []),
});
