import type * as z from "zod/mini";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { AnswerOf, Route } from "./route.js";
import { ROUTES, type RouteName, type Routes } from "./routes.js";

type Given<S> = S extends z.ZodMiniType ? z.input<S> : never;

/** What a route is asked with: its parameters, and a body where it takes one. */
export type Question<R extends Route> = (R["params"] extends z.ZodMiniType
  ? { readonly params: Given<R["params"]> }
  : object) &
  (R["query"] extends z.ZodMiniType ? { readonly query?: Given<R["query"]> } : object) &
  (R["body"] extends "bytes"
    ? { readonly body: Uint8Array | Blob }
    : R["body"] extends z.ZodMiniType
      ? { readonly body: Given<R["body"]> }
      : object);

/** What comes back: files and events as the response itself. */
export type Told<R extends Route> = R["answer"] extends "bytes" | "events"
  ? Response
  : R["answer"] extends "text"
    ? string
    : AnswerOf<R>;

/** A server, with types from the declarations of its routes. */
export interface ServerClient {
  /** @throws HomegroundError what the server answers; `network/unreachable` */
  call<N extends RouteName>(
    name: N,
    ...question: object extends Question<Routes[N]>
      ? [question?: Question<Routes[N]>]
      : [question: Question<Routes[N]>]
  ): Promise<Told<Routes[N]>>;
}

/** @param base address that `homeground serve` prints @param headers sent with each request, such as authorization */
export function createServerClient(
  base: string,
  headers: Readonly<Record<string, string>>,
): ServerClient {
  return {
    async call(name, ...[question]) {
      const declared: Route = ROUTES[name];
      const {
        params = {},
        query = {},
        body,
      } = (question ?? {}) as {
        readonly params?: Readonly<Record<string, string>>;
        readonly query?: Readonly<Record<string, string>>;
        readonly body?: unknown;
      };
      const path = declared.path.replace(/\{(\w+)\}/g, (_, one: string) => {
        const parts = (params[one] ?? "").split("/").map(encodeURIComponent);
        return parts.join("/");
      });
      const url = new URL(path.slice(1), base.endsWith("/") ? base : `${base}/`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
      const isFile = declared.body === "bytes";
      const sent =
        body === undefined
          ? {}
          : {
              body: isFile ? (body as Blob) : JSON.stringify(body),
              headers: { "content-type": isFile ? "application/octet-stream" : "application/json" },
            };
      const response = await fetch(url, {
        method: declared.method,
        ...sent,
        headers: { ...headers, ...sent.headers },
        redirect: "error",
      }).catch((cause: unknown) => {
        throw new HomegroundError("network/unreachable", {
          what: messageOf(cause instanceof Error && cause.cause ? cause.cause : cause),
          where: url.origin,
          fix: "See whether the server runs there",
          cause,
        });
      });
      if (!response.ok) throw await errorOf(response);
      if (declared.answer === null) return undefined as never;
      if (declared.answer === "bytes" || declared.answer === "events") return response as never;
      return (await (declared.answer === "text" ? response.text() : response.json())) as never;
    },
  };
}

async function errorOf(response: Response): Promise<HomegroundError> {
  const told = (await response.json().catch(() => null)) as {
    readonly error?: { code: HomegroundError["code"]; what: string; where: string; fix: string };
  } | null;
  if (told?.error !== undefined) return new HomegroundError(told.error.code, told.error);
  return new HomegroundError("network/bad-answer", {
    what: `it answers ${response.status}, and not as this server does`,
    where: new URL(response.url).origin,
    fix: "See whether homeground serve runs there",
  });
}
