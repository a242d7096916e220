import * as z from "zod/mini";
import type { Route } from "../../registry/route.js";
import { ERROR_ANSWER, ROUTES } from "../../registry/routes.js";

/** The OpenAPI 3.1 document of the routes. Source: OpenAPI Specification 3.1.1. */
export function openApi(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, declared] of Object.entries(ROUTES) as [string, Route][]) {
    const operations = paths[declared.path] ?? {};
    operations[declared.method.toLowerCase()] = operationOf(name, declared);
    paths[declared.path] = operations;
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Homeground",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: schemaOf(ERROR_ANSWER) },
    },
  };
}

function operationOf(operationId: string, { summary, needs, ...declared }: Route): object {
  const { params, query, body, status, answer } = declared;
  return {
    operationId,
    summary,
    ...(needs === "nobody" ? { security: [] } : { description: `Needs: ${needs}.` }),
    parameters: [...parametersOf("path", params), ...parametersOf("query", query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(body === "bytes" ? "bytes" : body) } }),
    responses: {
      [status]: {
        description: answer === null ? "Done." : "The answer.",
        ...(answer === null ? {} : { content: contentOf(answer) }),
      },
      default: {
        description: "An error, with a code that stays, what, where and how to put it right.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

function parametersOf(place: "path" | "query", schema: Route["params"]): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: one,
  }));
}

function contentOf(what: Exclude<Route["answer"], null>): object {
  if (what === "bytes") return { "application/octet-stream": {} };
  if (what === "events") return { "text/event-stream": {} };
  if (what === "text") return { "text/plain": { schema: { type: "string" } } };
  return { "application/json": { schema: schemaOf(what) } };
}

function schemaOf(schema: NonNullable<Route["params"]>): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
