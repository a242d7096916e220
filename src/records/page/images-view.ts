import { counted, grouped, listed } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { INSIDE } from "../../reports/words/inside.js";
import type { PublishedPrediction } from "../../tasks/predictions.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { IMAGES } from "../words/record-page.js";
import type { PublishedImage, PublishedImages } from "./record-page-input.js";

/** The test images on the page: how many, where they are, some of them with pictures, a list. */
export interface ImagesView {
  readonly counts: string;
  readonly reasons: string | null;
  readonly where: string;
  readonly picturesText: string | null;
  readonly pictures: readonly PictureView[];
  readonly list: readonly ImageRow[];
  readonly more: number;
}

export interface PictureView {
  readonly src: string | null;
  readonly href: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly alt: string;
  readonly name: string;
  readonly label: string;
  readonly answer: string | null;
  readonly isRight: boolean | null;
}

export interface ImageRow {
  readonly name: string;
  readonly href: string | null;
  readonly label: string;
  readonly answer: string;
  readonly verdict: string;
}

export function imagesView(record: TransparencyRecord, images: PublishedImages): ImagesView {
  const { counts, openness } = record;
  const reasons = Object.entries(counts.reasons).map(
    ([code, n]) => `${grouped(n)} ${shown(code, 60)}`,
  );
  const { pictures, listed: list } = images;
  return {
    counts: IMAGES.counts({
      images: counted(counts.images, "image"),
      scored: grouped(counts.scored),
      listed: grouped(counts.listed),
    }),
    reasons: reasons.length === 0 ? null : IMAGES.reasons({ reasons: listed(reasons) }),
    where: whereText(openness, images),
    picturesText:
      pictures.length === 0
        ? null
        : pictures.length === counts.scored
          ? IMAGES.all({ n: grouped(counts.scored) })
          : IMAGES.some({ shown: grouped(pictures.length), of: grouped(counts.scored) }),
    pictures: pictures.map(pictureView),
    list: list.map(imageRow),
    more: list.length === 0 ? 0 : counts.scored - list.length,
  };
}

function whereText(openness: TransparencyRecord["openness"], images: PublishedImages): string {
  if (images.where === "included") return IMAGES.included;
  if (images.where === "inside") return INSIDE.images;
  if (images.where === "beside") return INSIDE.imagesBeside;
  if (images.where === "address") return IMAGES.address;
  return openness === "open" ? IMAGES.withheldNamed : IMAGES.withheld[openness];
}

function pictureView({ name, href, picture, labels, answer }: PublishedImage): PictureView {
  const label = labelsText(labels);
  const file = shown(name, 60);
  return {
    src: picture?.src ?? null,
    href,
    widthPx: picture?.widthPx ?? 0,
    heightPx: picture?.heightPx ?? 0,
    alt: IMAGES.alt({ name: file, label }),
    name: shown(name.slice(name.lastIndexOf("/") + 1), 40),
    label,
    answer: answer === null || isRightOf(answer) === true ? null : answeredText(answer),
    isRight: answer === null ? null : isRightOf(answer),
  };
}

function imageRow({ name, href, labels, answer }: PublishedImage): ImageRow {
  const isRight = answer === null ? null : isRightOf(answer);
  return {
    name: shown(name, 120),
    href,
    label: labelsText(labels),
    answer: answer === null ? IMAGES.none : answerText(answer),
    verdict: isRight === null ? "" : isRight ? IMAGES.right : IMAGES.wrong,
  };
}

function isRightOf(answer: PublishedPrediction): boolean | null {
  return answer.kind === "label" ? answer.isRight : null;
}

function labelsText(labels: readonly string[] | null): string {
  if (labels === null || labels.length === 0) return IMAGES.none;
  return listed(labels.map((label) => shown(label, 60)));
}

function answerText(answer: PublishedPrediction): string {
  switch (answer.kind) {
    case "label":
      return shown(answer.label, 60);
    case "labels":
      return answer.labels.length === 0
        ? IMAGES.none
        : listed(answer.labels.map((label) => shown(label, 60)));
    case "score":
      return String(Number(answer.score.toPrecision(4)));
    case "boxes":
      return IMAGES.found({ boxes: counted(answer.count, "box") });
    default:
      return answer satisfies never;
  }
}

function answeredText(answer: PublishedPrediction): string {
  return answer.kind === "boxes"
    ? answerText(answer)
    : IMAGES.answer({ answer: answerText(answer) });
}
