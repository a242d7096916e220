import * as z from "zod/mini";

/** What a field's entry in the published schema and in docs/model-cards.md says beside its shape. */
interface FieldWords {
  /** What holds where the card is silent. */
  readonly default?: unknown;
  readonly example?: unknown;
  /** A name in the published schema, for what many families have. */
  readonly id?: string;
}

/** A field of a card, with its meaning for people. */
export function field<S extends z.ZodMiniType>(
  schema: S,
  description: string,
  { example, ...words }: FieldWords = {},
): S {
  return schema.check(
    z.meta({ description, ...words, ...(example === undefined ? {} : { examples: [example] }) }),
  );
}

/** A whole number of at least `least`. */
export function whole(least: number) {
  return z.int().check(z.minimum(least));
}

/** A number from 0 to 1. */
export function share() {
  return z.number().check(z.minimum(0), z.maximum(1));
}

/** Text of at least one character. */
export function text() {
  return z.string().check(z.minLength(1));
}
