import { evaluationOption } from "./option.js";

export const anytime = evaluationOption<true>({
  name: "anytime",
  argument: null,
  help: "a verdict that holds at any look, the images being taken in random order",
  read: (value) => ({ anytime: value === true }),
  words: ({ anytime: isAnytime }) => (isAnytime ? ["--anytime"] : []),
});
