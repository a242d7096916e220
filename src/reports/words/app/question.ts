/** Words of the screen on which the question is fixed, before any result. */

export const QUESTION = {
  heading: (v: { figure: string }) => `How far below ${v.figure} would still be fine for you?`,
  headingNone: "What do you want to know?",
  lead: "Please answer before you see any result. Your answer is stored with the time, and it decides what “holds” means. Deciding afterwards makes it too easy to be pleased.",
  leadNone:
    "Please answer before you see any result. Give the published figure, a requirement of your own, or neither: then you get plain figures with their ranges.",
  claim: "The published figure",
  claimHint: "As it was published: 94.4 %, 0.944 or 84/89. Leave it empty if there is none.",
  readAs: (v: { figure: string }) => `Read as ${v.figure}.`,
  notRead: (v: { what: string; fix: string }) => `Not understood: ${v.what}. ${v.fix}.`,
  claimOn: "Measured on so many images, if you know it",
  claimMetric: "which figure it is",
  tolerance: (v: { measure: string }) => `Points below the published ${v.measure}`,
  toleranceSlider: "Points below, slider",
  toleranceHint:
    "Think of your use: at what figure would you stop using the model? If you have no view, 5 points is a common choice.",
  noView: "I have no view",
  noViewTaken:
    "5 points, as nothing else was said. The report says that the limit is the usual one.",
  holds: (v: { measure: string; limit: string }) =>
    `The claim holds if ${v.measure} on images like mine is above ${v.limit}.`,
  sketch: "A sketch of your limit",
  compare: "What do you compare with?",
  compareHint: (v: { images: string }) =>
    `The published figure is a measurement too, on ${v.images}.`,
  target: (v: { figure: string }) => `The number ${v.figure}, as a target`,
  targetMeans: "Answers “does it reach what I need?”",
  measured: "The published measurement, with its own uncertainty",
  measuredMeans: "Answers “do the two results differ?”",
  measuredWider: (v: { points: string }) =>
    `Answers “do the two results differ?” Needs a wider limit here: more than ${v.points} points.`,
  recordMeasured: (v: { title: string }) =>
    `The figures of the record “${v.title}” are tested, each with its own uncertainty.`,
  looks: "Will you look more than once?",
  looksHint: "Looking, labelling more and looking again is fine, if the sums know about it.",
  often: "I may look as often as I like",
  oftenMeans: "Slightly wider ranges, always honest. For when you add labels as you go.",
  once: "I look once, when all images are scored",
  onceMeans: "Narrower ranges.",
  cluster: "Which images belong together?",
  clusterHint:
    "Pictures of one patient, animal, camera or day are alike. Counting them as separate makes results look too sure.",
  apart: "Nothing: each image stands alone",
  sequences: (v: { count: string }) =>
    `As found: pictures taken one after the other are one (${v.count})`,
  subjects: (v: { name: string; count: string }) =>
    `As found: images of one ${v.name} are one (${v.count})`,
  grouping: (v: { name: string; count: string }) => `${v.name} (${v.count})`,
  proposal: (v: { name: string }) => `“${v.name}” looks like what belongs together. You decide.`,
  few: (v: { count: string; name: string }) =>
    `${v.count} of ${v.name} are too few to say anything about ${v.name} in general. Choose it only if you ask about others of its kind; otherwise look at it as a part of your data.`,
  worst: (v: { name: string }) => `How low can another ${v.name} score at worst, in percent?`,
  worstHint: (v: { name: string }) =>
    `Leave it empty if you do not know: then a ${v.name} unlike yours may be wrong every time, and many are needed to be sure. Give a figure only if you have a reason from elsewhere. The report says that it takes your word.`,
  slices: "Look at parts of your data",
  otherSlices: "Other columns: ids, addresses, sizes, one value for all",
  slicesHint: "A row with its own range for each value of these.",
  none: "Your labels say nothing else about the images.",
  labels: "How many labels will it take?",
  labelsHave: (v: { images: string }) => `You have ${v.images}.`,
  toFail: (v: { points: string }) =>
    `To see that it fails, if it is ${v.points} points below the published figure`,
  toHold: (v: { limit: string }) =>
    `To show that it stays above ${v.limit}, if it does here what was published`,
  toEqual: (v: { points: string }) =>
    `To show that it equals the published measurement within ${v.points} points`,
  about: (v: { count: string }) => `about ${v.count}`,
  noNumber: "no number",
  noNumberWhy: (v: { images: string; range: string }) =>
    `The last, because the published figure rests on ${v.images} and is itself only known to lie in ${v.range}.`,
  atLimit: "A limit of 0 points asks for equality, and no number of labels shows that.",
  planPower: "Numbers at which the answer is found four times in five, if images are separate.",
  planNone: "For this figure there is no plan before the first images are scored.",
  requirement: "I have a requirement instead",
  requirementHint: "For instance “finds at least 90 % of the eosinophils”.",
  requirementAdd: "State a requirement",
  requirementOf: "What must be at least so high",
  requirementValue: "At least, such as 90 % or 0.9",
  requirementRemove: "Remove it",
  measures: {
    accuracy: "images with the right label",
    "balanced-accuracy": "the same, every class counting equally",
    recall: (v: { label: string }) => `found of the ${v.label}`,
    precision: (v: { label: string }) => `right where it says ${v.label}`,
    map: "how well boxes are found and placed (AP)",
    "map-50": "the same, half an overlap being enough (AP50)",
  },
  changed: "You changed the limit after seeing results. The report will say so.",
  fixed: (v: { at: string }) => `Fixed at ${v.at}.`,
  run: "Fix my answer and run",
  runLabel: (v: { holds: string }) => `Fix my answer and run. ${v.holds}`,
} as const;

/** Which images count, by columns of the labels. */
export const ONLY_SOME = {
  split: (v: { column: string }) => `Which part of ${v.column} counts?`,
  splitHint:
    "A column says which images are for training. A model does better on images that it was trained with: take those it never saw.",
  only: (v: { value: string }) => `Only ${v.value}`,
  all: "All of them",
  allMeans: "None of these images was used to train this model.",
  title: "Only some of the images",
  hint: "By a column of your labels. Of several values of one column any will do, of several columns each must fit.",
  column: "Column",
  noColumn: "all images",
  valueOf: (v: { column: string }) => `Value of ${v.column}`,
  value: (v: { value: string; rows: string }) => `${v.value} (${v.rows})`,
  is: (v: { column: string; value: string }) => `${v.column} is ${v.value}`,
  add: "Take only these",
  remove: "Take back",
} as const;
