import { paragraph } from "../../reports/document-blocks.js";
import type { PictureTile } from "../../reports/document-types.js";
import { shown } from "../../reports/text.js";
import type { PairPicture, Thumbnail } from "../../results/report-input.js";
import type { AnalysisSection } from "../analysis.js";
import { pictureOf } from "../mistakes/mistakes-view.js";
import { pairWords } from "./alteration.js";
import { notCompared } from "./leakage-words.js";
import { PAIRS, TRAINING } from "./words.js";

export interface PairsView {
  readonly tiles: readonly PictureTile[];
  /** Null where all of the training lists could be compared, or there is none. */
  readonly notCompared: string | null;
}

/** Pairs that were taken for copies, side by side, for the reader to judge. */
export const pairsSection: AnalysisSection<PairsView> = {
  anchor: "copies",
  question: "untold",
  paper: false,
  view({ extras: { pairs = [] }, result }) {
    const missing = notCompared(result);
    if (pairs.length === 0 && missing === null) return null;
    return { tiles: pairs.flatMap(tilesOf), notCompared: missing };
  },
  title: ({ tiles }) => (tiles.length === 0 ? TRAINING.title : PAIRS.title),
  blocks: ({ tiles, notCompared: missing }) => [
    ...(missing === null ? [] : paragraph(missing)),
    ...(tiles.length === 0
      ? []
      : ([
          ...paragraph(PAIRS.lead),
          { kind: "pictures", id: "copies", tiles, key: [], together: 2 },
        ] as const)),
  ],
  summary: ({ notCompared: missing }) => (missing === null ? [] : [missing]),
};

function tilesOf({ duplicate, own, other }: PairPicture): readonly PictureTile[] {
  const { a, b, kind, across } = duplicate;
  const said = `${PAIRS.kinds[kind]}${pairWords(duplicate)}`;
  return [tile(a, PAIRS.own, said, own), tile(b, PAIRS.other[across], said, other)];
}

function tile(file: string, where: string, said: string, thumbnail: Thumbnail): PictureTile {
  const name = shown(file, 60);
  return {
    file: name,
    truth: where,
    said,
    isRight: true,
    note: null,
    alt: PAIRS.alt({ file: name, where, said }),
    sureness: null,
    picture: pictureOf(thumbnail, []),
    noPicture: null,
    cutOut: null,
  };
}
