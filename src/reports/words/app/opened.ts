/** Words of the app where it was opened from the page of a record, or with files of this computer. */
export const OPENED = {
  title: {
    record: "The record that you came from",
    folder: "The files that you named",
    registry: "From the registry",
  },
  gettingSome: (v: { name: string; done: string }) => `Getting ${v.name}, ${v.done}`,
  stays: "They stay on this computer.",
  getting: (v: { name: string; done: string; total: string }) =>
    `Getting ${v.name}, ${v.done} of ${v.total}`,
  record: (v: { title: string }) =>
    `“${v.title}” is here: its figure is the claim that is tested on your images.`,
  checked: "Its model is here. Checked: the file is the one the record names.",
  notIncluded: "It does not include its model: choose the model's file.",
  refused: "Its model was not taken: nothing is scored with it.",
  model: (v: { title: string }) => `The model “${v.title}” is here.`,
  set: (v: { title: string }) => `The evaluation set “${v.title}” is here.`,
  failed: {
    registry: "It could not be taken. You can drop files here as well.",
    record: "The record could not be taken. You can drop its files, or any model, as well.",
    folder: "They could not be taken. You can drop them here as well.",
  },
} as const;
