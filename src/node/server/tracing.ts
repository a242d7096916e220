/**
 * Requests and jobs as spans of OpenTelemetry. Without an operator's SDK, which Node loads before this program
 * (`--import`), nothing is kept or sent. Spans hold no names, addresses or secrets: a route, and not what was asked of it.
 */
import type { IncomingHttpHeaders } from "node:http";
import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

const tracer = () => trace.getTracer("homeground");

/** A request from its head to the end of its answer. */
export interface RequestSpan {
  end(route: string, status: number): void;
}

/** @param headers may name the span of who asks (`traceparent`) */
export function startRequestSpan(method: string, headers: IncomingHttpHeaders): RequestSpan {
  const caller = propagation.extract(context.active(), headers);
  const attributes = { "http.request.method": method };
  const span = tracer().startSpan(method, { kind: SpanKind.SERVER, attributes }, caller);
  return {
    end(route, status) {
      span.updateName(`${method} ${route}`);
      span.setAttributes({ "http.route": route, "http.response.status_code": status });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Does work as a span of its own; what it throws is its end too. */
export async function inSpan<T>(name: string, work: (span: Span) => Promise<T>): Promise<T> {
  return await tracer().startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
