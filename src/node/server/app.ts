/**
 * The server: what is asked of any request, whatever it is for. Routes and their answers are in `routes.ts` and
 * `handlers.ts`.
 */
import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { Readable } from "node:stream";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { isAtLeast, type Role, type Route } from "../../registry/route.js";
import { ROUTES } from "../../registry/routes.js";
import { type Actor, actorOfToken, roleIn } from "./actors.js";
import type { Asked, FileAnswer } from "./asked.js";
import { badRequest, forbidden, notFound, statusOf, unauthenticated } from "./failures.js";
import type { Handlers } from "./handlers.js";
import { serveObjectPages } from "./object-pages.js";
import { createRateLimit } from "./rate-limit.js";
import { BODY_LIMITS, type BodyLimits, fileBody, readJsonBody } from "./request-body.js";
import { actorOfSession } from "./sessions.js";
import type { ServerState } from "./state.js";
import { servePages } from "./static-pages.js";
import { type RequestSpan, startRequestSpan } from "./tracing.js";

/** Wrong tokens and passwords that an address may send in a minute. */
const MOST_FAILURES = 60;

const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

declare module "fastify" {
  interface FastifyRequest {
    /** Null for who is not known. */
    actor: Actor | null;
    role: Role | null;
    began: number;
    span: RequestSpan | null;
  }
}

/** @param limits of bodies; tests have shorter ones */
export function createApp(
  state: ServerState,
  handlers: Handlers,
  limits: BodyLimits = BODY_LIMITS,
): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: "loopback",
    // Bodies are read here, by `request-body.ts`: neither parsed nor limited before it is known who asks.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    connectionTimeout: 120_000,
    requestTimeout: 0,
    keepAliveTimeout: 10_000,
    forceCloseConnections: "idle",
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 5000 },
    routerOptions: { maxParamLength: 600 },
    frameworkErrors: (_error, _request, reply) => {
      void fail(
        reply as FastifyReply,
        badRequest("the address is malformed", "the request"),
        state,
      );
    },
    clientErrorHandler(error, socket) {
      if (!socket.writable) {
        socket.destroy();
        return;
      }
      const status =
        error.code === "HPE_HEADER_OVERFLOW"
          ? "431 Request Header Fields Too Large"
          : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
            ? "408 Request Timeout"
            : "400 Bad Request";
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    },
  });
  const rate = createRateLimit(state.settings.requestsPerMinute, () => state.clock().getTime());
  const failures = createRateLimit(MOST_FAILURES, () => state.clock().getTime());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.decorateRequest("actor", null);
  app.decorateRequest("role", null);
  app.decorateRequest("began", 0);
  app.decorateRequest("span", null);

  app.addHook("onRequest", async (request, reply) => {
    request.began = performance.now();
    request.span = startRequestSpan(request.method, request.headers);
    reply.headers(HEADERS);
    if (state.settings.isSecure) reply.header("strict-transport-security", "max-age=31536000");
    refuseOtherHost(request.headers.host, state.settings.hosts);
    if (state.signal.aborted) throw closing();
  });
  const note = (request: FastifyRequest, status: number) => {
    const seconds = (performance.now() - request.began) / 1000;
    const route = request.routeOptions.url ?? "none";
    const { id, method } = request;
    state.metrics.request(route, method, status, seconds);
    request.span?.end(route, status);
    const ms = Math.round(seconds * 1000);
    state.log({ level: "info", request: id, route, method, status, ms });
  };
  app.addHook("onResponse", async (request, reply) => note(request, reply.statusCode));
  // By the number that nginx has for a client that went away.
  app.addHook("onRequestAbort", async (request) => note(request, 499));
  app.setErrorHandler((error, _request, reply) => fail(reply, error, state));
  app.setNotFoundHandler((_request, reply) => fail(reply, notFound("the address"), state));

  for (const [name, declared] of Object.entries(ROUTES) as [keyof Handlers, Route][]) {
    app.route({
      method: declared.method,
      url: urlOf(declared),
      onRequest: async (request) => {
        request.actor = await whoAsks(request, declared, state, failures);
        const key = request.actor?.key ?? `address:${request.ip}`;
        if (!rate.take(key)) {
          state.metrics.add("homeground_rate_limited_total");
          throw tooMany();
        }
        // A password or an invitation is guessed at no more often than a token.
        const isGuess = declared.needs === "nobody" && declared.body !== undefined;
        if (isGuess && !failures.has(`address:${request.ip}`)) throw tooMany();
        request.role = roleOf(request, declared);
      },
      handler: async (request, reply) => {
        const { actor, role } = request;
        const handle = handlers[name] as (asked: Asked<Route>) => Promise<unknown>;
        const answer = await handle({
          params: checked(declared.params, paramsOf(request), "the address"),
          query: checked(declared.query, request.query, "the address"),
          body:
            declared.body === "bytes"
              ? fileBody(request.raw, limits)
              : declared.body === undefined
                ? undefined
                : checked(declared.body, await readJsonBody(request.raw, limits), "the body"),
          actor: actor as Actor,
          role: role as Role,
          again: async () => {
            request.actor = await whoAsks(request, declared, state, failures);
            roleOf(request, declared);
          },
          address: request.ip,
          failed: () => {
            state.metrics.add("homeground_log_in_failures_total");
            failures.take(`address:${request.ip}`);
          },
          headers: request.headers,
          reply: {
            header: (key, value) => {
              reply.header(key, value);
            },
          },
        });
        reply.code(declared.status);
        return await send(request, reply, declared, answer);
      },
    });
  }
  servePages(app);
  serveObjectPages(app, state);
  return app;
}

