/**
 * Boxes that may become detections, as columns that grow. Their order is that of the model's
 * prediction (place, then class), by which ties are broken.
 */
export interface Candidates {
  readonly count: number;
  /** x1, y1, x2, y2, row-major; only the first `count` × 4 count. So do the other columns. */
  readonly box: Float64Array;
  readonly score: Float64Array;
  readonly label: Int32Array;
}

export interface CandidateList extends Candidates {
  /** Place of the output that each is from, 0 where that was not said. */
  readonly place: Int32Array;
  add(
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    score: number,
    label: number,
    place?: number,
  ): void;
}

/** An empty list. */
export function createCandidates(): CandidateList {
  let room = 256;
  let count = 0;
  let box = new Float64Array(room * 4);
  let score = new Float64Array(room);
  let label = new Int32Array(room);
  let place = new Int32Array(room);
  const grow = (): void => {
    room *= 2;
    const [oldBox, oldScore, oldLabel, oldPlace] = [box, score, label, place];
    box = new Float64Array(room * 4);
    score = new Float64Array(room);
    label = new Int32Array(room);
    place = new Int32Array(room);
    box.set(oldBox);
    score.set(oldScore);
    label.set(oldLabel);
    place.set(oldPlace);
  };
  return {
    get count() {
      return count;
    },
    get box() {
      return box;
    },
    get score() {
      return score;
    },
    get label() {
      return label;
    },
    get place() {
      return place;
    },
    add(x1, y1, x2, y2, itsScore, itsLabel, itsPlace = 0) {
      if (count === room) grow();
      const at = count * 4;
      box[at] = x1;
      box[at + 1] = y1;
      box[at + 2] = x2;
      box[at + 3] = y2;
      score[count] = itsScore;
      label[count] = itsLabel;
      place[count] = itsPlace;
      count++;
    },
  };
}
