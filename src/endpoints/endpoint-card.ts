import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { shapeProblems } from "../formats/json/read-shape.js";
import type { ModelCard } from "../models/card/card-types.js";
import type { Decode } from "../models/families/decode-types.js";

/** What the description of an endpoint says first. */
export const ENDPOINT_SCHEMA = "homeground.endpoint/1";

/** What scores of an endpoint are: shares, the input of a softmax, or no more than an order. */
export type EndpointScores = "probabilities" | "logits" | "raw";

const TEXT = z.string().check(z.minLength(1));
const TEXTS = z.optional(z.record(z.string(), z.string()));
const POINTER = z.optional(
  z.string().check(z.regex(/^(\/.*)?$/s, "is no JSON pointer such as /a/0")),
);

const REQUEST = z.object({
  method: z.optional(z.enum(["POST", "PUT"])),
  body: z.enum(["bytes", "multipart", "json"]),
  contentType: z.optional(TEXT),
  field: z.optional(TEXT),
  fields: TEXTS,
  template: z.optional(z.unknown()),
});

const ANSWER = z.object({
  list: POINTER,
  label: POINTER,
  score: POINTER,
  scores: POINTER,
  box: POINTER,
  corners: z.optional(z.enum(["xyxy", "xywh", "cxcywh"])),
  units: z.optional(z.enum(["pixels", "fractions"])),
});

const CARD = z.object({
  card: z.literal(ENDPOINT_SCHEMA),
  name: z.optional(TEXT),
  protocol: z.optional(TEXT),
  task: z.optional(z.enum(["classification", "detection"])),
  labels: z.optional(z.array(TEXT).check(z.minLength(1))),
  scores: z.optional(z.enum(["probabilities", "logits", "raw"])),
  headers: TEXTS,
  query: TEXTS,
  request: z.optional(REQUEST),
  answer: z.optional(ANSWER),
  api: z.optional(TEXT),
  modelCard: z.optional(TEXT),
});

/** How a plain HTTP endpoint takes a picture. */
export type EndpointRequestRule = z.infer<typeof REQUEST>;
/** Where in an answer what is wanted stands: JSON pointers (RFC 6901). */
export type AnswerRule = z.infer<typeof ANSWER>;

/** The description of an endpoint, `homeground.endpoint/1`. */
export interface EndpointCard {
  readonly name: string | null;
  /** Id of an adapter; null: the address tells. */
  readonly protocol: string | null;
  readonly task: "classification" | "detection";
  /** Whether it answers with objects, not with labels of the whole picture. */
  readonly areObjects: boolean;
  /** null: elsewhere, in a model card or with the endpoint. */
  readonly labels: readonly string[] | null;
  readonly scores: EndpointScores;
  /** Values may name environment variables: `Bearer ${NAME}`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly request: EndpointRequestRule | null;
  readonly answer: AnswerRule;
  /** Name of the function that a Gradio app is asked for. */
  readonly api: string | null;
  /** A model card beside this file, for endpoints that take tensors. */
  readonly modelCard: string | null;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** @throws HomegroundError `endpoint/bad-card`, `input/not-json`, `input/too-deep` */
export function parseEndpointCard(text: string, where: string): EndpointCard {
  const value = parseJson(text, where, "Write it as JSON: docs/hosted-models.md shows one");
  const problems = [...shapeProblems(CARD, value, "the description")];
  const parsed = CARD.safeParse(value);
  if (parsed.success) problems.push(...contradictions(parsed.data));
  if (!parsed.success || problems.length > 0) throw badEndpointCard(problems.join("; "), where);
  const card = parsed.data;
  return {
    name: card.name ?? null,
    protocol: card.protocol ?? null,
    task: card.task ?? "classification",
    areObjects: card.task === "detection",
    labels: card.labels ?? null,
    scores: card.scores ?? "probabilities",
    headers: card.headers ?? {},
    query: card.query ?? {},
    request: card.request ?? null,
    answer: card.answer ?? {},
    api: card.api ?? null,
    modelCard: card.modelCard ?? null,
    raw: value as EndpointCard["raw"],
  };
}

/** A description of nothing: what an address alone says. */
export const NO_ENDPOINT_CARD: EndpointCard = {
  name: null,
  protocol: null,
  task: "classification",
  areObjects: false,
  labels: null,
  scores: "probabilities",
  headers: {},
  query: {},
  request: null,
  answer: {},
  api: null,
  modelCard: null,
  raw: {},
};

export function badEndpointCard(what: string, where: string): HomegroundError {
  return new HomegroundError("endpoint/bad-card", {
    what,
    where,
    fix: "Correct the description: docs/hosted-models.md lists its fields",
  });
}

/** Names of headers and parameters whose values are secrets. */
const SECRET = /auth|token|key|secret|cookie|password/i;
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

function contradictions(card: z.infer<typeof CARD>): readonly string[] {
  const problems: string[] = [];
  for (const part of ["headers", "query"] as const) {
    for (const [name, value] of Object.entries(card[part] ?? {})) {
      const place = `${part}.${name}`;
      if (part === "headers" && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
        problems.push(`${place} is no name of a header`);
      }
      if (/[\r\n\0]/.test(value)) problems.push(`${place} has more than one line`);
      // A file is passed on; what is in it must not open a door.
      if (SECRET.test(name) && variablesIn(value).length === 0) {
        problems.push(
          `${place} is a secret that stands in the file: name an environment variable, as \${MY_TOKEN}`,
        );
      }
    }
  }
  const { labels, request } = card;
  if (labels !== undefined && new Set(labels).size !== labels.length) {
    problems.push("labels has a name twice");
  }
  if (card.scores === "logits" && card.task === "detection") {
    problems.push("scores is logits, which objects cannot have");
  }
  if (request?.template !== undefined) {
    if (request.body !== "json") problems.push("request.template is for a body of json");
    else if (!JSON.stringify(request.template).includes(IMAGE)) {
      problems.push(`request.template has no ${IMAGE} where the picture goes`);
    }
  }
  return problems;
}

/** Stands in a template for the picture in base64. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a description says
export const IMAGE = "${image}";

/** Names of the environment variables in a text. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = ""]) => name);
}

/** @param of gives each variable's value */
export function withVariables(text: string, of: (name: string) => string): string {
  return text.replaceAll(VARIABLE, (_, name: string) => of(name));
}

/** The card of a model that is known by its answers alone. */
export function cardOfEndpoint(
  { task, scores, raw }: Pick<EndpointCard, "task" | "scores" | "raw">,
  name: string,
  labels: readonly string[],
): ModelCard {
  return {
    name,
    task,
    family: "endpoint",
    scores: scores === "logits" ? "logits" : scores === "raw" ? "raw" : "probabilities",
    file: null,
    sha256: null,
    bytes: null,
    opset: null,
    // The endpoint prepares pictures itself.
    input: { name: "image", rule: AS_IT_IS },
    outputs: [],
    decode: { family: "endpoint", supported: false } as Decode,
    features: null,
    labels,
    cocoCategoryIds: null,
    claims: [],
    training: null,
    licence: null,
    origin: null,
    tunedOn: [],
    guesses: [],
    raw,
  };
}

const AS_IT_IS: ModelCard["input"]["rule"] = {
  layout: "NHWC",
  heightPx: 1,
  widthPx: 1,
  dtype: "uint8",
  channelOrder: "RGB",
  scaleRange: [0, 255],
  mean: [0],
  std: [1],
  grey: "repeat",
  alphaChannel: "drop",
  iccProfile: "ignore",
  resize: { rule: "interpolate", filter: "nearest", fit: { kind: "stretch" } },
};
