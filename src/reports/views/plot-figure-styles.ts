/**
 * The frame of a plot, and what the script adds to it: a label beside a mark, a slider, buttons that
 * save. While a plot is measured for saving (`data-still`), nothing of that shows.
 */
export const PLOT_FIGURE_CSS = `
.pr{max-width:var(--measure);color:var(--ink-2);text-wrap:pretty;overflow-wrap:anywhere}
.blk>h2+.pf{margin-top:var(--s-2)}
.verdict .pr{color:var(--ink)}
.pd{margin-top:var(--s-3)}
.pt{margin-top:var(--s-3)}
.pt .scroll{position:relative}
.psl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem var(--s-4);align-items:center;margin-top:var(--s-3);font-size:var(--t-sm)}
.psl label{font-weight:var(--w-medium)}
.psl input{width:100%;min-height:1.75rem;margin:0;accent-color:var(--accent)}
.psl output{grid-column:1/-1;min-height:2lh;color:var(--ink-2);font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.ptl{float:right;display:flex;flex-wrap:wrap;align-items:center;gap:.4rem;margin:var(--s-3) 0 0 var(--s-4);font-size:var(--t-xs);color:var(--ink-2)}
.ptl button{min-height:1.75rem;padding:0 .55rem;border:1px solid var(--line-strong);border-radius:var(--radius-sm);background:var(--surface);color:var(--accent);font:inherit;font-weight:var(--w-medium);cursor:pointer}
.ptl button:hover{background:var(--accent-soft)}
.ptip{position:fixed;z-index:20;max-width:min(22rem,calc(100vw - 16px));padding:.4rem .65rem;border:1px solid var(--line-strong);border-radius:var(--radius-sm);background:var(--raised);color:var(--ink);box-shadow:var(--shadow);font-size:var(--t-xs);line-height:1.4;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.ptip[hidden]{display:none}
.ptip>*{display:block}
.pf:not([data-still]) [data-on]:not(td){opacity:1;background:color-mix(in srgb,var(--ink) 9%,transparent)}
.pf:not([data-still]) td[data-on]{outline:3px solid var(--focus);outline-offset:0}
.pf:not([data-still]) svg [data-on]{stroke:var(--focus);stroke-width:3}
.pg{stroke:var(--focus);stroke-width:1.5}
[data-still] .pg{display:none}
@media(forced-colors:active){.pf [data-on]{outline:2px solid Highlight}}
@media print{.ptl,.psl,.ptip,.pg{display:none}}
`;
