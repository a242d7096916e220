/**
 * What a route of the server is: declared once, in `routes.ts`, and from there what is checked, what the OpenAPI
 * document says and what the client's types are.
 */
import type * as z from "zod/mini";

/** Roles in a workspace, each may what those before may. */
export const ROLES = ["reader", "contributor", "admin"] as const;
export type Role = (typeof ROLES)[number];

export function isAtLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** Who may ask: anybody, whoever is known, a role in the workspace of the path, or the operator of the server. */
export type Needs = "nobody" | "known" | Role | "operator";

type Schema = z.ZodMiniType;

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `{name}` for parameters; `{path}` at the end takes the rest, slashes too. */
  readonly path: string;
  readonly summary: string;
  readonly needs: Needs;
  readonly params?: Schema;
  readonly query?: Schema;
  /** `bytes` for any file, which is streamed. */
  readonly body?: Schema | "bytes";
  readonly status: 200 | 201 | 202 | 204;
  /** `bytes` for a file, `events` for server-sent events, `text` for plain text; null for no content. */
  readonly answer: Schema | "bytes" | "events" | "text" | null;
}

type In<S> = S extends Schema
  ? z.output<S>
  : S extends "bytes"
    ? AsyncIterable<Uint8Array>
    : undefined;
type Out<S> = S extends Schema ? z.output<S> : S extends null ? undefined : unknown;

export type ParamsOf<R extends Route> = In<R["params"]>;
export type QueryOf<R extends Route> = In<R["query"]>;
export type BodyOf<R extends Route> = In<R["body"]>;
export type AnswerOf<R extends Route> = Out<R["answer"]>;

/** Keeps the types of a declaration. */
export function route<const R extends Route>(declared: R): R {
  return declared;
}
