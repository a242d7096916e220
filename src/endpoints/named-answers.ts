import * as z from "zod/mini";
import { readShape } from "../formats/json/read-shape.js";
import { type AnswerFrame, badAnswer, packedObjects, scoresOfPairs } from "./answer-values.js";

const LABELS = z.array(z.object({ label: z.string(), score: z.nullable(z.number()) }));

const OBJECTS = z.array(
  z.object({
    label: z.string(),
    score: z.nullable(z.number()),
    box: z.object({ xmin: z.number(), ymin: z.number(), xmax: z.number(), ymax: z.number() }),
  }),
);

const CONFIDENCES = z.object({
  label: z.nullable(z.union([z.string(), z.number()])),
  confidences: z.optional(
    z.nullable(
      z.array(
        z.object({
          label: z.union([z.string(), z.number()]),
          confidence: z.nullable(z.number()),
        }),
      ),
    ),
  ),
});

function shaped<S extends z.ZodMiniType>(schema: S, value: unknown, where: string): z.output<S> {
  return readShape(schema, value, "the answer", (what) =>
    badAnswer("endpoint/bad-answer", what, where),
  );
}

/**
 * What Hugging Face's task image-classification answers.
 *
 * Source: @huggingface/tasks, image-classification/spec/output.json.
 *
 * @throws HomegroundError `endpoint/…`, `model/…`
 */
export function classificationAnswer(value: unknown, frame: AnswerFrame): Float64Array {
  // One picture as a batch of one, as some containers have it.
  const [only] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const list = Array.isArray(value) && value.length === 1 && Array.isArray(only) ? only : value;
  return scoresOfPairs(shaped(LABELS, list, frame.where), frame);
}

/**
 * What Hugging Face's task object-detection answers.
 *
 * Source: @huggingface/tasks, object-detection/spec/output.json.
 *
 * @throws HomegroundError `endpoint/…`, `model/…`
 */
export function detectionAnswer(value: unknown, frame: AnswerFrame): Float64Array {
  const objects = shaped(OBJECTS, value, frame.where).map(({ label, score, box }) => ({
    label,
    score,
    ...{ x0: box.xmin, y0: box.ymin, x1: box.xmax, y1: box.ymax },
  }));
  return packedObjects(objects, frame);
}

/**
 * What a Gradio component Label answers: `{ label, confidences }`; without confidences the label alone.
 *
 * @throws HomegroundError `endpoint/…`, `model/…`
 */
export function gradioLabelAnswer(value: unknown, frame: AnswerFrame): Float64Array {
  const { label, confidences } = shaped(CONFIDENCES, value, frame.where);
  if (confidences != null && confidences.length > 0) {
    const pairs = confidences.map((one) => ({ label: String(one.label), score: one.confidence }));
    return scoresOfPairs(pairs, frame);
  }
  const pairs = label === null ? [] : [{ label: String(label), score: 1 }];
  return scoresOfPairs(pairs, { ...frame, scores: "raw" });
}
