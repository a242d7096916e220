import * as z from "zod/mini";
import { FAMILIES } from "../families/registry.js";
import { CARD, cardOf } from "./card-schema.js";

/** Name of the published schema, as `$schema` of a card may have it. */
export const CARD_SCHEMA_ID = "urn:homeground:schema:model-card:1";

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema (2020-12) of model cards, as it is published in `schemas/model-card.schema.json`: made of
 * what cards are read by. `decode` is told by family.
 */
export function cardJsonSchema(): JsonSchema {
  const read = FAMILIES.flatMap(({ id, predictions }) =>
    predictions === null ? [] : [[id, predictions.decode]],
  );
  const parts = z.toJSONSchema(
    z.object({ card: cardOf(FAMILIES.map(({ id }) => id)), ...Object.fromEntries(read) }),
    { io: "input", override: ({ jsonSchema }) => withoutSafeEnds(jsonSchema) },
  );
  const { card, ...decodes } = parts.properties as Readonly<Record<string, JsonSchema>>;
  const properties = card!["properties"] as Readonly<Record<string, JsonSchema>>;
  const { description } = z.globalRegistry.get(CARD.shape.family) ?? {};
  return {
    $schema: parts.$schema,
    $id: CARD_SCHEMA_ID,
    title: "A model card",
    description:
      "What a program needs to run a model and to check what is claimed about it. Fields that are not listed are allowed and kept, but for those of a claim.",
    ...card,
    properties: {
      $schema: { type: "string", description: "Name of this schema, for editors." },
      ...properties,
      family: { ...properties["family"], description },
    },
    oneOf: FAMILIES.map(({ id, task, predictions }) => ({
      properties: {
        family: { const: id },
        ...(task === null ? {} : { task: { const: task } }),
        ...(predictions === null ? {} : { decode: { $ref: `#/$defs/${id}` } }),
      },
    })),
    $defs: { ...parts.$defs, ...decodes },
  };
}

/** The ends of safe whole numbers tell nobody anything. */
function withoutSafeEnds(schema: { maximum?: number; minimum?: number }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}
