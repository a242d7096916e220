import { evaluationOption } from "./option.js";

/** @param text names of places, a line each: a name may hold a comma */
export function placesOf(text: string): readonly string[] {
  const names = text.split("\n").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

export const trainedAt = evaluationOption<readonly string[]>({
  name: "trained-at",
  argument: "<place>",
  help: "a place, camera or hospital that the model was trained on; repeatable",
  inApp: "places of training",
  repeatable: true,
  read: (value = []) => ({ trainedAt: value }),
  words: ({ trainedAt: places }) => places.flatMap((place) => ["--trained-at", place]),
});
