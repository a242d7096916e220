/**
 * What is seen before anything is asked, and the folded questions below it: verdict and ruler side by
 * side, then places and the reason beside pictures, where there is room. On paper nothing is folded.
 */
export const FIRST_CSS = `
.report{container:report/inline-size}
.firsts{display:grid;gap:var(--s-5) var(--s-6);margin-top:var(--s-4);grid-template-columns:minmax(0,1fr)}
.finds{margin-top:var(--s-3);display:grid;gap:var(--s-1);max-width:var(--measure)}
.finds h2{font-size:var(--t-lg);text-wrap:pretty}
.finds details{margin:0}
.first>h2{font-size:var(--t-lg)}
.first.pictures h3{font-size:var(--t-sm);margin-top:var(--s-2)}
.first.pictures .thumbs{margin-top:var(--s-1);gap:.5rem;grid-template-columns:repeat(auto-fill,minmax(max(5.5rem,30%),1fr))}
.first.pictures .boxed .thumbs{grid-template-columns:repeat(auto-fill,minmax(min(100%,16rem),1fr))}
.first.pictures .pic{aspect-ratio:16/9}
.first.pictures .boxed .pic{aspect-ratio:4/3}
.first.pictures .thumb:target>a.pic{aspect-ratio:auto}
.first.pictures .thumb .cap{padding:.2rem .5rem .25rem}
.judged .ir{grid-template-columns:minmax(5rem,8.5rem) minmax(0,1fr) 5.6rem 7.9rem;gap:0 var(--s-3)}
.judged .ir>.axt{grid-column:2/-1}
.judged .ir>.lab{padding:.1rem 0;line-height:1.25}
.judged .ir>.val{line-height:1.25}
.judged .trk{height:36px}
.firsts .pr,.firsts .pc{font-size:var(--t-sm)}
:is(.verdict,.firsts) .pf:not(:has(>.pt[open]))>.ptl{display:none}
.vtag{white-space:nowrap;display:inline-flex;align-items:center;gap:.3rem;font-size:var(--t-xs);font-weight:var(--w-bold)}
.vtag svg{width:1rem;height:1rem;flex:none}
.vtag.holds{color:var(--holds)}.vtag.fails{color:var(--fails)}.vtag.cannot-tell{color:var(--unsure)}
.qs{margin-top:var(--s-6)}
.qs>h2{font-size:var(--t-lg);margin-bottom:var(--s-2)}
.q{margin:0;border-top:1px solid var(--line)}
.q:last-child{border-bottom:1px solid var(--line)}
.q>summary{display:grid;grid-template-columns:minmax(0,22rem) minmax(0,1fr);gap:.1rem var(--s-5);align-items:center;min-height:2.75rem;padding:.55rem 1.75rem .55rem 0;color:var(--ink);position:relative;list-style:none}
.q>summary::-webkit-details-marker{display:none}
.q>summary::after{content:"";position:absolute;right:.5rem;top:calc(50% - .4rem);width:.5rem;height:.5rem;border:solid var(--ink-2);border-width:0 2px 2px 0;transform:rotate(45deg)}
.q[open]>summary::after{transform:translateY(.25rem) rotate(225deg)}
.q[open]>summary{margin:0}
.q>summary:hover{background:var(--sunken)}
.qq{font-size:var(--t-md);font-weight:var(--w-bold)}
.qa{color:var(--ink-2);font-weight:var(--w-regular)}
.qin{padding-bottom:var(--s-6)}
.qin>.blk:first-child,.qin>.basis:first-child{margin-top:var(--s-3)}
.qin>.blk{margin-top:var(--s-6)}
.note>div>details{margin:0}
.note>div>details>summary{color:var(--ink);font-weight:var(--w-bold);font-size:var(--t-sm)}
.notes:has(>.note>div>details){gap:var(--s-2) var(--s-3)}
.note:has(>div>details){padding:.2rem var(--s-4)}
@container (min-width:34rem) and (max-width:44rem){.judged .axis text:nth-child(even){display:none}}
@container (max-width:34rem){
.judged .ir{grid-template-columns:minmax(0,1fr) auto auto}
.judged .ir>:is(.trk,.axis,.axt){grid-column:1/-1;order:3}
.judged .ir>.w{display:none}
.judged .ir>.val small{display:inline}
}
@container (max-width:18.5rem){
.judged .ir{grid-template-columns:minmax(0,1fr) auto}
.judged .ir>.vt{grid-column:1/-1;order:2}
.vtag{white-space:normal}
}
@container report (min-width:52rem){
.verdict.one{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);grid-template-rows:auto auto 1fr;gap:0 var(--s-6);align-items:start}
.verdict.one>.rulerbox{grid-column:2;grid-row:1/-1;margin-top:0}
.firsts{grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);grid-template-areas:"places pictures" "reason pictures";grid-template-rows:auto 1fr;align-items:start}
.firsts .judged .axt{display:none}
.first.places{grid-area:places}.first.pictures{grid-area:pictures}.first.reason{grid-area:reason}
.firsts:not(:has(.pictures)){grid-template-areas:"places" "reason";grid-template-columns:minmax(0,1fr)}
.firsts:not(:has(.places,.reason)){grid-template-areas:"pictures";grid-template-columns:minmax(0,1fr)}
}
@container report (max-width:44rem){
.q>summary{grid-template-columns:minmax(0,1fr)}
}
@media print{
.q>summary::after{display:none}
.qa{display:none}
/* A question, heading, sentence and plot may be more than a sheet together. */
.q>summary{break-after:auto}
}
`;
