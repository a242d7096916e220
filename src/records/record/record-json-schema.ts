import * as z from "zod/mini";
import { RECORD_SCHEMA } from "./record-schema.js";

/** JSON Schema (2020-12) of `record.json`, as it is published in `schemas/record.schema.json`. */
export function recordJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(RECORD_SCHEMA) as Record<string, unknown>;
  return {
    $schema,
    $id: "urn:homeground:schema:record:1",
    title: "A transparency record",
    description:
      "record.json: a published figure bound to the images, answers and conditions behind it. The file is the canonical form (RFC 8785).",
    ...rest,
  };
}
