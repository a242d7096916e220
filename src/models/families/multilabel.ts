import { areProbabilities, decodeMultilabel } from "./decode-classifier.js";
import type { MultilabelDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput } from "./read-output.js";
import { scoreAnswers } from "./score-reader.js";

/** From which score on a label counts as answered, where engines are compared. */
const USUAL_THRESHOLD = 0.5;

/** Scores of labels that may all be there at once. */
export const multilabel: OutputFamily<MultilabelDecode> = {
  id: "multilabel",
  task: "multilabel",
  answers: scoreAnswers({
    readDecode(decode, { labels }) {
      const thresholds = decode.has("thresholds") ? decode.numbers("thresholds") : null;
      if (thresholds !== null && thresholds.length !== labels) {
        decode.problem("thresholds", `has ${thresholds.length} values for ${labels} labels`);
      }
      return { family: "multilabel", supported: true, ...readOutput(decode), thresholds };
    },
    isOneALabel: true,
    mayBeProbabilities: true,
    areProbabilities: (decode, { scores }) => areProbabilities(decode, scores),
    decode: (values, decode, { labels, scores }, place) =>
      decodeMultilabel(values, decode, labels, scores, place),
    isOtherAnswer: (expected, found) =>
      expected.some((score, k) => score >= USUAL_THRESHOLD !== found[k]! >= USUAL_THRESHOLD),
  }),
};
