import { areProbabilities, decodeClassifier, highestScore } from "./decode-classifier.js";
import type { ClassifierDecode } from "./decode-types.js";
import type { OutputFamily } from "./family.js";
import { readOutput } from "./read-output.js";
import { scoreAnswers } from "./score-reader.js";

/** Scores of labels that exclude each other. */
export const classifier: OutputFamily<ClassifierDecode> = {
  id: "classifier",
  task: "classification",
  answers: scoreAnswers({
    readDecode(decode, { labels }) {
      decode.oneOf("ties", ["lowest-index"]);
      const has = decode.has("backgroundIndex");
      const backgroundIndex = has ? decode.whole("backgroundIndex", 0) : null;
      if (backgroundIndex !== null && backgroundIndex >= labels) {
        decode.problem("backgroundIndex", `is ${backgroundIndex}, and there are ${labels} labels`);
      }
      return { family: "classifier", supported: true, ...readOutput(decode), backgroundIndex };
    },
    isOneALabel: true,
    mayBeProbabilities: true,
    areProbabilities: (decode, { scores }) => areProbabilities(decode, scores),
    decode: (values, decode, { labels, scores }, place) =>
      decodeClassifier(values, decode, labels, scores, place),
    isOtherAnswer: (expected, found) => highestScore(expected) !== highestScore(found),
  }),
};
