import type * as z from "zod/mini";
import { type ErrorCode, HomegroundError } from "../core/errors.js";
import type { AnswerOf, Route } from "./route.js";
import { ROUTES, type RouteName, type Routes } from "./routes.js";

type Given<S> = S extends z.ZodMiniType ? z.input<S> : never;

/** What a route is asked with: its parameters, and a body where it takes one. `F` is what a file may be. */
export type Question<R extends Route, F> = (R["params"] extends z.ZodMiniType
  ? { readonly params: Given<R["params"]> }
  : object) &
  (R["query"] extends z.ZodMiniType ? { readonly query?: Given<R["query"]> } : object) &
  (R["body"] extends "bytes"
    ? { readonly body: F }
    : R["body"] extends z.ZodMiniType
      ? { readonly body: Given<R["body"]> }
      : object);

/** As the last arguments of a call: none where a route asks for nothing. */
export type Questions<N extends RouteName, F> =
  object extends Question<Routes[N], F>
    ? [question?: Question<Routes[N], F>]
    : [question: Question<Routes[N], F>];

/** What comes back: files and events as the response `A` itself. */
export type Told<R extends Route, A> = R["answer"] extends "bytes" | "events"
  ? A
  : R["answer"] extends "text"
    ? string
    : AnswerOf<R>;

/** A question as it is sent. */
export interface RegistryRequest<F> {
  readonly method: Route["method"];
  /** Below the server's address, without a slash at its start. */
  readonly path: string;
  readonly type: string | null;
  readonly body: F | string | null;
  readonly answer: "file" | "text" | "json" | "nothing";
}

export function requestOf<N extends RouteName, F>(
  name: N,
  question: Question<Routes[N], F> | undefined,
): RegistryRequest<F> {
  const declared: Route = ROUTES[name];
  const {
    params = {},
    query = {},
    body,
  } = (question ?? {}) as {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string | undefined>>;
    readonly body?: unknown;
  };
  const path = declared.path.replace(/\{(\w+)\}/g, (_, one: string) => {
    const parts = (params[one] ?? "").split("/").map(encodeURIComponent);
    return parts.join("/");
  });
  const asked = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
  );
  const isFile = declared.body === "bytes";
  return {
    method: declared.method,
    path: `${path.slice(1)}${asked.length === 0 ? "" : `?${asked.join("&")}`}`,
    type: body === undefined ? null : isFile ? "application/octet-stream" : "application/json",
    body: body === undefined ? null : isFile ? (body as F) : JSON.stringify(body),
    answer: answerOf(declared.answer),
  };
}

function answerOf(answer: Route["answer"]): RegistryRequest<unknown>["answer"] {
  if (answer === null) return "nothing";
  if (answer === "bytes" || answer === "events") return "file";
  return answer === "text" ? "text" : "json";
}

interface ErrorText {
  readonly what: string;
  readonly where: string;
  readonly fix: string;
}

/** A response, as every program that asks has it. */
interface Answered {
  readonly ok: boolean;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

/**
 * What a server answered.
 *
 * @param other what is told of an answer that is none of this server's
 * @throws HomegroundError what the server says is wrong; `network/bad-answer`
 */
export async function toldBy<R extends Route, A extends Answered>(
  response: A,
  answer: RegistryRequest<unknown>["answer"],
  other: ErrorText,
): Promise<Told<R, A>> {
  if (!response.ok) throw await errorOf(response, other);
  if (answer === "nothing") return undefined as never;
  if (answer === "file") return response as never;
  return (await (answer === "text" ? response.text() : response.json())) as never;
}

async function errorOf(response: Answered, other: ErrorText): Promise<HomegroundError> {
  const told = (await response.json().catch(() => null)) as {
    readonly error?: ErrorText & { readonly code: ErrorCode };
  } | null;
  if (told?.error !== undefined) return new HomegroundError(told.error.code, told.error);
  return new HomegroundError("network/bad-answer", other);
}
