/**
 * Tiles of mistakes: pictures in squares whose size does not depend on what is in them, at most 160 px
 * enlarged by a tenth; two beside each other on a phone, four on paper.
 */
export const PICTURES_CSS = `
.thumbs{display:grid;gap:.6rem;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));margin-top:var(--s-4)}
.thumb{border-radius:var(--radius);overflow:hidden;background:var(--surface);border:1px solid var(--line);font-size:var(--t-xs);min-width:0}
.pic{position:relative;aspect-ratio:1;background:var(--sunken)}
.pic img,.pic>svg{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.pic.none{display:grid;place-items:center;padding:var(--s-3);text-align:center;color:var(--ink-2)}
.mh,.mb{fill:none;vector-effect:non-scaling-stroke}
.mh{stroke:var(--paper);stroke-width:3.5}
.mh.sub{stroke-width:5.5}
.mb{stroke:var(--ink);stroke-width:1.5}
.mb.sub{stroke-width:2.75}
.mb.detection{stroke-dasharray:5 3}
.thumb .cap{padding:.45rem .6rem .55rem;line-height:1.35;overflow-wrap:anywhere}
.thumb .cap b,.thumb .cap>span{display:block}
.thumb .cap .said{display:flex;gap:.3rem;align-items:baseline}
.thumb .said svg{width:.65rem;height:.65rem;flex:none;fill:none;stroke:var(--fails);stroke-width:2;stroke-linecap:round}
.thumb .said.right svg{stroke:var(--holds)}
.sure{width:100%;height:4px;margin:.25rem 0 .3rem}
.sure rect{fill:var(--line)}
.sure .is{fill:var(--ink-2)}
@media(max-width:30rem){.thumbs{grid-template-columns:1fr 1fr}}
@media print{
.thumbs{grid-template-columns:repeat(4,1fr)}
.thumb{break-inside:avoid}
.pic,.sure rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
