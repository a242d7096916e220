/** The screens on which somebody labels: all of an image and its labels fit the window. */
export const LABELLING_CSS = `
div:has(>main .labelling){min-height:100dvh;display:flex;flex-direction:column}
main:has(.labelling){flex:1;display:flex;flex-direction:column;width:100%;min-height:0;padding-block:1rem}
main:has(.labelling)~.foot{display:none}
.labelling{flex:1;display:grid;grid-template-columns:minmax(0,1fr) 22rem;gap:2rem;min-height:0}
.lst{display:flex;flex-direction:column;min-width:0;min-height:0}
.lhd{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin-bottom:.75rem}
.labelling h1{font-size:1.375rem}.lhd p{white-space:nowrap}.lhd .short{display:none}
.lstage{flex:1 1 20rem;height:0;min-height:12rem;position:relative;overflow:hidden;background:var(--sunken);border-radius:12px;touch-action:none;user-select:none}
.lstage .pic{position:absolute;inset:.75rem;background:none;border-radius:0;aspect-ratio:auto;overflow:visible}
.lstage canvas,.lstage svg{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.lstage canvas{border-radius:0}
.lboxes{cursor:crosshair}
.lseq{display:grid;gap:.4rem;margin-top:.6rem;min-width:0}.lstrip{display:flex;gap:.4rem;align-items:center;min-width:0}.lseq ul{display:flex;gap:.4rem;min-width:0}.lseq .turn{flex:none;width:2.75rem;min-height:2.75rem;padding:0;font-size:1.25rem}
.lseq li{flex:none;width:5.5rem;height:4rem;border-radius:8px;overflow:hidden;background:var(--sunken);border:2px solid transparent}.lseq li.on{border-color:var(--accent)}.lseq li.done{opacity:.45}
.lseq li button{width:100%;height:100%;padding:0;border:0;background:none;cursor:pointer;display:block}.lseq li button:disabled{cursor:default}.lseq canvas{width:100%;height:100%;object-fit:cover;display:block}
.ltools{display:flex;gap:.5rem;align-items:center;margin-top:.75rem;flex-wrap:wrap}
.ltools .blind{margin-left:auto;min-width:0;overflow-wrap:anywhere}
.lrt{display:flex;flex-direction:column;gap:1rem;padding-top:2.6rem;min-width:0}
.lbs{display:grid;gap:.5rem}.lbs.two,.lbs.alt{grid-template-columns:1fr 1fr}
.lb{display:flex;align-items:center;gap:.75rem;min-height:3.25rem;padding:.4rem .9rem;border:1px solid var(--line-strong);border-radius:10px;background:var(--surface);color:var(--ink);font:inherit;font-weight:var(--w-medium);text-align:left;cursor:pointer;min-width:0;touch-action:manipulation}
.lb span{min-width:0;overflow-wrap:anywhere;line-height:1.25}.lb kbd{flex:none;min-width:1.5rem;text-align:center}
.lb:hover{background:var(--sunken)}.lb:disabled{opacity:.55;cursor:default}
.lb.lq{color:var(--ink-2);font-weight:400;min-height:2.75rem;font-size:var(--t-sm)}
.lb.go{grid-column:1/-1;background:var(--accent);border-color:var(--accent);color:var(--on-accent);min-height:2.75rem}
.lb[aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.lbs.two .lb{min-height:2.9rem;padding:.3rem .6rem;gap:.6rem;font-size:var(--t-sm)}
.lscore{border-top:1px solid var(--line);padding-top:1rem;min-width:0}
.lverdict{display:flex;align-items:center;gap:.5rem}.lverdict svg{width:20px;height:20px;flex:none}.lscore .lverdict .sm{margin-left:auto}
.lverdict .sg{fill:none;stroke:currentColor;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}.lverdict .sf{fill:currentColor}
.lruler{margin:.6rem 8px .4rem}.lruler .trk{display:block;--gap:var(--paper)}
.lticks{display:flex;justify-content:space-between;font-variant-numeric:tabular-nums}
.lticks span{display:flex;justify-content:center;width:0;white-space:nowrap}.lticks span:first-child{justify-content:start;margin-left:-8px}.lticks span:last-child{justify-content:end;margin-right:-8px}
.lbefore{margin-top:.4rem;overflow-wrap:anywhere}
.lrace{border-top:1px solid var(--line);padding-top:.6rem;font-size:var(--t-sm);min-width:0}.lrace ul{display:grid;gap:.2rem;margin:.4rem 0}.lrace li{display:flex;flex-wrap:wrap;gap:.1rem .5rem;overflow-wrap:anywhere}.lrace li.out b{font-weight:400;text-decoration:line-through}.lrace summary{overflow-wrap:anywhere}
.lhide{display:flex;align-items:center;gap:.6rem;font-size:var(--t-sm);color:var(--ink-2);min-height:1.75rem}.lhide input{margin:0}
.ltype{position:relative}.ltype label{font-weight:var(--w-medium);font-size:var(--t-sm)}.ltype input{width:100%;margin-top:.25rem}
.ltype ul,.ltnone{position:absolute;left:0;right:0;top:100%;z-index:5;margin-top:4px;border:1px solid var(--line-strong);border-radius:var(--radius);background:var(--raised);box-shadow:var(--shadow)}
.ltnone{padding:.5rem .75rem}
.ltype li{display:flex;justify-content:space-between;align-items:center;gap:.5rem;min-height:2.75rem;padding:.3rem .75rem;cursor:pointer;overflow-wrap:anywhere}
.ltype li[aria-selected=true]{background:var(--accent-soft);outline:1px solid transparent}
.lend{display:grid;grid-template-columns:minmax(0,1fr) 22rem;gap:2rem;align-items:start}.lend>*{min-width:0}
.lvd{padding:1.25rem 1.5rem;margin:0;border:1px solid var(--vc)}.lvd .lverdict{color:var(--vc)}.lvd>.lverdict{margin-top:0}.lvd kbd{text-decoration:none;display:inline-block}.lvd h1{font-size:clamp(1.5rem,1.28rem + .85vw,1.875rem);margin-top:.35rem}.lvd .lead{margin-top:.4rem;font-size:var(--t-md)}
.lvd .lverdict{font-weight:var(--w-bold)}
.lplot{max-width:44rem;margin-top:var(--s-3)}.lplot>svg{width:100%;height:auto}.lplot text{font-size:13px;fill:var(--ink-2);font-variant-numeric:tabular-nums}.lplot figcaption{text-align:center}
.lplot .lband{fill:var(--local);fill-opacity:.14}.lplot .ledge{fill:none;stroke:var(--local);stroke-width:2}.lplot .lmid{fill:none;stroke:var(--local);stroke-width:1.5;stroke-dasharray:3 3}
.lplot .lnow{stroke:var(--local);stroke-width:3}.lplot .llimit{stroke:var(--claim);stroke-width:1.5}
.ltiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(3.75rem,1fr));gap:.5rem;margin-top:.75rem}
.ltiles li{position:relative;aspect-ratio:1;background:var(--sunken);border-radius:8px}
.ltiles canvas{width:100%;height:100%;object-fit:cover;border-radius:8px;display:block}
.ltiles .sign{position:absolute;right:-3px;bottom:-3px;width:22px;height:22px;border-radius:50%;background:var(--surface);display:grid;place-items:center}
.ltiles .sign svg{width:20px;height:20px}.ltiles .sg{fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.ltiles .holds{color:var(--holds)}.ltiles .fails{color:var(--fails)}
.bxs{display:grid;gap:.5rem}.bxs ul{display:flex;flex-wrap:wrap;gap:.4rem;max-height:9rem;overflow-y:auto;padding:3px;margin:-3px}.bxs li{display:inline-flex}
.bxs li .btn{border-radius:var(--radius) 0 0 var(--radius)}.bxs li .btn+.btn{border-radius:0 var(--radius) var(--radius) 0;border-left:0;padding-inline:.6rem;min-width:2.1rem}
.bxs [aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent)}.bxs .model{border-style:dashed}
.lboxes rect{fill:transparent;vector-effect:non-scaling-stroke}.lboxes .bh{stroke:rgb(11 14 13 / 50%);stroke-width:3.5px}.lboxes .bo{stroke:#6ccbff;stroke-width:1.5px;cursor:move}
.lboxes .bm,.lboxes .bo.seen{stroke:#ffe066;stroke-width:1.5px}.lboxes .bm{stroke-dasharray:10 5}.lboxes .on .bo{stroke-width:3px}
.lboxes text{fill:#f4f7f5;paint-order:stroke;stroke:#0b0e0d;font-family:var(--font);pointer-events:none}.lboxes .bc{fill:#6ccbff;stroke:#0b0e0d;vector-effect:non-scaling-stroke;cursor:nwse-resize}
.lmask{cursor:crosshair}.lmask:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.lmask canvas.masks{image-rendering:pixelated}.lmask canvas.ink{opacity:.55}.lmask canvas.off{visibility:hidden}
.lmask .mh,.lmask .ml{fill:none;vector-effect:non-scaling-stroke}.lmask .mh{stroke:rgb(11 14 13 / 70%);stroke-width:3.5px}.lmask .ml{stroke:#fff;stroke-width:1.5px}
.lmask .mc{fill:#fff;stroke:#0b0e0d;stroke-width:1.5px;vector-effect:non-scaling-stroke}.lmask .mc.first{fill:#6ccbff}.lmask .mc.held{fill:#ffe066}
.mboth{position:absolute;inset:0;display:grid;gap:.5rem}.mboth.split{grid-template-columns:1fr 1fr}.mboth>div{position:relative;min-width:0}
.mrev{display:grid;gap:.6rem}.mtools{display:grid;gap:.6rem;min-width:0}.mtools .row{gap:.4rem}.mrad{align-items:center}.mrad span{min-width:7rem;text-align:center}.mtools [aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent)}
.msw{flex:none;width:1rem;height:1rem;border-radius:4px;border:1px solid var(--line-strong);forced-color-adjust:none}.msw.void{background:repeating-linear-gradient(45deg,#787878 0 3px,#c8c8c8 3px 6px)}
.mparts{display:grid;gap:.25rem;max-height:9rem;overflow-y:auto;padding:3px;margin:-3px}.mparts li{display:flex;align-items:center;gap:.4rem}.mparts li>:nth-child(2){flex:1;text-align:left;min-width:0;overflow-wrap:anywhere}
.ldots{cursor:crosshair}.ldots circle,.ldots path{fill:none;vector-effect:non-scaling-stroke}.ldots .dh,.ldots .lh{stroke:rgb(11 14 13 / 60%);stroke-width:4px}.ldots .do{stroke:#6ccbff;stroke-width:2px;fill:rgb(108 203 255 / 35%)}.ldots .lo{stroke:#6ccbff;stroke-width:1.5px}
.ldots .hidden .do{fill:none}.ldots .seen .do{stroke:#ffe066}.ldots .model .do{stroke:#ff9466;fill:none}.ldots .lm{stroke:#ff9466;stroke-dasharray:3 3}.ldots .on .do{stroke-width:3px;fill:none}
.ldots text{fill:#f4f7f5;paint-order:stroke;stroke:#0b0e0d;font-family:var(--font);pointer-events:none}
.cnt,.pts{display:grid;gap:.5rem;min-width:0}.cnt ul{display:grid;gap:.4rem;max-height:22rem;overflow-y:auto;padding:3px;margin:-3px}.cnt li{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;min-width:0;padding:.2rem .2rem .2rem .5rem;border:1px solid transparent;border-radius:10px}.cnt li.on{background:var(--accent-soft);border-color:var(--accent)}
.cnt .nm{flex:1 1 4rem;min-width:0;overflow-wrap:anywhere;font-weight:var(--w-medium);text-align:left}.cnt button.nm{border:0;background:none;color:inherit;font:inherit;font-weight:var(--w-medium);padding:.4rem 0;min-height:2.75rem;cursor:pointer}.cnt .btn{min-width:2.75rem;min-height:2.75rem;padding:0;justify-content:center;font-size:1.25rem}.cnt input{width:4.5rem;text-align:center;font-size:1.125rem;font-variant-numeric:tabular-nums}
.pts .next{font-weight:var(--w-medium);overflow-wrap:anywhere}.pts .row{gap:.4rem;flex-wrap:wrap}.pts ul,.pts ol{display:flex;flex-wrap:wrap;gap:.4rem;padding:3px;margin:-3px;max-height:11rem;overflow-y:auto}.pts li{display:inline-flex;max-width:100%}.pts .obj .btn:first-child{border-radius:var(--radius) 0 0 var(--radius)}.pts .obj .btn+.btn{border-radius:0 var(--radius) var(--radius) 0;border-left:0;padding-inline:.6rem;min-width:2.1rem}
.pts ol .btn{display:grid;text-align:left;line-height:1.2;padding-block:.25rem}.pts ol small{font-size:var(--t-xs);color:var(--ink-3)}.pts [aria-pressed=true]{background:var(--accent-soft);border-color:var(--accent)}.pts .model{border-style:dashed}
.pts .menu{display:none;align-items:center;gap:.5rem}.pts .menu select{flex:1;min-width:0}
@media(min-width:60.01rem){div:has(>main .labelling){height:100dvh;min-height:44rem}}
@media(max-width:60rem){
.labelling{grid-template-columns:minmax(0,1fr);grid-template-rows:minmax(13rem,1fr) auto;gap:.6rem}
main:has(.labelling){padding-block:.6rem;min-height:0}
.lhd{margin-bottom:.4rem}.labelling h1{font-size:1.125rem}.lhd .long{display:none}.lhd .short{display:inline}
.lstage{flex:1 1 0;min-height:8rem}.lstage .pic{inset:0}
.lseq{margin-top:.3rem;gap:.2rem}.lseq li{width:4rem;height:3rem}.lseq>p{font-size:var(--t-xs)}
.ltools{margin-top:.5rem;gap:.5rem}.ltools .btn{flex:1}.ltools .blind{margin:0;flex-basis:100%;font-size:var(--t-xs)}.ltools .blind.idle{display:none}
.lrt{padding-top:0;gap:.5rem}.lscore{order:-1;border:0;padding:0}.lscore .lruler{margin-block:.2rem .1rem}.lscore .trk{height:24px}.lscore .sm{font-size:var(--t-xs)}
.lbs{grid-template-columns:1fr 1fr}.lbs.two{grid-template-columns:repeat(3,minmax(0,1fr))}.lb,.lb.lq,.lb.go,.lbs.two .lb{min-height:3.5rem}.lb kbd,.ltools kbd,.mtools kbd{display:none}
.lbefore{display:none}.lrt .long,.bxs kbd{display:none}.lst:has(.lmask) .lstage{min-height:10.5rem}
.mtools,.mrev{gap:.4rem}.mtools .row .btn,.mrev .row .btn,.pts .row .btn{flex:1 1 auto;padding-inline:.6rem;justify-content:center}.mrad .btn{flex:0 0 auto}.mtools .lbs.two .lq{font-size:var(--t-xs)}.mrev .maskbar>p{display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:center}.mrev .maskbar input[type=range]{flex:1 1 8rem;min-width:0}.mrev .maskkey{display:flex;flex-wrap:wrap;gap:.1rem .9rem}.mtools details{margin:0}
.pts ul{max-height:7rem}.pts ol{max-height:none}.pts ol.many{display:none}.pts .menu{display:flex}.pts .btn,.cnt .nm{min-height:2.75rem}.pts .obj{min-height:calc(2.75rem + 6px)}.pts .next{min-height:1lh}.pts{gap:.3rem}.nolook{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline;font-size:var(--t-xs)}.lbs.alt .lb.go:nth-child(2){grid-column:auto}.pts kbd{display:none}.cnt ul{max-height:11rem}.cnt>p{font-size:var(--t-xs)}.lhide{font-size:var(--t-xs)}
.lbs:has(.go){position:sticky;bottom:0;z-index:3;background:var(--paper);padding-block:.3rem;margin-block:-.3rem}.lbs.strip{gap:.3rem}.lbs.strip .lb{min-height:2.75rem;padding:.2rem .5rem}
.ltype ul,.ltnone{top:auto;bottom:100%;margin:0 0 4px}
.lend{grid-template-columns:minmax(0,1fr)}
}
@media(max-width:40rem){.lplot text{font-size:22px}}
@media(pointer:coarse){.lrt details{margin:0}.lrt summary{padding-block:.75rem}.lhide{min-height:var(--target)}.lrt input[type=range]{min-height:var(--target)}.bxs li .btn+.btn,.pts .obj .btn+.btn{min-width:var(--target)}}
@media(forced-colors:active){.cnt li{border-color:Canvas}.cnt li.on{outline:3px solid Highlight;outline-offset:-3px}.lseq li.on{border:3px solid Highlight}.lvd,.lb[aria-pressed=true]{border-width:3px}.lstage{border:1px solid CanvasText}}
`;
