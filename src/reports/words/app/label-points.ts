/** Words of the screen on which somebody places points of objects. */

export const POINTS = {
  question: "Where are their points?",
  first: (v: { joint: string; of: string }) => `A new one: ${v.joint} (1 of ${v.of})`,
  next: (v: { joint: string; at: string; of: string }) => `Next: ${v.joint} (${v.at} of ${v.of})`,
  help: "Drag a point to move it. By keys: d places it, arrows move it, Shift makes it fine. Enter when all are done.",
  place: "Place",
  out: "Not in the picture",
  hidden: "Hidden behind something",
  finish: "Next one",
  objects: "Those with points",
  joints: "Points",
  object: (v: { label: string; at: string; count: string; of: string }) =>
    `${v.label} ${v.at}: ${v.count} of ${v.of} points`,
  states: { open: "open", out: "not in the picture", hidden: "hidden", placed: "placed" },
  remove: (v: { at: string }) => `Take away number ${v.at} with its points`,
  dismiss: "Leave it out of sight",
  done: (v: { count: string }) =>
    v.count === "0" ? "Nothing is there" : v.count === "1" ? "1 is all" : `${v.count} are all`,
  now: "Now the model's points, orange. Take over what you missed; it is marked as seen.",
  nowUnread: "The model has not read this image yet, so its points cannot be shown here.",
  besides: "And average precision?",
  besidesText:
    "Each image counts by the share of its points that lie close enough. Average precision (OKS) is of all images together, and no method lets it be looked at after each. The results have it with its range for one look: that is the right one if you fixed beforehand how many images to label.",
} as const;
