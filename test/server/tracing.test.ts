import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  trace,
} from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestServer, type TestServer } from "../support/server-case.js";

/** What an SDK is given of a span, in the order of its ends. */
interface Ended {
  name: string;
  readonly attributes: Record<string, unknown>;
  readonly parent: string | null;
  failed: boolean;
}
const ended: Ended[] = [];

function startSpan(name: string, options: SpanOptions = {}, from: Context = ROOT_CONTEXT): Span {
  const parent = trace.getSpanContext(from)?.traceId ?? null;
  const one: Ended = { name, attributes: { ...options.attributes }, parent, failed: false };
  const span = {
    spanContext: () => ({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 1 }),
    updateName(other: string) {
      one.name = other;
      return span;
    },
    setAttribute(key: string, value: unknown) {
      one.attributes[key] = value;
      return span;
    },
    setAttributes(more: Record<string, unknown>) {
      Object.assign(one.attributes, more);
      return span;
    },
    setStatus() {
      one.failed = true;
      return span;
    },
    end: () => void ended.push(one),
  };
  return span as unknown as Span;
}

let folder: string;
let server: TestServer;
beforeAll(async () => {
  const startActiveSpan = (name: string, work: (span: Span) => unknown) => work(startSpan(name));
  trace.setGlobalTracerProvider({
    getTracer: () =>
      ({ startSpan, startActiveSpan }) as unknown as ReturnType<typeof trace.getTracer>,
  });
  propagation.setGlobalPropagator({
    inject: () => {},
    fields: () => ["traceparent"],
    extract(from, carrier, getter) {
      const [, traceId = "", spanId = ""] = `${getter.get(carrier, "traceparent")}`.split("-");
      return trace.setSpanContext(from, { traceId, spanId, traceFlags: 1 });
    },
  });
  folder = await mkdtemp(join(tmpdir(), "hg-tracing-"));
  server = await startTestServer({ data: join(folder, "data") });
});
afterAll(async () => {
  await server?.close();
  trace.disable();
  propagation.disable();
  await rm(folder, { recursive: true, force: true });
});

describe("spans", () => {
  it("are of each request, by its route alone, behind the span of who asks", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const ask = (path: string, authorization: string) =>
      fetch(new URL(path, server.url), {
        headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01`, authorization },
      });
    await ask("/v1/workspaces/6d2a2b1c-9f0e-4b8e-8f0a-1c2d3e4f5a6b", `Bearer ${server.token}`);
    await ask("/v1/me", "Bearer hg_wrong");
    await vi.waitUntil(() => ended.length === 2);
    expect(ended).toEqual([
      {
        name: "GET /v1/workspaces/:workspace",
        attributes: {
          "http.request.method": "GET",
          "http.route": "/v1/workspaces/:workspace",
          "http.response.status_code": 404,
        },
        parent: traceId,
        failed: false,
      },
      expect.objectContaining({ name: "GET /v1/me", parent: traceId }),
    ]);
    const text = JSON.stringify(ended);
    for (const secret of ["6d2a2b1c", "hg_", "127.0.0.1"]) expect(text).not.toContain(secret);
  });
});
