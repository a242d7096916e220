import type { Json } from "../../core/canonical-json.js";
import type { EndpointCard } from "../../endpoints/endpoint-card.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type { ImageScores } from "../../models/image-scorer.js";
import type { FetchOptions } from "../models/hosted-model.js";
import type { EndpointClient } from "./endpoint-client.js";

/** What an adapter works with. */
export interface EndpointSetup {
  /** Without what may follow `?`. */
  readonly address: URL;
  readonly card: EndpointCard;
  /** Names the description in errors; the address where there is none. */
  readonly cardName: string;
  /** Text and name of a model card; null where none is given. */
  readonly modelCard: { readonly text: string; readonly path: string } | null;
  readonly client: EndpointClient;
  /** For each request: with tokens in them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the hub of models is, and what may be asked there. */
  readonly hub: Pick<FetchOptions, "policy" | "endpoint">;
  /** An address with the parameters of the description. */
  withQuery(url: URL): URL;
}

/** What an endpoint says of itself before an image is sent. */
export interface Statement {
  readonly name: string | null;
  readonly versions: readonly string[];
  /** null: it does not say. */
  readonly labels: readonly string[] | null;
  /** What else of it tells one model from another. */
  readonly further: Json;
}

export interface ImageToSend {
  readonly bytes: Uint8Array;
  /** Names the image in errors. */
  readonly path: string;
}

export type SentImageScores = Pick<ImageScores, "scores" | "notes" | "widthPx" | "heightPx">;

/** An endpoint that can be asked about images. */
export interface OpenedEndpoint {
  readonly card: ModelCard;
  /** Bytes that leave for a file of so many. */
  sentBytes(fileBytes: number): number;
  /** What leaves: `image files`, `tensors made of the images`. */
  readonly what: string;
  /** @throws HomegroundError of the image, the endpoint or the way there */
  score(image: ImageToSend, signal: AbortSignal): Promise<SentImageScores>;
  /** Versions that answers said they are of; empty where they say nothing. */
  versionsSeen(): readonly string[];
}

/** A protocol that hosted models speak: one file, and one line of the registry. */
export interface EndpointAdapter {
  /** In descriptions and results; letters alone. */
  readonly id: string;
  /** For sentences. */
  readonly name: string;
  /** Whether an address is of this protocol by its look. */
  recognises(address: URL): boolean;
  /** Hosts that `HF_TOKEN` may go to. */
  readonly takesHubToken: boolean;
  /** Asks the endpoint what it is. Sends no image. @throws HomegroundError */
  ask(setup: EndpointSetup, signal: AbortSignal): Promise<Statement>;
  /** @throws HomegroundError `model/no-card`, `endpoint/bad-card` and those of cards */
  open(setup: EndpointSetup, statement: Statement): OpenedEndpoint;
}
