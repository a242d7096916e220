/** What the model says of images without labels, and the offer beside it. */
export const SAYS_CSS = `
.says{display:grid;gap:var(--s-5) var(--s-6);align-items:start;margin-top:var(--s-4)}.says>*{min-width:0}
.says :is(.cta,.cta .panel,.cta form){display:grid;grid-template-columns:minmax(0,1fr);gap:var(--s-4)}.says .cta :is(label,summary){overflow-wrap:anywhere}
@media(min-width:60rem){.says{grid-template-columns:minmax(0,1fr) 19rem}.says .cta{grid-column:2;grid-row:1;position:sticky;top:var(--s-4)}.says .galpart{grid-column:1;grid-row:1}}
.says .cta h2{font-size:var(--t-lg)}.says .cta .btn.pri{width:100%}
.says .cta .panel{gap:var(--s-3);justify-items:stretch}
.says .cta .panel>.btn{justify-self:start}
.says .cta .field{margin-top:0}.says .cta details :is(.field,.field+p){margin-top:var(--s-4)}
.says .facts{list-style:none;padding:0;margin:0;display:grid;gap:.4rem;font-size:var(--t-sm);color:var(--ink-2)}
.says .facts li{padding-left:1.2rem;text-indent:-1.2rem}.says .facts li::before{content:"\\25E6";display:inline-block;width:1.2rem;text-indent:0;color:var(--accent)}
.says .alt .btn{padding-left:0}.says .alt{border-top:1px solid var(--line);padding-top:var(--s-3);font-size:var(--t-sm)}
.says .galbar{margin-top:0;border-top:0;padding-top:0}
.says .galbar .chip b{font-weight:var(--w-bold)}
.says .range{display:flex;flex-wrap:wrap;gap:var(--s-2)}.says .range label{flex-wrap:wrap}
.says .galbar input{width:4.5rem;min-height:2.1rem}
.says .galscroll{height:max(26rem,calc(100vh - 10rem))}
.says .galtile{height:calc(var(--tile) + 34px);border:0;background:none;border-radius:var(--radius-sm)}
.says .galtile .pic{border-radius:var(--radius-sm)}
.says .galtile p{display:flex;justify-content:space-between;gap:.4rem;padding:.3rem .1rem 0;font-size:var(--t-sm);font-variant-numeric:tabular-nums}
.says .galtile b{padding:0;min-width:0}.says .galtile span{padding:0;color:var(--ink-2);flex:none}
.says .fchips select{flex:none;max-width:11rem}.says .fchips{display:flex;flex-wrap:wrap;gap:var(--s-2)}
.says .differ{max-height:14rem;overflow:auto;font-size:var(--t-sm);padding-left:1.1rem;overflow-wrap:anywhere}
.saidboxes path{fill:none;stroke:#6CCBFF;stroke-width:1.5;vector-effect:non-scaling-stroke}.saidboxes .halo{stroke:#0b0e0d;stroke-opacity:.5;stroke-width:3.5}
`;
