import { evaluationOption } from "./option.js";

export const trainedAt = evaluationOption<readonly string[]>({
  name: "trained-at",
  argument: "<place>",
  help: "a place, camera or hospital that the model was trained on; repeatable",
  inApp: "places of training",
  repeatable: true,
  read: (value = []) => ({ trainedAt: value }),
  words: ({ trainedAt: places }) => places.flatMap((place) => ["--trained-at", place]),
});
