import { HomegroundError } from "../../core/errors.js";
import type { XmlElement } from "../xml/xml-elements.js";
import { attributesOf } from "./cvat-attributes.js";
import {
  type CvatShape,
  isShape,
  NOT_OBJECTS,
  type NoShape,
  OBJECT_SHAPES,
  shapeOf,
} from "./cvat-shapes.js";

/** An object in one frame of a video. */
export interface TrackedShape {
  readonly frame: number;
  readonly label: string;
  readonly shape: CvatShape;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a track holds, frame by frame. */
export interface ReadTrack {
  readonly shapes: readonly TrackedShape[];
  /** Frames that the track speaks of, also those where the object is outside. */
  readonly frames: readonly number[];
  /** Frames between two outlines, which are not interpolated. */
  readonly between: readonly number[];
  readonly problems: readonly (NoShape & { readonly frame: number })[];
  /** Frames with a shape that is no object. */
  readonly unread: readonly number[];
  /** Kind of a track that is no object, and null otherwise. */
  readonly notObject: string | null;
}

/** More frames than any video has. */
export const MAX_FRAMES = 10_000_000;

/** So many frames between shapes are filled in one file. */
export const FILLED_FRAMES = 2_000_000;

/**
 * The shapes of a track. A shape marked `outside` ends what is seen; frames between two boxes have
 * the box between them, in proportion to time, as CVAT shows it. Outlines between two frames are not
 * made up. After its last shape a track is over.
 *
 * @param step distance of frames that are annotated, at least 1
 * @param budget frames between shapes that may still be filled, counted down
 * @throws HomegroundError `input/too-large` beyond the budget
 */
export function readTrack(
  track: XmlElement,
  step: number,
  widthPx: number,
  heightPx: number,
  budget: { frames: number },
): ReadTrack {
  const label = track.attributes.get("label") ?? "";
  const shapes: TrackedShape[] = [];
  const frames: number[] = [];
  const between: number[] = [];
  const problems: (NoShape & { readonly frame: number })[] = [];
  const unread: number[] = [];
  let notObject: string | null = null;
  let last: (TrackedShape & { readonly isBox: boolean }) | null = null;
  for (const { element, frame } of inOrder(track)) {
    if (NOT_OBJECTS.has(element.name)) {
      notObject = element.name;
      if (element.attributes.get("outside") !== "1") unread.push(frame);
    }
    if (!OBJECT_SHAPES.has(element.name)) continue;
    frames.push(frame);
    const isOutside = element.attributes.get("outside") === "1";
    const found: CvatShape | NoShape | null =
      isOutside && last === null ? null : shapeOf(element, widthPx, heightPx);
    const isBox: boolean =
      element.name === "box" && found !== null && isShape(found) && found.isTurned !== true;
    if (last !== null) {
      budget.frames -= Math.max(0, Math.floor((frame - 1 - last.frame) / step));
      if (budget.frames < 0) throw tooMany();
      for (let at = last.frame + step; at < frame; at += step) {
        const share = (at - last.frame) / (frame - last.frame);
        if (!last.isBox || !isBox || found === null || !isShape(found)) between.push(at);
        else {
          const shape = { box: boxBetween(last.shape, found, share) };
          shapes.push({ frame: at, label, shape, attributes: last.attributes });
        }
      }
    }
    last = null;
    if (isOutside || found === null) continue;
    if (!isShape(found)) {
      problems.push({ ...found, frame });
      continue;
    }
    const read: TrackedShape = { frame, label, shape: found, attributes: attributesOf(element) };
    shapes.push(read);
    last = { ...read, isBox };
  }
  return { shapes, frames, between, problems, unread, notObject };
}

function tooMany(): HomegroundError {
  return new HomegroundError("input/too-large", {
    what: `tracks leave more than ${FILLED_FRAMES} frames between their shapes`,
    where: "track",
    fix: "Export the video in parts",
  });
}

function boxBetween({ box: from }: CvatShape, { box: to }: CvatShape, share: number): Float64Array {
  return from.map((side, k) => side + (to[k]! - side) * share);
}

/** The children that name a frame, in order of frames. */
function inOrder(track: XmlElement) {
  return track.children
    .map((element) => {
      const written = element.attributes.get("frame") ?? "";
      return { element, frame: /^\d{1,9}$/.test(written) ? Number(written) : Number.NaN };
    })
    .filter(({ frame }) => frame < MAX_FRAMES)
    .sort((a, b) => a.frame - b.frame);
}
