import { say } from "../../core/sentence.js";
import { classNumbers, sayReading } from "../../formats/prediction-reading/choices.js";
import { counted, listed } from "../../reports/numbers.js";

interface Pairs {
  readonly pairs: readonly string[];
  /** Names that are not told. */
  readonly more: number;
  /** How far the names are moved in their list. */
  readonly places: number;
}

const all = ({ pairs, more }: Pairs): string =>
  listed(more === 0 ? pairs : [...pairs, `${more} more`]);

/** Words where the names of labels look exchanged. Names and values are text already. */
export const EXCHANGED = {
  pair: (v: { a: string; b: string }) => `“${v.a}” and “${v.b}” look exchanged`,
  as: (v: { truth: string; answered: string }) => `“${v.truth}” is answered as “${v.answered}”`,
  moved: (v: Pairs) =>
    `the names look moved by ${counted(v.places, "place")} in their list, as by a background class too many or too few (${all(v)})`,
  mixed: (v: Pairs) => `names look exchanged (${all(v)})`,
  sentence: (v: { names: string; renamed: string; now: string }) =>
    `${v.names}: with their names changed accuracy would be ${v.renamed} instead of ${v.now}`,
  ofObjects: (v: { names: string; renamed: string; now: string }) =>
    say`${v.names}: of the detections that lie on an annotated object ${v.renamed} would have its label instead of ${v.now}; if the file names classes by numbers from 1, or by COCO's ids, ${sayReading(classNumbers, "from-1", "coco-91")}`,
} as const;
