import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError } from "../../core/errors.js";
import type { LiveLook } from "../../evaluation/live-look.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { Opening } from "../../reports/answer-view.js";
import type { ScoreRecord } from "../../scoring/score-log.js";
import { createLivePrediction, type NoLivePrediction } from "../../session/live-prediction.js";
import type { ImagePrediction } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import type { EngineNews } from "./engine-news.js";
import type { SessionAsked, SessionTruth } from "./session-state.js";
import { type PictureTold, thumbnailOf } from "./thumbnails.js";

/** An image that was scored just now. */
export interface ScoredTold {
  readonly file: string;
  /** What its label says. */
  readonly labels: readonly string[];
  readonly answers: readonly string[];
  readonly sureness: number | null;
  /** Null where no picture could be made. */
  readonly picture: PictureTold | null;
}

/** What a run tells beside how far it is. */
export type RunNews =
  | { readonly kind: "scored"; readonly image: ScoredTold }
  | {
      readonly kind: "problem";
      readonly count: number;
      readonly file: string;
      readonly what: string;
    }
  | { readonly kind: "answer"; readonly answer: Opening }
  | { readonly kind: "look"; readonly look: LiveLook; readonly of: number }
  | EngineNews;

export interface RunNewsOptions {
  readonly truth: SessionTruth;
  readonly asked: SessionAsked;
  /** Images of the set in the order of the run. */
  readonly order: Int32Array;
  readonly noLook: NoLivePrediction | null;
  readonly readFile: (image: number) => Promise<Uint8Array>;
  readonly decoder: PixelDecoder;
  readonly now: () => number;
  readonly signal: Cancellation;
  readonly tell: (news: RunNews) => void;
}

/** Pictures take at most one part in so many of the session's time, and so do looks. */
const SHARE = 8;
const PICTURE_EVERY_MS = 300;
const LOOK_EVERY_MS = 1000;
const THUMBNAIL_PX = 160;
/** Problems beyond are counted alone. */
const MOST_PROBLEMS = 200;

/** Watches a run: shows images as they are scored, and looks at the figure where that is allowed. */
export function createRunNews(options: RunNewsOptions) {
  const { asked, order, now, signal, tell } = options;
  const { images, map } = asked.prepared;
  const live = createLivePrediction(asked.prepared, options.truth.modelLabels, asked.request);
  /** Of images that are not added to the live answer yet. */
  const records = new Map<number, ScoreRecord>();
  let problems = 0;
  let nextPicture = Number.NEGATIVE_INFINITY;
  let nextLook = Number.NEGATIVE_INFINITY;
  let isDrawing = false;
  let isLooking = false;
  /** Images of the order that are done without a gap. */
  let reached = 0;
  /** Of these, the ones that the live answer has. */
  let added = 0;
  const isDone = (image: number): boolean => records.has(image);

  async function show(image: number, scores: Float64Array): Promise<void> {
    isDrawing = true;
    const started = now();
    let picture: PictureTold | null = null;
    try {
      picture = await thumbnailOf(await options.readFile(image), options.decoder, THUMBNAIL_PX);
    } catch (error) {
      // The image was scored: that there is no picture of it changes no figure.
      if (!isHomegroundError(error)) throw error;
    } finally {
      isDrawing = false;
      nextPicture = now() + Math.max(PICTURE_EVERY_MS, SHARE * (now() - started));
    }
    if (signal.aborted) return;
    const { task, threshold } = asked.request;
    const { labels, sureness } = taskOf(task).spoken(scores, map.classNames, threshold);
    const from = images.classStart[image]!;
    const classes = images.classIndex.subarray(from, images.classStart[image + 1]!);
    tell({
      kind: "scored",
      image: {
        file: images.file[image]!,
        answers: labels,
        sureness,
        picture,
        labels: [...new Set(Array.from(classes, (k) => map.truthNames[k] ?? ""))],
      },
    });
  }

  async function look(): Promise<void> {
    isLooking = true;
    if (signal.aborted) return;
    const started = now();
    const next = order.subarray(added, reached);
    try {
      await live.add(next, (image) => answerOf(records.get(image)));
      for (const image of next) records.delete(image);
      added += next.length;
      const found = live.look();
      if (found !== null && !signal.aborted) tell({ kind: "look", look: found, of: order.length });
    } finally {
      isLooking = false;
      nextLook = now() + Math.max(LOOK_EVERY_MS, SHARE * (now() - started));
      if (reached > added) lookLater();
    }
  }

  /** Also when no image comes any more, as in a pause, everything scored is looked at. */
  function lookLater(): void {
    isLooking = true;
    setTimeout(() => void look(), Math.max(0, nextLook - now()));
  }

  return {
    /** As `runModel` calls it. */
    onImage(image: number, record: ScoreRecord): void {
      if (!record.ok) {
        problems++;
        if (problems <= MOST_PROBLEMS) {
          const { what } = record;
          tell({ kind: "problem", count: problems, file: images.file[image]!, what });
        } else tell({ kind: "problem", count: problems, file: "", what: "" });
      }
      const moment = now();
      if (record.ok && !isDrawing && moment >= nextPicture) void show(image, record.scores);
      if (options.noLook !== null) return;
      records.set(image, record);
      while (reached < order.length && isDone(order[reached]!)) reached++;
      if (!isLooking && reached > added) lookLater();
    },
  };
}

function answerOf(record: ScoreRecord | undefined): ImagePrediction {
  if (record === undefined) return { kind: "none", code: "unreadable", what: "" };
  if (record.ok) return { kind: "scores", scores: record.scores };
  return { kind: "none", code: record.code, what: record.what };
}
