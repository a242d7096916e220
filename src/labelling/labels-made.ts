import type { ResultLabelling, ResultListed } from "../results/result.js";
import type { SequenceSource } from "./label-sequences.js";
import { labellers } from "./label-state.js";
import type { Labelling } from "./labelling.js";

/**
 * How labels that are evaluated came about.
 *
 * @param by whose they are
 * @param images those evaluated
 * @param hasLooks whether there was a look after each of them
 */
export function labelsMade(
  labelling: Labelling,
  by: string,
  images: readonly string[],
  hasLooks: boolean,
): ResultLabelling {
  const { state } = labelling.place(by);
  const isSeen = (image: string) => state.images.get(image)?.seen === true;
  return {
    order: "drawn",
    seed: labelling.head.seed,
    ...(labelling.head.sequences === undefined
      ? {}
      : { sequences: labelling.head.sequences.source }),
    images: labelling.head.order.length,
    looked: images.length,
    seen: images.filter(isSeen).length,
    looks: hasLooks ? "after-each" : "none",
    by,
    labellers: labellers(labelling.events).map((name) => ({
      name,
      labelled: labelling.place(name).done,
    })),
  };
}

/** The same as a note of the result, which the report says too. */
export function labelsMadeNote({
  seed,
  images,
  looked,
  seen,
  looks,
  by,
  labellers,
  sequences,
}: ResultLabelling): ResultListed {
  const blind =
    seen === 0
      ? "blind, each before the model's prediction was shown,"
      : seen === looked
        ? "with the model's predictions in sight,"
        : `blind but for ${seen}, of which the prediction had been in sight,`;
  const others = labellers.flatMap(({ name }) => (name === by ? [] : [name]));
  const parts = [
    `labels were made here, ${blind} in an order drawn from the seed ${seed}: ${by} looked at ${looked} of ${images} images`,
    ...(sequences === undefined
      ? []
      : [`images of one sequence together (${sequenceSourceText(sequences)})`]),
    ...(looks === "after-each" ? ["with a look at the figure after each"] : []),
    ...(others.length > 0
      ? [`${others.join(", ")} labelled them too, and what they say is not in the figures`]
      : []),
  ];
  return { file: "", code: "labels/made-here", what: parts.join(", ") };
}

/** `by the column seq_id of media.csv`; `by their times, no more than 60 s apart, and their folders`. */
export function sequenceSourceText({ column, table }: SequenceSource): string {
  if (column !== null) return `by the column ${column}${table === null ? "" : ` of ${table}`}`;
  return table === null
    ? "by the times in the pictures, at most 60 s apart in one folder"
    : `by the times in ${table}, at most 60 s apart at one camera or in one folder`;
}
