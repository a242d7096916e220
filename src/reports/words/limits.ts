/** What a report cannot tell, in sentences. Values are text already. */
export const LIMITS = {
  elsewhere: (v: { place: string; there: string }) =>
    `How the model does anywhere but ${v.place}, or ${v.there} in another season, with another camera or after a change of procedure.`,
  here: "here",
  there: "there",
  at: (v: { place: string }) => `at ${v.place}`,
  otherKind: (v: { cluster: string }) =>
    `How the model does at a ${v.cluster} of a kind that is not among yours.`,
  absent: (v: { name: string }) => `How it does on ${v.name}: there is none among your images.`,
  absentSome: (v: { classes: string; name: string }) =>
    `How it does on ${v.classes} of which you have no image, ${v.name} among them.`,
  left: (v: { files: string }) =>
    `How it does on the ${v.files} left out. If they are the difficult ones, the figures flatter.`,
  unsampled: (v: { files: string }) =>
    `How it does on the ${v.files} that were not drawn, one by one: for all together the ranges speak.`,
  published: "Whether the published figure is right for the images it was measured on.",
  classes: (v: { n: string }) =>
    `Which of the ${v.n} classes differ for certain: their ranges hold one by one, and are not adjusted for looking at all of them.`,
  labels: "Whether your labels are right. A wrong label counts against the model, or for it.",
  sample:
    "Whether these images are a fair sample of those you will meet: that depends on how they were chosen.",
} as const;
