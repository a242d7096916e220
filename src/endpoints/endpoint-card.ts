import * as z from "zod/mini";
import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { shapeProblems } from "../formats/json/read-shape.js";
import { field, text } from "../models/card/card-field.js";
import type { ModelCard } from "../models/card/card-types.js";
import type { Decode } from "../models/families/decode-types.js";

/** What the description of an endpoint says first. */
export const ENDPOINT_SCHEMA = "homeground.endpoint/1";

/** What scores of an endpoint are: shares, the input of a softmax, no more than an order, or numbers of things. */
export type EndpointScores = "probabilities" | "logits" | "raw" | "counts";

/** Stands in a template for the picture in base64. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a description says
export const IMAGE = "${image}";

/** As a description names a variable of the environment. */
function variable(name: string): string {
  return IMAGE.replace("image", name);
}

const POINTER = z.string().check(z.regex(/^(\/[\s\S]*)?$/, "is no JSON pointer such as /a/0"));

const TASKS = ["classification", "detection", "counting"] as const;

const REQUEST = z.object({
  method: field(z.optional(z.enum(["POST", "PUT"])), "Of the request.", { default: "POST" }),
  body: field(
    z.enum(["bytes", "multipart", "json"]),
    "How the picture is sent: its bytes alone, in a form, or in base64 inside JSON.",
    { example: "bytes" },
  ),
  contentType: field(z.optional(text()), "Of `bytes`. Left out: that of the picture.", {
    example: "application/octet-stream",
  }),
  field: field(z.optional(text()), "Field of a form that holds the picture.", { default: "file" }),
  fields: field(z.optional(z.record(z.string(), z.string())), "Further fields of a form.", {
    example: { threshold: "0" },
  }),
  template: field(
    z.optional(z.unknown()),
    `JSON that is sent, with ${IMAGE} where the picture in base64 goes.`,
    { example: { instances: [{ b64: IMAGE }] } },
  ),
});

const ANSWER = z.object({
  list: field(
    z.optional(POINTER),
    "Where a list of objects stands, or an object of a score a label. Left out: the whole answer.",
    { example: "/predictions/0" },
  ),
  label: field(z.optional(POINTER), "The label in each object of the list.", { default: "/label" }),
  score: field(z.optional(POINTER), "Its score.", { default: "/score" }),
  scores: field(
    z.optional(POINTER),
    "Where a list of numbers in the order of `labels` stands, in place of `list`.",
    { example: "/outputs/0" },
  ),
  box: field(z.optional(POINTER), "The box in each object of the list.", { default: "/box" }),
  corners: field(
    z.optional(z.enum(["xyxy", "xywh", "cxcywh"])),
    "What the four numbers of a box are, in a list or by their usual names.",
    { default: "xyxy" },
  ),
  units: field(
    z.optional(z.enum(["pixels", "fractions"])),
    "Pixels of the picture as it is displayed, or fractions of its sides.",
    { default: "pixels" },
  ),
});

const CARD = z.object({
  card: field(z.literal(ENDPOINT_SCHEMA), "The version of this schema."),
  name: field(
    z.optional(text()),
    "What reports call the model. Left out: what the endpoint says.",
    {
      example: "line 3, vendor's service",
    },
  ),
  protocol: field(
    z.optional(text()),
    "`kserve`, `huggingface`, `gradio` or `http`. Left out: as the address shows.",
    { example: "http" },
  ),
  task: field(z.optional(z.enum(TASKS)), "What the model is asked of an image.", {
    default: "classification",
  }),
  labels: field(
    z.optional(z.array(text()).check(z.minLength(1))),
    "In the words of the answers. Left out: those of `modelCard`, or of the endpoint.",
    { example: ["scratch", "dent"] },
  ),
  scores: field(
    z.optional(z.enum(["probabilities", "logits", "raw"])),
    "What scores of labels and objects are. `logits`: a softmax is applied; `raw`: only their order counts.",
    { default: "probabilities" },
  ),
  headers: field(
    z.optional(z.record(z.string(), z.string())),
    `Sent with each request; \`${variable("NAME")}\` is a variable of the environment, as tokens must be.`,
    { example: { "X-Api-Key": variable("VENDOR_KEY") } },
  ),
  query: field(
    z.optional(z.record(z.string(), z.string())),
    "Parameters of the address, as `headers`.",
    { example: { "api-version": "2" } },
  ),
  request: field(z.optional(REQUEST), "How a plain HTTP endpoint takes a picture."),
  answer: field(
    z.optional(ANSWER),
    "Where in JSON what is wanted stands: JSON pointers (RFC 6901).",
  ),
  api: field(z.optional(text()), "Function of a Gradio app. Left out: the only one that fits.", {
    example: "predict",
  }),
  modelCard: field(
    z.optional(text()),
    "A model card beside this file, for endpoints that take tensors.",
    { example: "birds.json" },
  ),
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
  readonly task: (typeof TASKS)[number];
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

/** JSON Schema (2020-12) of descriptions, as it is published in `schemas/endpoint.schema.json`. */
export function endpointJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...parts } = z.toJSONSchema(CARD, { io: "input" });
  return {
    $schema,
    $id: "urn:homeground:schema:endpoint:1",
    title: "The description of an endpoint",
    description:
      "How a hosted model is asked, and what its answers mean. Fields that are not listed are allowed and kept.",
    ...parts,
  };
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
    scores: card.scores ?? (card.task === "counting" ? "counts" : "probabilities"),
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
  if (card.scores !== undefined && card.task === "counting") {
    problems.push(`scores is ${card.scores}, and counts are numbers of things`);
  }
  if (request?.template !== undefined) {
    if (request.body !== "json") problems.push("request.template is for a body of json");
    else if (!JSON.stringify(request.template).includes(IMAGE)) {
      problems.push(`request.template has no ${IMAGE} where the picture goes`);
    }
  }
  return problems;
}

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
    scores: scores === "counts" ? "raw" : scores,
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
