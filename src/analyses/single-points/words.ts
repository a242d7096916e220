/** Words of the section on single points. Values are text already. */
export const SINGLE_POINTS = {
  title: "Point by point",
  point: "Point",
  close: "Close enough",
  closeRange: "Range",
  off: "Off by, px",
  offRange: "Range, px",
  annotated: "Annotated",
  missed: "Not predicted",
  none: "none",
  from: (v: { worst: string; least: string; best: string; most: string }) =>
    `From ${v.least} of ${v.worst} to ${v.most} of ${v.best} are close enough.`,
  alone: "Each range holds by itself, not all of them together.",
} as const;
