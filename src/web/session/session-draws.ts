import {
  type DrawnLabels,
  type DrawOffer,
  type DrawPool,
  type DrawWanted,
  drawOffers,
  drawToLabel,
  labelPilot,
  partsToDrawBy,
} from "../../labelling/label-draw.js";
import type { LabellerState } from "../../labelling/label-state.js";
import type { SaidImages, SessionLabels } from "./session-labels.js";
import type { DroppedFiles, FirstModel } from "./session-state.js";

/** What images are drawn from. */
export interface DrawPlaces {
  readonly files: DroppedFiles;
  readonly tables: readonly string[];
  readonly said: SaidImages;
  readonly first: FirstModel;
  /** Labels so far; null before the first. */
  readonly labels: SessionLabels | null;
  /** Whose labels they are. */
  readonly by: string;
}

const NOTHING: LabellerState = { images: new Map(), skipped: [], canUndo: false, canRedo: false };

/** Every way to draw images to label, beside at random. */
export async function offersToDraw(places: DrawPlaces): Promise<readonly DrawOffer[]> {
  return drawOffers(await poolOf(places));
}

/** Draws a list to label; labels that are there already are filled in where their images are drawn again. */
export async function drawList(
  places: DrawPlaces,
  wanted: DrawWanted,
  seed: number,
): Promise<DrawnLabels> {
  const { labels, by } = places;
  const state = labels?.stateOf(by) ?? NOTHING;
  const isLabelled = (image: string): boolean => (state.images.get(image)?.label ?? null) !== null;
  return drawToLabel(await poolOf(places), wanted, seed, isLabelled);
}

async function poolOf({
  files: { access, listed },
  tables,
  said,
  first: { card },
  labels,
  by,
}: DrawPlaces): Promise<DrawPool> {
  const images = [...said.images].sort();
  const fileOf = new Map(listed.map((file) => [file.path, file]));
  const confidence = Float64Array.from(
    images,
    (image) => said.of.get(image)?.sureness ?? Number.NaN,
  );
  const isRandom = labels === null || labels.as.draw === null;
  return {
    images,
    confidence,
    unread: images.filter((image) => !said.of.has(image)).length,
    parts: await partsToDrawBy(
      images.flatMap((image) => fileOf.get(image) ?? []),
      { access, tables },
    ),
    pilot: isRandom
      ? labelPilot(
          { images, confidence },
          labels?.stateOf(by) ?? NOTHING,
          [...new Set(card.labels)],
          (image) => said.of.get(image)?.labels[0] ?? null,
        )
      : null,
  };
}
