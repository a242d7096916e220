/** The map of places. */
export const MAP_CSS = `
.gmap{max-width:46rem}
.gmap>svg{display:block;width:100%;aspect-ratio:3/2;background:var(--surface)}
.gmap svg svg{overflow:visible}
.gmf{fill:none;stroke:var(--line-strong)}
.gml{stroke:var(--line)}
.gmt{fill:var(--ink-2);font-size:var(--t-xs);font-variant-numeric:tabular-nums;paint-order:stroke;stroke:var(--surface);stroke-width:3px}
.gmb{fill:none;stroke:var(--ink);stroke-width:1.5}
.gmn{fill:var(--ink);font-size:var(--t-xs);font-weight:var(--w-medium);paint-order:stroke;stroke:var(--surface);stroke-width:3px;pointer-events:none}
.gmh{fill:transparent}
.gmm{fill:var(--ink-2);stroke:var(--surface);stroke-width:1.5;stroke-linejoin:round}
.gms.holds .gmm{fill:var(--holds)}.gms.fails .gmm{fill:var(--fails)}.gms.cannot-tell .gmm{fill:var(--unsure)}
.gms.worse .gmm{fill:var(--div-1)}.gms.better .gmm{fill:var(--div-7)}.gms.alike .gmm{fill:var(--local)}
.gms.pick:hover .gmm{stroke:var(--ink)}
.pf:not([data-still]) .gms[data-on]{background:none}
.pf:not([data-still]) .gms[data-on] .gmm{stroke:var(--focus);stroke-width:3}
.gms.pick.chosen{outline:0}.gms.chosen .gmh{stroke:var(--accent);stroke-width:3}
.gmk{list-style:none;padding:0;margin:var(--s-2) 0 0;display:flex;flex-wrap:wrap;gap:.25rem var(--s-4);font-size:var(--t-sm);color:var(--ink-2)}
.gmk li{display:flex;align-items:center;gap:.35rem;margin:0}
@media(max-width:40rem){.gmn{display:none}}
@media(forced-colors:active){.gmap>svg{background:Canvas}.gml,.gmf{stroke:GrayText}.gmb{stroke:CanvasText}.gmt,.gmn{fill:CanvasText;stroke:Canvas}.gms .gmm{fill:CanvasText!important;stroke:Canvas}.gms.chosen .gmh{stroke:Highlight}}
`;
