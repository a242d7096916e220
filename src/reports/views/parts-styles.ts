/** Forests, small multiples of places, bars, and the matrix at any size. */
export const PARTS_CSS = `
.fo .ir{border-bottom:1px solid var(--line)}
.fo .ir[aria-hidden]{border:0}
.fo .lab{display:flex;flex-wrap:wrap;gap:0 .5rem;align-items:baseline}
.fo .lab small{display:inline}
.fo .lab .fn{flex-basis:100%;font-weight:var(--w-medium)}
.fo .fn.worse{color:var(--div-1)}.fo .fn.better{color:var(--div-7)}
.fo .trk{align-self:stretch;height:100%;min-height:30px}
@container (min-width:44.01rem){
.fo .ir{grid-template-columns:minmax(9rem,min(21rem,34cqw)) minmax(0,1fr) 10.5rem}
.fo .ir>.val small{display:inline}
}
@container (max-width:30rem){.fo .trk{height:30px}}
.fo .tg{vector-effect:non-scaling-stroke}
.fm{stroke:var(--gap,var(--surface));stroke-width:1.5;stroke-linejoin:round}
.fm.worse{fill:var(--div-1)}.fm.better{fill:var(--div-7)}
.pps{display:grid;gap:var(--s-4) var(--s-6);grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr))}
.pp{container-type:inline-size}
.pp h3 small{font-weight:400;color:var(--ink-2);font-size:var(--t-xs);white-space:nowrap}
.ppr{display:grid;grid-template-columns:minmax(0,6.5rem) minmax(0,1fr) minmax(4.5rem,auto);gap:0 .6rem;align-items:center;font-size:var(--t-xs);line-height:1.3}
.ppr>div{overflow-wrap:anywhere}
.ppr .ppv{text-align:right;white-space:nowrap;color:var(--ink-2);font-variant-numeric:tabular-nums}
.ppr .trk{align-self:stretch;height:100%;min-height:24px}
.ppr .axis{height:18px}
.ppr .tg{vector-effect:non-scaling-stroke}
@container (max-width:17rem){
.ppr{grid-template-columns:minmax(0,1fr) auto}
.ppr>svg{grid-column:1/-1;order:3}
.ppr>span{display:none}
}
.bpr{display:grid;grid-template-columns:minmax(8rem,21rem) minmax(0,1fr) minmax(4.5rem,auto);gap:0 var(--s-4);align-items:center;font-size:var(--t-sm);padding:.2rem 0}
.bpr>div{overflow-wrap:anywhere}
.bpr small{color:var(--ink-2);font-size:var(--t-xs)}
.bpr .bpv{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.bpb{fill:var(--local)}
@container (max-width:30rem){
.bpr{grid-template-columns:minmax(0,1fr) auto;gap:0 var(--s-3)}
.bpr>svg{grid-column:1/-1;order:3}
}
.cm tbody th{position:sticky;left:0;background:var(--paper);z-index:1}
.cm td small{color:inherit}
.cm.many td small{white-space:nowrap}
.cm.many thead th span{max-height:none}
@media(max-width:30rem){
.cm.some thead th span{writing-mode:vertical-rl;transform:rotate(180deg)}
td.r .mut{display:block}
}
.cm.said tbody td{width:6.5rem;min-width:5.5rem;padding:0 .3rem}
@container (max-width:14rem){
.fo .ir,.bpr{grid-template-columns:minmax(0,1fr)}
.fo .ir>.val,.bpr .bpv{text-align:left;white-space:normal}
}
`;
