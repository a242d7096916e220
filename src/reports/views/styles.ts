import { CURVE_CSS } from "./curve-styles.js";
import { FIRST_CSS } from "./first-styles.js";
import { MAP_CSS } from "./map-styles.js";
import { PARTS_CSS } from "./parts-styles.js";
import { PICTURES_CSS } from "./picture-styles.js";
import { PLOT_FIGURE_CSS } from "./plot-figure-styles.js";
import { TOKENS_CSS } from "./tokens.js";

/** Page, type, tables. */
const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:var(--w-regular) var(--t-md)/var(--lh) var(--font);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0}
h1,h2,h3,p,ul,ol,dl,dd,figure,table{margin:0;padding:0}
ul,ol{list-style:none}
img,svg{display:block;max-width:100%}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid transparent;outline-offset:2px;box-shadow:var(--ring);border-radius:var(--radius-sm)}
:is(main,.verdict,.first,.qs):focus-visible{outline:none;box-shadow:none}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:var(--s-4);top:-4rem;background:var(--surface);padding:var(--s-2) var(--s-4);border-radius:var(--radius);z-index:10}
.skip:focus{top:var(--s-3)}
code,pre{font-family:var(--mono);font-size:.9em}
code{overflow-wrap:anywhere}
.sm{font-size:var(--t-sm)}.xs{font-size:var(--t-xs)}.mut{color:var(--ink-2)}.dim{color:var(--ink-3)}.nw{white-space:nowrap}th p{font-weight:400}
.gap{margin-top:var(--s-4)}.gap2{margin-top:var(--s-2)}
b,strong{font-weight:var(--w-bold)}
.top{border-bottom:1px solid var(--line);background:var(--surface)}
.top .in,.foot .in{max-width:var(--page);margin:auto;padding:.35rem var(--s-5);min-height:3.5rem;display:flex;align-items:center;gap:var(--s-3) var(--s-5);flex-wrap:wrap;justify-content:space-between}
.brand{display:flex;align-items:center;gap:.6rem;font-weight:var(--w-bold);letter-spacing:-.01em}
.brand svg{width:26px;height:26px}
.mk{fill:none;stroke:var(--accent);stroke-linecap:round}
main{max-width:var(--page);margin:0 auto;padding:var(--s-5) var(--s-5) var(--s-7)}
.foot{border-top:1px solid var(--line);font-size:var(--t-sm);color:var(--ink-2);padding:var(--s-3) 0}
.eyebrow{font-size:var(--t-sm);color:var(--ink-2);margin-bottom:var(--s-3);overflow-wrap:anywhere}
h1{font-size:var(--t-2xl);line-height:1.25;letter-spacing:-.02em;font-weight:var(--w-bold);max-width:36ch;text-wrap:pretty;overflow-wrap:anywhere}
h2{font-size:var(--t-xl);line-height:1.3;letter-spacing:-.014em;font-weight:var(--w-bold);text-wrap:balance}
h3{font-size:var(--t-md);line-height:1.4;font-weight:var(--w-bold);overflow-wrap:anywhere}
.blk{margin-top:var(--s-7)}
.blk>h2+p{margin-top:var(--s-2);color:var(--ink-2);max-width:var(--measure);text-wrap:pretty}
.cols{display:grid;gap:var(--s-6);align-items:start}
.cols>*{min-width:0}
.cols>*>:first-child,summary+.gap{margin-top:0}
@media(min-width:60rem){.c2{grid-template-columns:1fr 1fr}}
.panel{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius-lg);padding:var(--s-5)}
.panel h3{margin-bottom:var(--s-2)}
table{border-collapse:collapse;width:100%;font-size:var(--t-sm);font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--ink-2);font-size:var(--t-sm);padding-bottom:var(--s-2)}
th{text-align:left;font-weight:var(--w-bold);vertical-align:bottom}
thead th{border-bottom:1px solid var(--line-strong);padding:.4rem .75rem .4rem 0;font-size:var(--t-xs);color:var(--ink-2)}
tbody td,tbody th{border-bottom:1px solid var(--line);padding:.6rem .75rem .6rem 0;vertical-align:top;overflow-wrap:anywhere}
td.r,th.r{text-align:right}
.r+:not(.r):is(td,th){padding-left:.6rem}
th.r:last-child,td.r:last-child{padding-right:0}
.scroll{overflow-x:auto}
@media screen{.scroll td.r{overflow-wrap:normal}.scroll tbody th{min-width:7rem}}
details{margin-top:var(--s-4)}
summary{cursor:pointer;overflow-wrap:anywhere;font-size:var(--t-sm);color:var(--accent);font-weight:var(--w-medium);min-height:1.75rem}
details[open] summary{margin-bottom:var(--s-3)}
dl.kv{display:grid;grid-template-columns:minmax(8rem,14rem) minmax(0,1fr);font-size:var(--t-sm)}
dl.kv dt{color:var(--ink-2);padding:.45rem var(--s-4) .45rem 0;border-bottom:1px solid var(--line)}
dl.kv dd{padding:.45rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
pre.cmd{background:var(--sunken);border:1px solid var(--line);border-radius:var(--radius);padding:var(--s-3) var(--s-4);white-space:pre-wrap;overflow-wrap:anywhere}
.lim{max-width:var(--measure);overflow-wrap:anywhere}
.lim li{padding:.35rem 0 .35rem 1.2rem;position:relative}
.lim li::before{content:"–";position:absolute;left:0;color:var(--ink-3)}
`;

/** Verdict, rulers, figures, notes. */
const PLOTS = `
.verdict{border-radius:var(--radius-lg);padding:var(--s-4) var(--s-5);border:1px solid var(--vc);background:var(--vs);--gap:var(--vs)}
.verdict.fails{--vc:var(--fails);--vs:var(--fails-soft)}
.verdict.holds{--vc:var(--holds);--vs:var(--holds-soft)}
.verdict.cannot-tell{--vc:var(--unsure);--vs:var(--unsure-soft)}
.verdict.plain{--vc:var(--accent);--vs:var(--surface);border-color:var(--line)}
.vlab{display:flex;align-items:center;gap:.6rem;color:var(--vc);font-weight:var(--w-bold);margin-bottom:var(--s-2)}
.vlab svg{width:26px;height:26px;flex:none}
.sg{fill:none;stroke:currentColor;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.sf{fill:currentColor}
.verdict>h1{max-width:none}
.verdict>p{max-width:96ch;margin-top:var(--s-2);color:var(--ink-2);overflow-wrap:anywhere}
.verdict .vlab{margin-top:0;color:var(--vc)}
.claims>li+li{margin-top:var(--s-5);border-top:1px solid var(--line);padding-top:var(--s-5)}
.claims h3{display:flex;gap:.5rem;align-items:flex-start;max-width:60ch}
.claims h3 svg{width:22px;height:22px;flex:none;margin-top:.1rem}
.claims .fails svg{color:var(--fails)}.claims .holds svg{color:var(--holds)}.claims .cannot-tell svg{color:var(--unsure)}
.plot{container-type:inline-size}
.rulerbox{margin-top:var(--s-5)}
.ir{display:grid;grid-template-columns:minmax(7rem,15rem) minmax(0,1fr) 9.5rem;gap:0 var(--s-4);align-items:center;font-size:var(--t-sm)}
.ir>.lab{padding:.3rem 0;line-height:1.35;overflow-wrap:anywhere}
.ir>.lab small{display:block;color:var(--ink-2);font-size:var(--t-xs)}
.ir>.val{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.ir>.val small{color:var(--ink-2);font-size:var(--t-xs);display:block}
.trk{width:100%;height:38px;overflow:visible}
.trk svg{overflow:visible}
.tg{stroke:var(--line);stroke-width:1}
.verdict .tg{stroke:color-mix(in srgb,var(--ink) 12%,transparent)}
.tb{fill:var(--band)}
.verdict .tb{fill:color-mix(in srgb,var(--claim) 17%,transparent)}
.tl{stroke:color-mix(in srgb,var(--claim) 45%,transparent);stroke-width:2}
.tr{stroke:var(--claim);stroke-width:2;stroke-dasharray:4 3}
.ci{stroke:var(--local);stroke-width:4}
.ce{stroke:var(--local);stroke-width:2}
.ci.claim,.ce.claim{stroke:var(--claim);stroke-width:2}
.dot{fill:var(--local);stroke:var(--gap,var(--surface));stroke-width:2}
.dia{fill:var(--gap,var(--surface));stroke:var(--claim);stroke-width:2.5;stroke-linejoin:round}
.bar.loss{fill:var(--div-1)}.bar.gain{fill:var(--div-7)}.bar.plain{fill:var(--ink-3)}
.con{stroke:var(--line-strong);stroke-width:1}
.tt{font-size:var(--t-xs);fill:var(--ink-2);font-variant-numeric:tabular-nums}
.axis{width:100%;height:22px;overflow:visible}
.axt{font-size:var(--t-xs);color:var(--ink-2);grid-column:2}
.key{display:flex;gap:var(--s-2) var(--s-5);flex-wrap:wrap;font-size:var(--t-xs);color:var(--ink-2);margin-top:var(--s-2)}
.key span{display:inline-flex;align-items:center;gap:.45rem}
.key svg{width:16px;height:16px;flex:none}
.key svg.sw{width:22px;height:12px}
.ki{stroke:var(--ink-2);stroke-width:2;fill:none}
@container (max-width:44rem){.ir{grid-template-columns:minmax(6.5rem,9.5rem) minmax(0,1fr) 6.6rem;gap:0 var(--s-3)}}
@container (max-width:30rem){
.ir{grid-template-columns:minmax(0,1fr) auto;gap:0 var(--s-3);padding-top:.35rem}
.ir>.trk,.ir>.axis,.ir>.axt{grid-column:1/-1;order:3}
.ir>.w{display:none}
.ir>.val small{display:inline}
.trk{height:30px}
}
@container (max-width:18.5rem) or ((min-width:30rem) and (max-width:34rem)){.axis text:nth-child(even){display:none}}
.stats{border-top:1px solid var(--line);margin-top:var(--s-4)}
.stat{display:grid;grid-template-columns:minmax(0,15rem) minmax(0,1fr) minmax(0,24rem);gap:.25rem var(--s-5);padding:var(--s-3) 0;border-bottom:1px solid var(--line);align-items:center}
.stat .v{font-size:1.25rem;font-weight:var(--w-bold);font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.stat .v small{font-weight:400;font-size:var(--t-sm);color:var(--ink-2);letter-spacing:0;white-space:nowrap}
.stat p{font-size:var(--t-sm);color:var(--ink-2)}
.stat .n{font-size:var(--t-xs);color:var(--ink-2);font-variant-numeric:tabular-nums}
.stat .ca{display:flex;gap:.35rem;color:var(--unsure)}
.stat .ca svg{width:1rem;height:1rem;flex:none;margin-top:.15rem}
.acts{margin-top:var(--s-4)}
.acts li{display:grid;grid-template-columns:1.6rem minmax(0,1fr);gap:.6rem;padding:.55rem 0;border-top:1px solid var(--line);max-width:72ch;overflow-wrap:anywhere}
.acts i{font-style:normal;color:var(--ink-3);font-weight:var(--w-medium)}
.basis{display:flex;flex-wrap:wrap;gap:var(--s-3) var(--s-6);margin-top:var(--s-5);font-size:var(--t-sm)}
.basis dt{color:var(--ink-2);font-size:var(--t-xs)}
.basis dd{font-weight:var(--w-medium);overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.notes{display:grid;gap:var(--s-3)}
@media(min-width:60rem){.notes{grid-template-columns:1fr 1fr}}
.note{display:grid;grid-template-columns:1.5rem minmax(0,1fr);gap:.2rem var(--s-3);padding:var(--s-4);border-radius:var(--radius);background:var(--surface);border:1px solid var(--line);border-left:4px solid var(--unsure)}
.note svg{width:1.35rem;height:1.35rem;color:var(--unsure);margin-top:.1rem}
.note p{font-size:var(--t-sm);color:var(--ink-2);max-width:70ch;overflow-wrap:anywhere}
.note .on{font-size:var(--t-xs)}
`;

/** Confusion matrix, confidence plot, gallery; then narrow screens and paper. */
const PARTS = `
.cm{border-collapse:separate;border-spacing:3px;width:auto}
.cm td,.cm th{border:0;padding:0}
.cm thead th{border:0;font-weight:400;padding:0 .2rem .3rem;text-align:center;vertical-align:bottom;overflow-wrap:break-word}
.cm tbody th{font-weight:400;font-size:var(--t-xs);padding-right:.6rem;text-align:right;vertical-align:middle;min-width:8.2rem}
.cm tbody td{width:4.4rem;min-width:3.1rem;height:3.3rem;text-align:center;vertical-align:middle;border-radius:5px;font-size:var(--t-md)}
.cm.many tbody td{width:2.7rem;min-width:2.4rem;height:2.3rem;font-size:var(--t-sm)}
.cm.many thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.cm td.diag{outline:2px solid var(--line-strong);outline-offset:-2px}
.cm td small{display:block;font-size:var(--t-xs);line-height:1.1}
.q0{background:var(--sunken);color:var(--ink-3)}.q1{background:var(--seq-1)}.q2{background:var(--seq-2)}.q3{background:var(--seq-3)}
.q6{background:var(--seq-6);color:var(--on-accent)}.q7{background:var(--seq-7);color:var(--on-accent)}
figcaption,.pc{margin-top:var(--s-2);font-size:var(--t-xs);color:var(--ink-2)}
@media(max-width:47.99rem){
.top .in,.foot .in{padding:.35rem var(--s-4)}
main{padding:var(--s-5) var(--s-4) var(--s-7)}
.verdict{padding:var(--s-5) var(--s-4)}
.stat{grid-template-columns:minmax(0,1fr);padding:var(--s-4) 0}
dl.kv{grid-template-columns:minmax(0,1fr)}dl.kv dt{border:0;padding-bottom:0}dl.kv dd{padding-top:.1rem}
.cm tbody td{width:3.6rem;height:3.1rem}.cm{border-spacing:2px}
.cm tbody th{min-width:5.6rem}
.panel{padding:var(--s-4)}
.blk{margin-top:var(--s-6)}
table.stk thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.stk,table.stk tbody{display:block}
table.stk tr{display:block;border-bottom:1px solid var(--line);padding:var(--s-3) 0}
table.stk th,table.stk td{display:block;border:0;padding:.12rem 0}
table.stk td{display:grid;grid-template-columns:minmax(6rem,1fr) 2fr;gap:.5rem;text-align:left}
table.stk td::before{content:attr(data-l);color:var(--ink-2)}
table.stk td>*{grid-column:2}table.stk caption:not(.vh){display:block}
td.nw,td .nw{white-space:normal}
}
@page{margin:14mm}
@media print{
.top,.skip{display:none}
html{font-size:13px}
main{padding:0;max-width:none}
.stat{grid-template-columns:11rem minmax(0,1fr) 15rem;padding:var(--s-2) 0}
.verdict{padding:var(--s-5)}
.panel,.verdict,.plot,.pd,.pr,h2+p,figure:not(.pf),.cm,.note,.stat,tr,.ir,.acts li,.lim li,.kv dd,.claims>li{break-inside:avoid}
h2,h3,h2+p,.pr,summary{break-after:avoid}
.cols{display:block}
.cols>*+*{margin-top:var(--s-5)}
.scroll{overflow:visible}
table{font-size:11px}
thead th{font-size:10px}
.scroll td,.scroll th{padding-right:.45rem}
.cm.many{border-spacing:1px}
.cm.many tbody td{width:auto;min-width:0;height:1.5rem;font-size:9px}
.cm.many tbody th{min-width:0;font-size:9px}
details:not(.pt:has(tr:nth-child(41)))::details-content{content-visibility:visible;height:auto;block-size:auto}
.pt:has(tr:nth-child(41)) summary::after{content:" (more than 40 rows: not on paper)"}
.verdict,.cm td,.trk,.q1,.q2,.q3,.q6,.q7{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The style sheet of the report; also what the browser app gives its shared views. */
export const REPORT_CSS: string = [
  TOKENS_CSS,
  BASE,
  PLOTS,
  PLOT_FIGURE_CSS,
  PARTS,
  CURVE_CSS,
  PARTS_CSS,
  MAP_CSS,
  PICTURES_CSS,
  FIRST_CSS,
].join("");
