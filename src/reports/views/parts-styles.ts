/** Forests, small multiples of places, bars, and the matrix at any size. */
export const PARTS_CSS = `
.fo .ir{border-bottom:1px solid var(--line)}
.fo .ir[aria-hidden]{border:0}
.fo .lab{display:flex;flex-wrap:wrap;gap:0 .5rem;align-items:baseline}
.fo .lab small{display:inline}
.fo .lab .fn{flex-basis:100%;font-weight:var(--w-medium)}
.fo .fn.worse{color:var(--div-1)}.fo .fn.better{color:var(--div-7)}
.fo .trk{height:30px}
.fo .tg{vector-effect:non-scaling-stroke}
.fm{stroke:var(--gap,var(--surface));stroke-width:1.5;stroke-linejoin:round}
.fm.worse{fill:var(--div-1)}.fm.better{fill:var(--div-7)}
`;
