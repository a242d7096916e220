import { canonicalJson } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { LabelSet } from "../core/label-set.js";
import type { BoxesOfImage, MaskedSources } from "../evaluation/run/masked-evaluation.js";
import type { KeptPart } from "../images/mask-objects.js";
import type { FurtherLook } from "../models/scoring/scorer-protocol.js";
import { outlinesOf } from "../tasks/found-outlines.js";
import type { ImagePrediction, PredictionSource } from "../tasks/predictions.js";
import { alteredKeys, alteredLog } from "./altered-log.js";
import type { FileIdentity, ImageOnDisk } from "./run-model.js";
import type { ScoreLog } from "./score-log.js";

/** A second and a third look at each picture: without its objects, and at them alone. */
export interface MaskedLooks {
  /** By the first model. */
  readonly looks: readonly FurtherLook[];
  /** A log a look. */
  readonly views: readonly ScoreLog[];
  readonly boxesOf: BoxesOfImage;
  /** To be told what the bytes of a file are before a run asks which looks are wanted. */
  see(path: string, identity: FileIdentity): void;
  /** The answers of a run that is over, to images that all looks have an answer to. */
  sources(whole: PredictionSource, sha256: readonly (string | null)[]): MaskedSources;
}

const PARTS = ["background", "objects"] as const satisfies readonly KeptPart[];

/** @param log of altered pictures of the model */
export function createMaskedLooks(
  images: readonly ImageOnDisk[],
  boxesOf: BoxesOfImage,
  log: ScoreLog,
  createDigest: CreateDigest,
): MaskedLooks {
  const ofPath = new Map<string, Float64Array>();
  for (const [image, { path }] of images.entries()) {
    const boxes = boxesOf(image);
    if (path !== null && boxes !== null) ofPath.set(path, boxes);
  }
  // Copies of a picture are masked by the boxes of the first of them.
  const ofBytes = new Map<string, Float64Array>();
  const views = PARTS.map((kept) =>
    alteredLog(
      log,
      alteredKeys((sha256) => {
        const boxes = ofBytes.get(sha256);
        return boxes === undefined
          ? null
          : canonicalJson({ kind: "masked", kept, boxes: [...boxes] });
      }, createDigest),
    ),
  );
  return {
    looks: PARTS.map((kept) => ({ model: 0, alteration: null, kept })),
    views,
    boxesOf,
    see(path, { sha256 }) {
      const boxes = ofPath.get(path);
      if (boxes !== undefined && !ofBytes.has(sha256)) ofBytes.set(sha256, boxes);
    },
    sources(whole, sha256) {
      const isWhole = (image: number): boolean => {
        const hash = sha256[image] ?? null;
        return boxesOf(image) !== null && hash !== null && views.every((view) => view.has(hash));
      };
      const ofView = (at: number): PredictionSource => ({
        labels: whole.labels,
        async answer(image) {
          const hash = sha256[image] ?? null;
          if (hash === null || !isWhole(image)) return NO_ANSWER;
          const record = await views[at]!.read(hash);
          if (record?.ok !== true) return NO_ANSWER;
          const { scores, points, outlines } = record;
          const own = points === undefined ? {} : { points };
          return { kind: "scores", scores, ...own, ...outlinesOf(outlines) };
        },
      });
      const withBoxes = [...images.keys()].filter((image) => boxesOf(image) !== null);
      return {
        whole: only(whole, whole.labels, isWhole),
        background: ofView(0),
        objects: ofView(1),
        unanswered: withBoxes.filter((image) => !isWhole(image)).length,
      };
    },
  };
}

const NO_ANSWER: ImagePrediction = {
  kind: "none",
  code: "background/no-answer",
  what: "not every look at it has an answer",
};

function only(
  source: PredictionSource,
  labels: LabelSet,
  isWanted: (image: number) => boolean,
): PredictionSource {
  return {
    labels,
    answer: async (image) => (isWanted(image) ? source.answer(image) : NO_ANSWER),
  };
}
