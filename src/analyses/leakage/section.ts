import { paragraph } from "../../reports/document-blocks.js";
import type { PictureTile } from "../../reports/document-types.js";
import { shown } from "../../reports/text.js";
import type { PairPicture, Thumbnail } from "../../results/report-input.js";
import type { AnalysisSection } from "../analysis.js";
import { pictureOf } from "../mistakes/mistakes-view.js";
import { pairWords } from "./alteration.js";
import { PAIRS } from "./words.js";

/** Pairs that were taken for copies, side by side, for the reader to judge. */
export const pairsSection: AnalysisSection<readonly PictureTile[]> = {
  anchor: "copies",
  question: "untold",
  paper: false,
  view: ({ extras: { pairs } }) =>
    pairs === undefined || pairs.length === 0 ? null : pairs.flatMap(tilesOf),
  title: () => PAIRS.title,
  blocks: (tiles) => [
    ...paragraph(PAIRS.lead),
    { kind: "pictures", id: "copies", tiles, key: [], together: 2 },
  ],
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
