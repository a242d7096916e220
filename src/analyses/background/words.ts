import { counted, grouped } from "../../reports/numbers.js";

/** Words of what a model answers without the objects. Figures and names are text already. */
export const BACKGROUND = {
  title: "What does it say without the object?",
  asks: {
    question: "What does it say without the object?",
    lead: "The model looks at each picture again without its objects, and at these alone: whether it still answers right by what is around them.",
  },
  onlyByModel:
    "The model has to look at pictures again, whose labels are of whole images: here it answers otherwise, or only its predictions are here",
  without: (v: { right: string; of: string; mean: string; blind: string }) =>
    `Without the object it still answers right on ${v.right} of the ${v.of} that it gets right as they are: mean recall ${v.mean} by the background alone, where answers that know nothing of the picture have ${v.blind} at most. Part of what it has learned is the background.`,
  withoutNot: (v: { right: string; of: string; mean: string; blind: string }) =>
    `Without the object it answers right on ${v.right} of the ${v.of} that it gets right as they are, and that is not told from answers that know nothing of the picture: mean recall ${v.mean}, theirs ${v.blind} at most. That is no proof that it does not look at the background.`,
  cannotTell: (v: { right: string; of: string; why: string }) =>
    `Without the object it answers right on ${v.right} of the ${v.of} that it gets right as they are. Whether it goes by the background cannot be told: ${v.why}.`,
  oneClass: "all of these images have the same label",
  noRange: "there are too few images or groups of them for a range",
  same: (v: { same: string; n: string }) =>
    `On ${v.same} of ${v.n} its answer is the same without the object, right or wrong.`,
  alone: (v: { right: string; change: string; range: string | null }) =>
    `Of the object alone, on grey, it gets ${v.right} right, ${v.change} against the whole picture${v.range === null ? "" : ` ${v.range}`}.`,
  boxes: (v: { boxes: string }) =>
    `Objects are the boxes of ${v.boxes}. Each box is filled whole with the mean colour around it: its size and place are still to be seen, and shadows, tracks and what a box misses too.`,
  leftOut: (v: { object: number; background: number; answer: number }) =>
    `Left out: ${[
      v.object === 0
        ? null
        : `${counted(v.object, "image")} on which nothing says that there is an object`,
      v.background === 0 ? null : `${counted(v.background, "image")} that boxes cover whole`,
      v.answer === 0 ? null : `${counted(v.answer, "image")} that lack an answer`,
    ]
      .filter((part) => part !== null)
      .join(", ")}.`,
  pictures: { whole: "As it is", background: "Without the object", objects: "The object alone" },
  columns: {
    picture: "Picture",
    right: "Right",
    share: "Share right",
    mean: "Mean recall",
    change: "Change",
  },
  table: (v: { n: string; unit: string }) => `The same ${v.n} ${v.unit} seen in three ways`,
  of: (v: { right: number; n: number }) => `${grouped(v.right)} of ${grouped(v.n)}`,
  caption:
    "Mean of the shares that are right of each label. The line is what answers that know nothing of the picture have at most. Changes are paired by image.",
  reference: "knowing nothing",
  told: "above it for certain",
} as const;
