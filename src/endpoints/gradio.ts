import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { readShape } from "../formats/json/read-shape.js";
import { badAnswer, jsonOfAnswer } from "./answer-values.js";
import { serverEvents } from "./server-sent-events.js";

/*
 * What a Gradio app says of its functions, and how it answers.
 *
 * Source: Gradio's guide Querying Gradio Apps with Curl; `gradio_api/info` of Gradio 5.
 */

const PARAMETER = z.object({
  component: z.optional(z.string()),
  parameter_has_default: z.optional(z.boolean()),
  parameter_default: z.optional(z.unknown()),
});

const INFO = z.object({
  named_endpoints: z.record(
    z.string(),
    z.object({
      parameters: z.array(PARAMETER),
      returns: z.array(z.object({ component: z.optional(z.string()) })),
    }),
  ),
});

/** A function of an app that takes a picture. */
export interface GradioFunction {
  /** Without the slash before it. */
  readonly name: string;
  /** Values of its parameters; null where the picture goes. */
  readonly data: readonly (readonly [value: unknown] | null)[];
  /** Which of its answers is read, and how it is made. */
  readonly answer: { readonly index: number; readonly kind: "label" | "json" };
}

/**
 * The function that takes a picture and answers with a label or with JSON.
 *
 * @param wanted its name; null where there is but one
 * @throws HomegroundError `endpoint/protocol`, `endpoint/…`
 */
export function gradioFunction(
  bytes: Uint8Array,
  wanted: string | null,
  where: string,
): GradioFunction {
  const info = readShape(INFO, jsonOfAnswer(bytes, where), "what the app says of itself", (what) =>
    badAnswer("endpoint/bad-answer", what, where),
  );
  const all = Object.entries(info.named_endpoints).map(([path, { parameters, returns }]) => {
    const images = parameters.filter(isImage).length;
    const isFilled = parameters.every((one) => isImage(one) || one.parameter_has_default === true);
    const index = returns.findIndex(({ component = "" }) => /^(?:label|json)$/i.test(component));
    const isLabel = returns[index]?.component?.toLowerCase() === "label";
    return {
      name: path.replace(/^\//, ""),
      data: parameters.map((one) =>
        isImage(one) ? null : ([one.parameter_default ?? null] as const),
      ),
      answer: { index, kind: isLabel ? ("label" as const) : ("json" as const) },
      isFitting: images === 1 && isFilled && index >= 0,
    };
  });
  const named = wanted === null ? all : all.filter(({ name }) => name === wanted);
  const fitting = named.filter(({ isFitting }) => isFitting);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const names =
    all
      .map(({ name }) => name)
      .slice(0, 10)
      .join(", ") || "none";
  throw new HomegroundError("endpoint/protocol", {
    what:
      fitting.length > 1
        ? `several functions of the app take one image: ${fitting.map(({ name }) => name).join(", ")}`
        : `no function${wanted === null ? "" : ` ${wanted}`} of the app takes one image and answers with a label or JSON; it has ${names}`,
    where,
    fix: "Name the function as api in the description of the endpoint",
  });
}

function isImage({ component = "" }: { readonly component?: string | undefined }): boolean {
  return /^image$/i.test(component);
}

/** Where an app put a file. @throws HomegroundError `endpoint/…` */
export function uploadedPath(bytes: Uint8Array, where: string): string {
  const value = jsonOfAnswer(bytes, where);
  const [path] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof path === "string") return path;
  throw badAnswer("endpoint/bad-answer", "the app does not say where it put the file", where);
}

/** Number of a call whose result is to be fetched. @throws HomegroundError `endpoint/…` */
export function eventId(bytes: Uint8Array, where: string): string {
  const value = jsonOfAnswer(bytes, where) as { readonly event_id?: unknown } | null;
  const id = value?.event_id;
  // It goes into an address.
  if (typeof id === "string" && /^[A-Za-z0-9_-]{1,200}$/.test(id)) return id;
  throw badAnswer("endpoint/bad-answer", "the app gives no number of the call", where);
}

/** Whether the last event of a call has come. */
export function isCallOver(text: string): boolean {
  return serverEvents(text).some(({ event }) => event === "complete" || event === "error");
}

/** What a call came to, from its stream. @throws HomegroundError `endpoint/…` */
export function callResult(bytes: Uint8Array, index: number, where: string): unknown {
  const events = serverEvents(new TextDecoder().decode(bytes));
  const last = events.find(({ event }) => event === "complete" || event === "error");
  if (last === undefined) {
    throw badAnswer(
      "endpoint/missing-outputs",
      "the stream of the call ended before its result",
      where,
    );
  }
  if (last.event === "error") {
    throw badAnswer("endpoint/refused-image", "the app failed on the image", where);
  }
  const value = jsonOfAnswer(new TextEncoder().encode(last.data), where);
  const answers = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (index < answers.length) return answers[index];
  const what = `the app gave ${answers.length} answers, and number ${index + 1} is wanted`;
  throw badAnswer("endpoint/missing-outputs", what, where);
}
