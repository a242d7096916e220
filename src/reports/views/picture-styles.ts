/**
 * Tiles of mistakes: pictures in frames whose size does not depend on what is in them; two beside each other on
 * a phone, four on paper. With boxes they are larger, so that captions can be read. Colours of boxes are those of
 * both themes, on a halo that any picture leaves visible.
 */
export const PICTURES_CSS = `
.thumbs{display:grid;gap:.6rem;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));margin-top:var(--s-4)}
.thumb{border-radius:var(--radius);overflow:hidden;background:var(--surface);border:1px solid var(--line);font-size:var(--t-xs);min-width:0}
.pic{position:relative;aspect-ratio:1;background:var(--sunken)}
.pic img,.pic>svg{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.pic.none{display:grid;place-items:center;padding:var(--s-3);text-align:center;color:var(--ink-2)}
a.pic{display:block;cursor:zoom-in}
a.pic:focus-visible{outline:3px solid var(--focus);outline-offset:-3px}
.smaller{display:none}
.thumb:target{grid-column:1/-1}
.thumb:target>a.pic{aspect-ratio:auto;height:min(80vh,60rem);cursor:default}
.thumb:target>.smaller{display:inline-block;padding:.45rem .6rem 0}
.boxed .thumbs{grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr))}
.boxed .pic{aspect-ratio:4/3}
.bh,.bx{fill:none;vector-effect:non-scaling-stroke}
.bh{stroke:#0b0e0d;stroke-opacity:.5;stroke-width:3.5}
.bx{stroke-width:1.5}.bx.on{stroke-width:3.5}
.bxo.sub .bh{stroke-width:5}.bxo.sub .bx{stroke-width:2.5}
.bx.found{stroke:#6CCBFF}.bx.missed{stroke:#FFE066;stroke-dasharray:10 5}.bx.false{stroke:#FF9466;stroke-dasharray:3 3}.bx.wrong-kind{stroke:#DCB8FF;stroke-dasharray:10 3 2 3}
.chipbg{fill:#0b0e0d;fill-opacity:.82}.boxes text{fill:#fff}
.chipbar.found{fill:#6CCBFF}.chipbar.missed{fill:#FFE066}.chipbar.false{fill:#FF9466}.chipbar.wrong-kind{fill:#DCB8FF}
.bkey{display:flex;flex-wrap:wrap;gap:var(--s-2);margin:var(--s-2) 0 0;padding:0;border:0}
.bkey label{display:inline-flex;align-items:center;gap:.4rem;min-height:2.125rem;padding:.1rem .7rem;border:1px solid var(--line-strong);border-radius:99px;font-size:var(--t-sm);cursor:pointer}
.bkey label:has(:checked){background:var(--accent-soft);border-color:var(--accent)}
.bkey input{margin:0;accent-color:var(--accent)}
.bkey svg{flex:none}.bkey .chipbg{fill-opacity:1}.bkey .bx{stroke-width:2}
:is(.boxed,.largepic):has(.bkey [value=found]:not(:checked)) .bxo.found,:is(.boxed,.largepic):has(.bkey [value=missed]:not(:checked)) .bxo.missed,:is(.boxed,.largepic):has(.bkey [value=false]:not(:checked)) .bxo.false,:is(.boxed,.largepic):has(.bkey [value=wrong-kind]:not(:checked)) .bxo.wrong-kind{display:none}
.largepic{width:100vw;height:100dvh;max-width:none;max-height:none;margin:0;padding:var(--s-3) var(--s-4);border:0;background:var(--paper);color:var(--ink);overflow:auto}
.largepic[open]{display:grid;grid-template-rows:auto minmax(12rem,1fr) auto auto;grid-template-columns:minmax(0,1fr);gap:var(--s-2)}
.largepic>.bar{display:flex;flex-wrap:wrap;gap:var(--s-2);align-items:center}
.largepic>.bar>p{flex:1 1 12rem;overflow-wrap:anywhere}
.largepic button{min-width:var(--target);min-height:var(--target);padding:.3rem .8rem;border:1px solid var(--line-strong);border-radius:var(--radius);background:var(--surface);color:var(--ink);font:inherit;cursor:pointer}
.largepic button:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.largepic .pic{aspect-ratio:auto;min-height:0;overflow:hidden}
.largepic .pic.small img{image-rendering:pixelated}
.largepic .cap{line-height:1.4;overflow-wrap:anywhere}.largepic .cap>*{margin-right:.75rem}
.largepic .cap .said{display:inline-flex}
.largepic .cap .sure{display:none}
@media(forced-colors:active){.boxes,.bkey svg{forced-color-adjust:none}.bkey label:has(:checked){border-width:3px}}
.thumb .cap{padding:.45rem .6rem .55rem;line-height:1.35;overflow-wrap:anywhere}
.thumb .cap b,.thumb .cap>span{display:block}
.cap .said{gap:.3rem;align-items:baseline}.thumb .cap .said{display:flex}
.cap .said svg{width:.65rem;height:.65rem;flex:none;fill:none;stroke:var(--fails);stroke-width:2;stroke-linecap:round}
.cap .said.right svg{stroke:var(--holds)}
.sure{width:100%;height:4px;margin:.25rem 0 .3rem}
.sure rect{fill:var(--line)}
.sure .is{fill:var(--ink-2)}
@media screen and (min-width:30.01rem){.tiles:not(.boxed)>.by-2{grid-template-columns:repeat(4,minmax(0,1fr))}}
@media screen and (min-width:60rem){.tiles:not(.boxed)>.by-2{grid-template-columns:repeat(6,minmax(0,1fr))}}
@media screen and (min-width:48rem){.boxed .by-2{grid-template-columns:repeat(2,minmax(0,24rem))}.boxed .by-3{grid-template-columns:repeat(3,minmax(0,1fr))}.boxed .by-4{grid-template-columns:repeat(4,minmax(0,1fr))}}
@media(max-width:30rem){.thumbs{grid-template-columns:1fr 1fr}.boxed .thumbs{grid-template-columns:minmax(0,1fr)}}
@media print{
.bkey input,.largepic{display:none}
.thumbs,.boxed .thumbs{grid-template-columns:repeat(4,1fr)}
.thumb{break-inside:avoid}
.pic,.sure rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;
