import * as z from "zod/mini";
import { CLAIM } from "./card-claims.js";
import { field, text, whole } from "./card-field.js";
import { INPUT } from "./card-input.js";
import { CARD_SCHEMA, CARD_TASKS } from "./card-types.js";

const SHAPE = z.array(z.union([whole(1), z.literal("batch")]));

const OUTPUT = z.object({
  name: field(z.optional(text()), "Name of the output.", { example: "logits" }),
  shape: field(
    z.optional(SHAPE),
    "Its sizes for one run, `batch` where the number of images goes.",
    { example: ["batch", 10] },
  ),
  names: field(z.optional(z.array(text())), "Names of several outputs.", {
    example: ["boxes", "scores", "labels"],
  }),
  shapes: field(z.optional(z.array(SHAPE)), "The shape of each of `names`.", {
    example: [["batch"], ["batch"], ["batch"]],
  }),
});

/**
 * An entry of `guessed` in a card's file: a card that was guessed once and written down stays guessed until
 * somebody takes the field away.
 */
const GUESS = z.object({
  fields: field(z.array(text()), "Which fields of the card.", { example: ["input.mean"] }),
  value: field(text(), "What was taken, in words.", { example: "0.485, 0.456, 0.406" }),
  why: field(text(), "From what.", { example: "nothing lies with the model" }),
  basis: field(
    z.enum(["assumed", "stated"]),
    "`stated`: the model or a file that came with it says so; `assumed`: nothing does.",
    { example: "assumed" },
  ),
});

/** How somebody chose the input of a card by the labels of some images. */
const TUNED = z.object({
  figure: field(text(), "The metric that readings of the card were compared by."),
  value: field(z.nullable(z.number()), "What the chosen one gives on these images.", {
    example: 0.95,
  }),
  before: field(z.nullable(z.number()), "What the card gave as it was before.", { example: 0.6 }),
  readings: field(whole(1), "Readings that were compared.", { example: 24 }),
  seed: field(z.int(), "Seed that the images were drawn with.", { example: 1 }),
  images: field(
    z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/, "is not a SHA-256"))),
    "SHA-256 of each image: an evaluation says so where it scores them.",
    { example: ["d891b8c939ce062b13fc7440195d427eeecbec307c2417564d6908309b263e19"] },
  ),
});

/**
 * The shape of a card but for what its family decides ({@link cardOf}): what is read, what the published JSON
 * Schema says and what docs/model-cards.md lists. Fields that are not in it are allowed.
 */
export const CARD = z.object({
  card: field(z.literal(CARD_SCHEMA), "The version of this schema."),
  name: field(z.optional(text()), "What reports call the model. Left out: the name of its file.", {
    example: "birds-2024",
  }),
  task: field(
    z.optional(z.enum(CARD_TASKS)),
    "What the model is asked of an image. Left out: what the family is for, where it is for one task.",
  ),
  family: field(
    text(),
    "How output tensors become answers. `decode` has the fields of the family.",
  ),
  scores: field(
    z.optional(z.enum(["logits", "probabilities", "raw"])),
    "What the network's class output is before `decode.activation`; `raw` is an anomaly score on any scale. Left out: " +
      "logits where there is an activation, raw for anomaly scores, probabilities for detectors without an activation. " +
      "A classifier without an activation must say it.",
    { example: "logits" },
  ),
  labels: field(
    z.array(z.string()).check(z.minLength(1)),
    "Names of the classes in the order of the model's outputs. Two may be equal.",
    { example: ["cat", "dog"] },
  ),
  input: field(INPUT, "How a picture becomes the input tensor."),
  output: field(
    z.optional(OUTPUT),
    "Outputs of the model: `name` and `shape` of one, `names` and `shapes` of several. Left out: the model's own.",
  ),
  decode: field(
    z.record(z.string(), z.unknown()),
    "What the outputs of the family mean: its fields are below.",
  ),
  features: field(
    z.optional(
      z.object({
        output: field(
          text(),
          "Name of the value: an output, or what a node inside the model hands on.",
          { example: "pooled" },
        ),
      }),
    ),
    "Where the model's features of an image are, for `homeground shortlist` and `--analyse reliability`: a vector an image, or maps that are averaged over their positions. Left out: what the last layer with weights takes.",
  ),
  claim: field(
    z.optional(z.array(CLAIM)),
    "Figures that are stated about the model, each with the images it was measured on.",
    { default: [] },
  ),
  file: field(z.optional(text()), "Model file, relative to the card.", { example: "birds.onnx" }),
  sha256: field(
    z.optional(
      z.string().check(z.regex(/^[0-9a-f]{64}$/, "is not 64 lower-case hexadecimal digits")),
    ),
    "SHA-256 of the model file. Where it is stated, no other file is run with this card.",
    { example: "d891b8c939ce062b13fc7440195d427eeecbec307c2417564d6908309b263e19" },
  ),
  bytes: field(z.optional(whole(1)), "Size of the model file, for people.", { example: 3796745 }),
  opset: field(z.optional(whole(1)), "ONNX opset, for people.", { example: 17 }),
  labelsFile: field(z.optional(z.string()), "File that the labels are from, for people.", {
    example: "labels.txt",
  }),
  cocoCategoryIds: field(
    z.optional(z.array(whole(0))),
    "COCO's category number of each label, for detectors that are held against COCO files.",
    { example: [1, 2] },
  ),
  training: field(
    z.optional(z.record(z.string(), z.unknown())),
    "What the model was trained on, in any fields.",
    { example: { sites: ["north", "south"] } },
  ),
  licence: field(z.optional(text()), "Licence of the model.", { example: "Apache-2.0" }),
  origin: field(z.optional(text()), "Where the model is from.", {
    example: "https://example.org/models/birds",
  }),
  tuned: field(
    z.optional(TUNED),
    "What `homeground card` chose `input` by, where it had labelled images to try.",
  ),
  guessed: field(
    z.optional(z.array(GUESS)),
    "Fields that nobody stated. As long as it is there every result carries `model/guessed-card`: take it out once the fields are right.",
  ),
});

export type CardFields = z.infer<typeof CARD>;

/**
 * The shape of a card of a family.
 *
 * @param families ids of all that there are
 * @param decode the shape of its `decode`; absent: any object
 */
export function cardOf(
  families: readonly string[],
  decode: z.ZodMiniType = CARD.shape.decode,
): typeof CARD {
  const family = z.enum(families as [string, ...string[]]);
  return z.extend(CARD, { family, decode }) as unknown as typeof CARD;
}
