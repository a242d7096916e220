/** Words of what went in: sums, how files were read, how names of labels met. Values are text already. */
export const INPUTS = {
  allScored: (v: { images: string }) =>
    `${v.images} went in and all were scored. Nothing was left out.`,
  sum: (v: {
    images: string;
    scored: string;
    oneScored: boolean;
    listed: string;
    oneListed: boolean;
  }) =>
    `${v.images} went in: ${v.scored} ${v.oneScored ? "was" : "were"} scored and ${v.listed} ${v.oneListed ? "was" : "were"} left out, each named here with its reason. Nothing is dropped in silence.`,
  ignored: (v: { files: string; one: boolean }) =>
    `${v.files} played another role, or lay in folders without any labelled image, and ${v.one ? "is" : "are"} not counted.`,
  otherReasons: "Other reasons",
  seeResult: "See result.json",
  read: (v: { rows: string; format: string; reason: string }) =>
    `${v.rows}, read as ${v.format}: ${v.reason}`,
  matched: (v: { names: string; source: string }) => `${v.names} matched (${v.source})`,
  noneOutside: "none outside the model’s labels",
  outside: (v: { n: string; names: string }) =>
    `${v.n} outside the model’s labels, counted as wrong: ${v.names}`,
  leftOut: (v: { n: string; names: string }) => `${v.n} left out: ${v.names}`,
  more: (v: { names: string; n: string }) => `${v.names} and ${v.n} more`,
} as const;
