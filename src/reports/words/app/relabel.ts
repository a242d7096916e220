/** Words on labels that are found wrong while looking at images. */
export const RELABEL = {
  wrong: "My label was wrong",
  question: "What is the right label?",
  choose: "Choose a label",
  none: "None of these, or I cannot tell: leave it out",
  change: "Change the label",
  cancel: "Cancel",
  notice:
    "You see the model's answer while you decide, and the report will say so. Your first label stays and counts; the figure with the new one stands beside it.",
  changed: (v: { from: string; to: string }) => `Your first label: ${v.from}. Now: ${v.to}.`,
  leftOut: "left out",
  undo: "Undo",
  redo: "Redo",
  lookAgain: "Look at again",
  elsewhere:
    "Labels of this kind are mended in your labelling tool. Mark the images to look at again, and save the list beside the results.",
  several:
    "This image has no single label that could be changed here. Mark it, and mend your label file.",
} as const;

/** The list of them beside the results. */
export const CHANGED_LIST = {
  title: "Labels found wrong",
  see: "See both figures",
  working: "Computing the figure with these labels",
  change: (v: { file: string; from: string; to: string }) => `${v.file}: ${v.from} → ${v.to}`,
  undoOne: (v: { file: string }) => `Undo the change of ${v.file}`,
  more: (v: { n: string }) => `and ${v.n} more in label-changes.csv`,
  mend: "mended-labels.csv has the new labels in the columns of your label file. A figure from a file that was mended only where the model disagreed comes out too high: have somebody label a random part of the images without seeing the answers.",
  marked: (v: { count: string }) => `${v.count} to look at again`,
  saveMarked: "Save their list",
  markedName: "look-again.csv",
} as const;
