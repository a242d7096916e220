/** Colours and dashes of lines by what they stand for; a dash tells them apart where colours do not. */
const DASHES = {
  local: "",
  claim: "7 4",
  first: "",
  second: "9 3",
  third: "2 3",
  fourth: "10 3 2 3",
  fifth: "5 3",
  sixth: "12 3 2 3 2 3",
} as const;
const COLOURS = {
  local: "local",
  claim: "claim",
  first: "cat-1",
  second: "cat-2",
  third: "cat-3",
  fourth: "cat-4",
  fifth: "cat-5",
  sixth: "cat-6",
} as const satisfies Record<keyof typeof DASHES, string>;

const STYLES = Object.entries(COLOURS).map(([style, token]) => {
  const dash = DASHES[style as keyof typeof DASHES];
  return `.c-${style}{color:var(--${token});${dash === "" ? "stroke-linecap:round" : `stroke-dasharray:${dash}`}}`;
});

/** Style sheet of plots of curves. */
export const CURVE_CSS: string = `
.cv{max-width:34rem;overflow:hidden}
.cv svg{overflow:visible;max-width:none}
.cv text{font-size:13px;font-family:var(--font);font-variant-numeric:tabular-nums;fill:var(--ink-2)}
.cvg{stroke:var(--line);stroke-width:1;shape-rendering:crispEdges}
.cva{fill:currentColor;opacity:.15}
.cvl{fill:none;stroke:currentColor;stroke-width:2.25;stroke-linejoin:round}
.cvr{fill:none;stroke:var(--ink-3);stroke-width:1.5;stroke-dasharray:5 4}
.cvw{stroke:currentColor;stroke-width:3;stroke-dasharray:none}
.cv-dot,.cv-small{fill:currentColor;stroke:var(--paper);stroke-width:2;stroke-dasharray:none}
.cv-small{stroke-width:1}
.cv-hidden{fill:transparent;stroke:none}
.cv-hidden:hover,.cv-hidden:focus-visible{fill:currentColor;fill-opacity:.45}
${STYLES.join("\n")}
`;