/** Fastify's form of a path. */
function urlOf({ path }: Route): string {
  return path.replace("/{path}", "/*").replace(/\{(\w+)\}/g, ":$1");
}

function paramsOf({ params }: FastifyRequest): unknown {
  const { "*": path, ...rest } = params as Readonly<Record<string, string>>;
  return path === undefined ? rest : { ...rest, path };
}

/** @throws HomegroundError `server/bad-request` */
function checked(schema: Route["params"], value: unknown, where: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join(".") ?? "";
  throw badRequest(
    at === "" ? "it is not of the documented shape" : `${at} is not as documented`,
    where,
  );
}

async function whoAsks(
  request: FastifyRequest,
  { needs, method }: Route,
  state: ServerState,
  failures: ReturnType<typeof createRateLimit>,
): Promise<Actor | null> {
  if (needs === "nobody") return null;
  const { authorization } = request.headers;
  const now = state.clock();
  const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? "")?.[1];
  try {
    if (authorization !== undefined) return await actorOfToken(state, bearer ?? "", now);
    return await actorOfSession(state, request.headers, method, now);
  } catch (error) {
    const isWrong = isHomegroundError(error) && error.code === "server/unauthenticated";
    if (!isWrong || failures.take(`address:${request.ip}`)) throw error;
    state.metrics.add("homeground_rate_limited_total");
    throw tooMany();
  }
}

/** What who asks is in the workspace of the address; null where it names none. */
function roleOf(request: FastifyRequest, { needs, params }: Route): Role | null {
  const { actor } = request;
  if (needs === "nobody") return null;
  if (actor === null) throw unauthenticated("nobody is logged in");
  if (needs === "operator" && !actor.isOperator) throw forbidden("the operator of the server");
  const { workspace } =
    (checked(params, paramsOf(request), "the address") as { workspace?: string }) ?? {};
  if (workspace === undefined) return null;
  const role = roleIn(actor, workspace.toLowerCase());
  if (needs !== "known" && needs !== "operator" && !isAtLeast(role, needs)) {
    throw forbidden(`a role of ${needs} at least`);
  }
  return role;
}

/** A page of another site may have its name point at this machine: no name but its own is answered. */
function refuseOtherHost(host: string | undefined, names: readonly string[]): void {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  const plain = name.replace(/^\[|\]$/g, "");
  const own = ["localhost", hostname().toLowerCase(), ...names];
  if (isIP(plain) !== 0 || own.includes(name)) return;
  throw new HomegroundError("server/other-host", {
    what: "the request is meant for a server of another name",
    where: "the header Host",
    fix: "Ask by the address that the server printed, or start it with --url and that name",
  });
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer }: Route,
  value: unknown,
): Promise<unknown> {
  if (answer === null) return reply.send();
  if (answer === "text") return reply.type("text/plain; version=0.0.4").send(value);
  if (answer === "events") {
    const events = Readable.from(value as AsyncIterable<string>, { objectMode: false });
    request.raw.once("close", () => events.destroy());
    return reply.type("text/event-stream").send(events);
  }
  if (answer !== "bytes") return reply.type("application/json").send(JSON.stringify(value));
  const { bytes, sizeBytes, sha256, range, fileName } = value as FileAnswer;
  const name = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16)}`,
  );
  reply.headers({
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${name}`,
    "accept-ranges": "bytes",
    etag: `"${sha256}"`,
    "content-length": range === null ? sizeBytes : range.end - range.start,
  });
  if (range !== null) {
    reply.code(206).header("content-range", `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
  }
  const stream = Readable.from(bytes, { objectMode: false });
  request.raw.once("close", () => stream.destroy());
  return reply.send(stream);
}

async function fail(reply: FastifyReply, cause: unknown, state: ServerState): Promise<unknown> {
  const error = isHomegroundError(cause) ? cause : ofFramework(cause);
  const { code, what, where, fix } = error;
  if (code === "internal/bug") {
    state.log({
      level: "error",
      request: reply.request.id,
      // Messages may hold what somebody sent; where it happened does not.
      bug: cause instanceof Error ? cause.name : "none",
      stack: cause instanceof Error ? stackOf(cause) : null,
    });
  }
  const status = statusOf(code);
  reply.headers(HEADERS);
  // Bytes that nobody reads any more are no next request.
  if (!reply.request.raw.complete) reply.header("connection", "close");
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 429) reply.header("retry-after", "10");
  return reply
    .code(status)
    .type("application/json")
    .send(JSON.stringify({ error: { code, what, where, fix } }));
}

/** Errors that Fastify makes of a request before it comes to us, and our own bugs. */
function ofFramework(cause: unknown): HomegroundError {
  const status = cause instanceof Error && "statusCode" in cause ? cause.statusCode : 500;
  if (status === 404) return notFound("the address");
  if (typeof status === "number" && status >= 400 && status < 500) {
    return badRequest(messageOf(cause), "the request");
  }
  return new HomegroundError("internal/bug", {
    what: "the server met an error that it does not know",
    where: "the server",
    fix: "Tell its operator the time of the request",
    cause,
  });
}

function stackOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).join("|");
}

function tooMany(): HomegroundError {
  return new HomegroundError("server/too-many", {
    what: "more requests came than are answered in a minute",
    where: "the request",
    fix: "Wait for the seconds that retry-after says",
  });
}

function closing(): HomegroundError {
  return new HomegroundError("server/closing", {
    what: "the server is being stopped",
    where: "the request",
    fix: "Try again in a moment",
  });
}
