import { HomegroundError } from "../../core/errors.js";
import type { ModelCard } from "../card/card-types.js";
import type { TensorInfo } from "../inference-runtime.js";
import type { ScoreDecode } from "./decode-types.js";
import type { FamilyPredictions, ScoreReader, Scores } from "./family.js";
import { type AnswerPlace, firstOfBatch, noSuchOutput, where } from "./output-values.js";

/** What is particular to a family of scores of whole images. */
interface ScorePredictions<D extends ScoreDecode>
  extends Pick<
    FamilyPredictions<D>,
    "decode" | "readDecode" | "mayBeProbabilities" | "isOtherPrediction"
  > {
  /** Whether the prediction has a value for each label. */
  readonly isOneALabel: boolean;
  areProbabilities(decode: D, card: ModelCard): boolean;
  /** @param values the raw answer; changed in place */
  scoresOf(values: Float64Array, decode: D, card: ModelCard, place: AnswerPlace): Scores;
}

/** A family whose predictions are scores of one output. */
export function scorePredictions<D extends ScoreDecode>({
  isOneALabel,
  areProbabilities,
  scoresOf,
  ...own
}: ScorePredictions<D>): FamilyPredictions<D> {
  return {
    kind: "scores",
    ...own,
    createReader(card, decode, outputs, batch, model): ScoreReader {
      const place: AnswerPlace = { model, output: decode.output };
      const declared = outputs.find(({ name }) => name === decode.output);
      if (declared === undefined) throw noSuchOutput(place, outputs);
      if (isOneALabel) checkDeclared(declared, batch, card.labels.length, place);
      return {
        kind: "scores",
        areProbabilities: areProbabilities(decode, card),
        read(prediction) {
          const tensor = prediction.get(decode.output);
          if (tensor === undefined) throw noSuchOutput(place, outputs);
          return scoresOf(firstOfBatch(tensor, batch, place), decode, card, place);
        },
      };
    },
  };
}

/** Refuses before the first image what the declared sizes rule out; free sizes rule out nothing. */
function checkDeclared(output: TensorInfo, batch: number, labels: number, place: AnswerPlace) {
  const { shape } = output;
  if (shape.length === 0 || shape.some((size) => size < 0)) return;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === labels * batch) return;
  throw new HomegroundError("model/wrong-outputs", {
    what: `the output has shape ${shape.join(" × ")}, and there are ${labels} labels`,
    where: where(place),
    fix: "Give the labels the model was trained with, one an output and in output order",
  });
}
