/** Results with what is chosen beside them, gallery and image. */
export const RESULTS_CSS = `
div:has(>main .rescols){--page:90rem}div:has(>main .galcols){--page:100rem}
.rescols{display:grid;gap:var(--s-6);align-items:start}.rescols.away{display:none}.rescols>*{min-width:0}
.rescols .scroll{position:relative}
.changed.runs{max-height:none;gap:var(--s-3)}.changed.runs li{align-items:start}
.rescols .side,.galcols .side{display:grid;grid-template-columns:minmax(0,1fr);gap:var(--s-4)}
/* With large text they come to stand below each other, which the width of a window does not tell. */
@media(min-width:75rem){.rescols{display:flex;flex-wrap:wrap}.rescols>:first-child{flex:999 1 42rem}.rescols>.side{flex:1 1 23rem}.rescols .side,.galcols .side{position:sticky;top:var(--s-4);max-height:calc(100vh - 2rem);overflow:auto}}
@media(min-width:75rem) and (max-width:89.99rem){.rescols .c2{grid-template-columns:minmax(0,1fr)}}@media(max-width:74.99rem){.beside .c2{grid-template-columns:minmax(0,1fr)}}
/* The answer has the whole width; what stands beside begins where the questions do. */
.rescols.below{display:grid;grid-template-columns:minmax(0,1fr) 23rem}.rescols.below>:first-child{grid-area:1/1/2/3}.rescols.below>.side{grid-area:1/2;margin-top:var(--asked,0)}
@media(max-width:44rem){.further .q>summary{grid-template-columns:minmax(0,1fr)}}
.rescols.below :is(.qs,.further){margin-right:calc(23rem + var(--s-6))}
/* Images that are chosen above them have the answer make room. */
.rescols.beside{display:grid;grid-template-columns:minmax(0,1fr) clamp(18rem,28vw,23rem)}.beside .chosen .thumbs{grid-template-columns:repeat(3,minmax(0,1fr))}.rescols.beside>.side{position:sticky;top:var(--s-4);max-height:calc(100vh - 2rem);overflow:auto}
.side .panel>h2+.row,.chosencodes{margin-top:var(--s-3)}
.side .panel h2,.side>h2{font-size:var(--t-lg)}#chosen:focus{outline:none;box-shadow:none}
.chip{display:inline-flex;align-items:center;gap:.4rem;border:1px solid var(--line-strong);border-radius:99px;padding:.25rem .8rem;font:inherit;font-size:var(--t-sm);background:var(--surface);color:var(--ink);min-height:2rem;cursor:pointer;max-width:100%;overflow-wrap:anywhere;text-align:left}
.chip[aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent);color:var(--accent-strong);font-weight:var(--w-bold)}
.thumbs button.thumb{padding:0;font:inherit;font-size:var(--t-xs);color:inherit;text-align:left;cursor:pointer;width:100%;display:block}
.chosen .thumb .pic,.thumbs button.thumb .pic{display:block}
.grab{display:none}
.narrow>.side{position:static;max-height:none;overflow:visible}
.narrow .chosen.sheet{position:fixed;left:0;right:0;bottom:0;z-index:15;max-width:76rem;max-height:62vh;margin-inline:auto;overflow:auto;padding:0 var(--s-4) var(--s-4);border-radius:16px 16px 0 0;border-color:var(--line-strong);background:var(--raised);box-shadow:0 -8px 32px rgb(0 0 0/16%)}
.narrow .chosen.sheet.low{max-height:7.5rem;overflow:hidden}
.narrow .chosen.sheet .row.between{flex-direction:row;flex-wrap:nowrap}.narrow .chosen.sheet .row.between>.btn{width:auto;flex:none}.narrow .chosen.sheet .chosencodes{display:none}
.narrow .chosen.sheet .thumbs{grid-template-columns:repeat(4,minmax(0,1fr))}
.narrow .chosen.sheet .grab{display:block;width:100%;min-height:2.1rem;border:0;background:none;cursor:pointer;touch-action:none}.grab i{display:block;width:40px;height:4px;border-radius:2px;background:var(--line-strong);margin:auto}
main:has(.narrow .chosen.sheet){padding-bottom:62vh}
@media(forced-colors:active){.grab i{background:CanvasText}}
.pick{cursor:pointer}
.tochosen{position:absolute;z-index:5}.tochosen:not(:focus){clip-path:inset(50%);width:1px;min-height:0;height:1px;overflow:hidden;padding:0;border:0}
.pick.chosen{outline:3px solid var(--accent);outline-offset:-2px}
.mkpart{display:grid;gap:var(--s-2);justify-items:start;border-top:1px solid var(--line);padding-top:var(--s-3)}
.map .sq{font:inherit;color:inherit;background:none;border:0;border-radius:6px;width:100%;min-height:3rem;padding:.1rem;cursor:pointer}
.map .sq i{font-style:normal;display:block}.map .sq:hover{box-shadow:inset 0 0 0 2px var(--accent)}.map .sq[aria-pressed=true]{box-shadow:inset 0 0 0 4px var(--accent)}.map .sq:focus-visible{box-shadow:var(--ring)}
@media(forced-colors:active){.map .sq[aria-pressed=true]{outline:4px solid Highlight}}
.sqimgs{margin-top:var(--s-4)}
.sqlist{display:grid;gap:var(--s-3);grid-template-columns:repeat(auto-fill,minmax(7rem,1fr))}.sqlist .pic{display:block}.sqlist li{overflow-wrap:anywhere;min-width:0}
.pickb{font:inherit;color:inherit;text-align:inherit;background:none;border:1px solid transparent;border-radius:var(--radius-sm);padding:.15rem .3rem;margin:-.15rem -.3rem;min-height:1.75rem;width:calc(100% + .6rem);cursor:pointer}
.pickb:hover{border-color:var(--line-strong)}
.cm td.shr{background-image:linear-gradient(currentColor,currentColor);background-size:calc(var(--share)*100%) 6px;background-position:0 100%;background-repeat:no-repeat}
:is(.ir,.ppr).shr>[role=rowheader],.pickb.shr{background:linear-gradient(var(--ink),var(--ink)) 0 100%/calc(var(--share)*100%) 5px no-repeat,linear-gradient(var(--line),var(--line)) 0 100%/100% 5px no-repeat;padding-bottom:.5rem}
.shr .bpb{fill:var(--seq-2);stroke:var(--local)}.shrb{fill:var(--ink)}
.cv-dot.shr{fill:var(--surface);stroke:currentColor}.shrp{fill:none;stroke-linecap:butt;stroke:var(--ink);pointer-events:none;transform-box:fill-box;transform-origin:center;transform:rotate(-90deg)}
small.shrt{display:block;font-size:var(--t-xs);color:var(--ink-2);font-weight:400}
@media(forced-colors:active){.shrb{fill:CanvasText}.shrp{stroke:CanvasText}.shr .bpb,.cv-dot.shr{fill:Canvas;stroke:CanvasText}:is(.ir,.ppr).shr>[role=rowheader],.pickb.shr{forced-color-adjust:none;color:CanvasText;background-image:linear-gradient(CanvasText,CanvasText)}.cm td.shr{forced-color-adjust:none;color:CanvasText;background-color:Canvas}}
main>.row+h1{margin-top:var(--s-3)}
.galbar label{display:flex;align-items:center;gap:.5rem}
.galbar{display:flex;flex-wrap:wrap;gap:var(--s-2) var(--s-3);align-items:center;border-block:1px solid var(--line);padding:var(--s-3) 0;margin:var(--s-4) 0}
.galcols{display:grid;gap:var(--s-5);align-items:start}
@media(min-width:60rem){.galcols:has(.side){grid-template-columns:minmax(0,1fr) 21rem}}
@media(min-width:1900px){.galcols:has(.side2){grid-template-columns:minmax(0,1fr) 21rem 17rem}.galcols .side2{position:static;max-height:none;overflow:visible}}
.nbs{list-style:none;padding:0;margin:0;display:grid;gap:var(--s-4)}.nbs li{display:grid;gap:.2rem;min-width:0;overflow-wrap:anywhere}.nbs li[aria-current]{border-left:3px solid var(--accent);padding-left:var(--s-2)}
.galscroll{height:max(26rem,calc(100vh - 8rem));overflow-y:auto;overscroll-behavior:contain}
.galgrid{position:relative}
.galrow{position:absolute;left:0;right:0;display:flex;gap:10px}
.galtile{width:var(--tile);height:calc(var(--tile) + 76px);overflow:hidden;border:1px solid var(--line);border-radius:var(--radius);background:var(--surface);font-size:var(--t-xs);cursor:pointer;line-height:1.35}
.galtile .pic{width:100%}
.galtile b,.galtile span{display:block;padding:0 .6rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.galtile b{padding-top:.4rem}
.galtile .no::before,.nbs .no::before{content:"\\2715\\00a0";color:var(--fails)}.galtile .ok::before,.nbs .ok::before{content:"\\2713\\00a0";color:var(--accent)}
.galtile i{display:block;height:4px;margin:.4rem .6rem 0;border-radius:2px;background:linear-gradient(var(--ink-2),var(--ink-2)) 0/var(--sure) 100% no-repeat var(--line)}
.galtile.beside{outline:3px solid var(--accent);outline-offset:-2px}
.galtile:focus-visible{box-shadow:var(--ring)}
.scores{max-height:18rem;overflow:auto;margin-top:var(--s-3)}.scores .own{font-weight:var(--w-bold)}.scores th{font-weight:400}
.imgview{width:min(96rem,96vw);height:92vh;max-width:none;max-height:none;padding:0;border:1px solid var(--line-strong);border-radius:var(--radius-lg);background:var(--surface);color:var(--ink);overflow:hidden}
.imgview[open]{display:grid}
.imgview::backdrop{background:rgb(0 0 0/55%)}
.imgview .stage{position:relative;overflow:hidden;background:var(--sunken);touch-action:none;min-height:0;min-width:0}
.imgview .stage .pic{position:absolute;inset:0;aspect-ratio:auto;background:none}
.bx.own{stroke:#fff}.boxkey .bx{stroke-width:2}.boxkey .chip svg{flex:none}.boxkey .chipbg{fill-opacity:1}
@media(forced-colors:active){.boxes,.boxkey svg{forced-color-adjust:none}}
.boxbar{display:grid;gap:var(--s-3) var(--s-6);margin-top:var(--s-4)}.boxbar input[type=range]{width:100%}
.boxat{font-size:var(--t-lg);font-weight:var(--w-bold);font-variant-numeric:tabular-nums}.boxbar .row.between{flex-direction:row;flex-wrap:nowrap}
.boxsay{font-weight:var(--w-bold);font-size:var(--t-lg);font-variant-numeric:tabular-nums}.imgside .boxsay{font-size:var(--t-md)}
.first.pictures.live>:not(h2,.livepics){display:none}.livepics .thumb{display:block;width:100%;padding:0;font:inherit;text-align:left;color:inherit;cursor:zoom-in}.livepics .pic,.livepics .cap{display:block}.livepics .pic canvas{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.boxkey{display:flex;flex-wrap:wrap;gap:var(--s-2)}.livepics>:is(ul,p){margin-top:var(--s-3)}
@media(min-width:60rem){main .boxbar{grid-template-columns:minmax(0,22rem) minmax(0,1fr)}main .boxkey{grid-column:1/-1}main .imgside .boxbar{grid-template-columns:minmax(0,1fr)}}
.boxlist{list-style:none;padding:0;display:grid;gap:2px;max-height:14rem;overflow:auto}
.boxone{font:inherit;color:inherit;text-align:left;background:none;border:1px solid transparent;border-radius:var(--radius-sm);padding:.3rem .5rem;width:100%;min-height:2.1rem;cursor:pointer;overflow-wrap:anywhere}
.boxone:hover{border-color:var(--line-strong)}.boxone[aria-pressed=true]{border-color:var(--accent);background:var(--accent-soft)}
.imgview canvas{image-rendering:auto}.imgview .grain canvas{image-rendering:pixelated}
.stages{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:2px;min-height:0;min-width:0}
.stages figure{margin:0}.stages figcaption{position:absolute;left:0;right:0;bottom:0;padding:.3rem .6rem;background:var(--surface);font-size:var(--t-sm);overflow-wrap:anywhere}
.stagename{position:absolute;left:0;right:0;bottom:0;padding:.3rem .6rem;background:var(--surface);font-size:var(--t-sm)}
.pic canvas.masks{image-rendering:pixelated}
.imgside .btn[aria-pressed=true],.maskbar .btn[aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent)}
.maskbar{display:grid;gap:var(--s-2)}.maskbar input[type=range]{width:100%}.maskkey{list-style:none;padding:0;display:grid;gap:.3rem}.maskkey li{display:flex;gap:.5rem;align-items:center}
.swatch{width:2rem;height:1rem;border:1px solid var(--line-strong);flex:none;forced-color-adjust:none}
.points{position:absolute;inset:0;width:100%;height:100%;pointer-events:none;overflow:hidden}.points *{vector-effect:non-scaling-stroke;fill:none}
.points .ph{stroke:#0b0e0d;stroke-opacity:.6;stroke-width:4.5}.points .pt{stroke:#fff;stroke-width:2}.points .pb{stroke:#fff;stroke-width:1.5}.points .pm{stroke:#ffd75e;stroke-width:1.5}.points .po{stroke:#ffd75e;stroke-width:1.5;stroke-dasharray:4 3}.points .pd{fill:#ffd75e;stroke:#0b0e0d;stroke-width:1}
@media(forced-colors:active){.points{forced-color-adjust:none}}
.swatch.ring,.swatch.dot{width:1rem;border-radius:50%}.swatch.ring{border:3px solid #fff;outline:1px solid #0b0e0d;background:none}.swatch.dot{background:#ffd75e;border-color:#0b0e0d}
.swatch.line{height:0;border:0;border-top:3px solid #fff;outline:1px solid #0b0e0d}
.swatch.found{background:rgb(0 158 115)}
.swatch.missed{background:repeating-linear-gradient(45deg,rgb(230 85 0) 0 3px,rgb(230 85 0/35%) 3px 6px)}
.swatch.extra{background:repeating-linear-gradient(-45deg,rgb(86 160 233) 0 3px,rgb(86 160 233/35%) 3px 6px)}
.galfilter{margin-bottom:var(--s-4)}.galfilter .row{margin-top:var(--s-3)}.galfilter label{display:inline-flex;align-items:center;gap:.5rem}.galfilter input{width:6rem}
.galbar .sizes{flex-direction:row;gap:4px}
.imgview .nopic{position:absolute;inset:0;display:grid;place-items:center;padding:var(--s-4);text-align:center}
.imgside{padding:var(--s-4);overflow:auto;display:grid;gap:var(--s-3);align-content:start;min-width:0}
.imgside{grid-auto-rows:max-content}.imgside .row.between{flex-direction:row}.imgside .row.between>.btn{width:auto}
.imgside h2{font-size:var(--t-lg);overflow-wrap:anywhere}.imgside code{overflow-wrap:anywhere}
.relabel{display:grid;gap:var(--s-2)}.relabel label{font-weight:var(--w-bold)}.relabel select{width:100%;min-height:3rem}
.changed{list-style:none;display:grid;gap:var(--s-2);max-height:18rem;overflow:auto}.changed li{display:flex;gap:var(--s-3);align-items:center;justify-content:space-between;font-size:var(--t-sm);overflow-wrap:anywhere}.changed li>:is(span,div){min-width:0}.changed .btn{flex:none}
@media(min-width:60rem){.imgview[open]{grid-template-columns:minmax(0,1fr) 22rem}}
@media(max-width:59.99rem){.imgview[open]{grid-template-rows:minmax(0,3fr) minmax(0,2fr)}}
`;
