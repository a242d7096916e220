import { HomegroundError, messageOf } from "../../core/errors.js";
import { type Questions, requestOf, type Told, toldBy } from "../../registry/request.js";
import type { RouteName, Routes } from "../../registry/routes.js";

/** A server, with types from the declarations of its routes. */
export interface ServerClient {
  /** @throws HomegroundError what the server answers; `network/unreachable` */
  call<N extends RouteName>(
    name: N,
    ...question: Questions<N, Uint8Array | Blob>
  ): Promise<Told<Routes[N], Response>>;
}

/** @param base address that `homeground serve` prints @param headers sent with each request, such as authorization */
export function createServerClient(
  base: string,
  headers: Readonly<Record<string, string>>,
): ServerClient {
  return {
    async call(name, ...[question]) {
      const { method, path, type, body, answer } = requestOf<typeof name, Uint8Array | Blob>(
        name,
        question,
      );
      const url = new URL(path, base.endsWith("/") ? base : `${base}/`);
      const response = await fetch(url, {
        method,
        body: body as Blob | string | null,
        headers: { ...headers, ...(type === null ? {} : { "content-type": type }) },
        redirect: "error",
      }).catch((cause: unknown) => {
        throw new HomegroundError("network/unreachable", {
          what: messageOf(cause instanceof Error && cause.cause ? cause.cause : cause),
          where: url.origin,
          fix: "See whether the server runs there",
          cause,
        });
      });
      return await toldBy(response, answer, {
        what: `it answers ${response.status}, and not as this server does`,
        where: new URL(response.url).origin,
        fix: "See whether homeground serve runs there",
      });
    },
  };
}
