import { expect, it } from "vitest";
import { guessedText } from "../../src/reports/words/card-guess.js";

it("says what was guessed of a recipe of boxes without naming its fields", () => {
  const fields = ["family", "decode.boxes", "decode.priorBoxes", "decode.labelOffset"];
  expect(guessedText(fields)).toBe("how boxes are read and which label is the first");
  expect(guessedText(["classifier.decode.activation", "decode.cellOffset"])).toBe(
    "what its scores are and how boxes are read",
  );
});
