import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { badEndpointCard, cardOfEndpoint } from "../../endpoints/endpoint-card.js";
import type { PictureSize } from "../../endpoints/mapped-answer.js";
import type { ImageFormat } from "../../images/image-format.js";
import { notesOf, readImageHeader } from "../../images/image-header.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type { EndpointSetup, ImageToSend, OpenedEndpoint, Statement } from "./adapter.js";

/** What the header of a file says of a picture that is sent as it is. */
export interface SentPicture {
  readonly type: string;
  readonly notes: readonly string[];
  readonly stored: PictureSize;
  /** As it is looked at: after the orientation. */
  readonly displayed: PictureSize;
}

/** What leaves, for people. */
export const IMAGE_FILES = "image files, with place and camera where they state these";

const TYPES: Readonly<Record<ImageFormat, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  tiff: "image/tiff",
  bmp: "image/bmp",
  gif: "image/gif",
};

/** @throws HomegroundError `image/…` for what is no picture: it is not sent */
export function sentPicture({ bytes }: ImageToSend): SentPicture {
  const header = readImageHeader(bytes);
  const { widthPx, heightPx } = header;
  const isTurned = "orientation" in header && header.orientation >= 5;
  return {
    type: TYPES[header.format],
    notes: notesOf(header),
    stored: { widthPx, heightPx },
    displayed: isTurned ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx },
  };
}

/** The card of an endpoint that is known by its answers, with labels of its description, a card or its own. */
export function answeringCard(
  { card, cardName, modelCard, address }: EndpointSetup,
  { labels: own, name }: Statement,
): ModelCard {
  if (modelCard !== null && card.modelCard === null) {
    throw badEndpointCard(
      `it says how tensors are read, and ${address.host} is sent pictures: a description of the endpoint is wanted`,
      cardName,
    );
  }
  const labels = card.labels ?? labelsOfCard(modelCard?.text ?? null) ?? own;
  if (labels === null) {
    throw new HomegroundError("model/no-card", {
      what: "nothing says which labels the endpoint answers with",
      where: cardName,
      fix: "Write them into a description of the endpoint (labels) and name it with --card: docs/hosted-models.md",
    });
  }
  return cardOfEndpoint(card, card.name ?? name ?? address.host, labels);
}

function labelsOfCard(text: string | null): readonly string[] | null {
  if (text === null) return null;
  const { labels } = (jsonOrUndefined(text) ?? {}) as { readonly labels?: unknown };
  const isList = Array.isArray(labels) && labels.every((one) => typeof one === "string");
  return isList ? (labels as readonly string[]) : null;
}

type ReadScores = (value: SentPicture, size: PictureSize) => Float64Array;

/** Scores with what the file says of its picture. */
export function scoresWith(
  picture: SentPicture,
  areObjects: boolean,
  read: ReadScores,
): Awaited<ReturnType<OpenedEndpoint["score"]>> {
  const scores = read(picture, picture.displayed);
  const size = areObjects ? picture.displayed : picture.stored;
  return { scores, notes: picture.notes, ...size };
}
