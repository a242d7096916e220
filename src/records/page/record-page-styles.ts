import { REPORT_CSS } from "../../reports/views/styles.js";

/** What a record's page has beside the report's parts. */
const RECORD = `
.top nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:var(--t-sm)}
.top nav a{display:inline-block;padding:.35rem 0;color:var(--ink-2)}
.rec .eyebrow{margin-bottom:var(--s-2)}
.rec h1{max-width:32ch;text-wrap:balance}
.lead{font-size:var(--t-lg);color:var(--ink-2);max-width:62ch;margin-top:var(--s-3);text-wrap:pretty;overflow-wrap:anywhere}
.ns{color:var(--ink-3);font-style:italic}
.banner{border:1px solid var(--unsure);background:var(--unsure-soft);color:var(--unsure);border-radius:var(--radius);padding:var(--s-4);margin-bottom:var(--s-4);max-width:72ch}
.banner p{font-size:var(--t-sm);overflow-wrap:anywhere}
.top3{display:grid;gap:var(--s-6)}
.top3>*{min-width:0}
@media(min-width:60rem){.top3{grid-template-columns:minmax(0,1fr) 21rem;align-items:start}}
.big{display:flex;gap:var(--s-2) var(--s-4);align-items:baseline;flex-wrap:wrap;margin-top:var(--s-5)}
.big b{font-size:var(--t-num);line-height:1;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.big small{display:block;font-size:var(--t-sm);color:var(--ink-2)}
.re{border:1.5px solid var(--line-strong);border-radius:var(--radius-lg);padding:var(--s-5);margin-top:var(--s-5);background:var(--surface)}
.re h2{font-size:var(--t-lg);display:flex;gap:.6rem;align-items:flex-start;overflow-wrap:anywhere}
.re h2 svg{width:24px;height:24px;flex:none;margin-top:.1rem}
.re.same{border-color:var(--holds)}.re.same h2{color:var(--holds)}
.re.differs{border-color:var(--fails)}.re.differs h2{color:var(--fails)}
.re p{font-size:var(--t-sm);color:var(--ink-2);margin-top:var(--s-2);max-width:70ch;overflow-wrap:anywhere}
.re.differs p.rl{color:var(--ink)}
.re ul.rest{font-size:var(--t-sm);overflow-wrap:anywhere}
.dots{display:grid;grid-template-columns:repeat(auto-fill,minmax(11px,1fr));gap:3px;margin-top:var(--s-3);max-width:32rem}
.dots i{aspect-ratio:1;border-radius:50%;border:2px solid var(--line)}
.dots i.r{background:var(--local);border-color:var(--local)}
.dots i.x{border-color:var(--fails)}
.chk{margin-top:var(--s-3)}
.chk li{display:grid;grid-template-columns:1.4rem minmax(0,1fr) auto;gap:.5rem;padding:.4rem 0;border-top:1px solid var(--line);font-size:var(--t-sm);align-items:baseline;overflow-wrap:anywhere}
.chk svg{width:15px;color:var(--ink-3)}.chk .ok svg{color:var(--holds)}.chk .no svg{color:var(--fails)}
.chk span:last-child{color:var(--ink-2);text-align:right;font-variant-numeric:tabular-nums}
.row{display:flex;gap:var(--s-3);flex-wrap:wrap;align-items:center;margin-top:var(--s-3)}
.row:empty{display:none}
.btn{display:inline-flex;align-items:center;min-height:2.1rem;padding:.2rem .85rem;border-radius:var(--radius);border:1px solid var(--line-strong);background:var(--surface);color:var(--ink);font:inherit;font-size:var(--t-sm);font-weight:var(--w-medium);cursor:pointer}
.btn:hover{background:var(--sunken)}
.btn.pri{background:var(--accent);border-color:var(--accent);color:var(--on-accent);min-height:var(--target)}
.btn.pri:hover{background:var(--accent-strong);border-color:var(--accent-strong)}
.files{margin-top:var(--s-3);font-size:var(--t-sm)}
.files li{display:flex;flex-wrap:wrap;gap:.1rem .8rem;padding:.25rem 0;overflow-wrap:anywhere}
.files span{color:var(--ink-2)}
.proof{display:grid;gap:var(--s-4);margin-top:var(--s-4);border-top:1px solid var(--line);padding-top:var(--s-3);font-size:var(--t-sm)}
@media(min-width:48rem){.proof{grid-template-columns:2fr 3fr}}
.proof h3{font-size:var(--t-sm)}
.proof li{padding-block:.2rem}
.panel+.panel{margin-top:var(--s-4)}
.panel h2{font-size:var(--t-md);margin-bottom:var(--s-2)}
.panel dl.kv{grid-template-columns:6.6rem minmax(0,1fr)}
.panel pre.cmd{margin-top:.3rem;padding:.5rem .6rem;font-size:var(--t-xs)}
.panel h3{margin-top:var(--s-3);font-size:var(--t-sm);font-weight:var(--w-medium)}
.fo .ci.published{stroke:var(--claim);stroke-width:2}
.fo .ci.average{stroke:var(--ink-2);stroke-width:14}
.fo .ci.next{stroke:var(--ink);stroke-width:3;stroke-dasharray:7 5}
.fo .ci.other{stroke:var(--ink-2)}.fo .dot.other{fill:var(--ink-2)}
label.btn:focus-within{outline:2px solid transparent;outline-offset:2px;box-shadow:var(--ring)}
#places .panel h3{margin:0 0 var(--s-2);font-size:var(--t-md);font-weight:var(--w-bold)}
#places .panel p{margin-top:var(--s-2)}
#places .panel .btn{margin-top:var(--s-3)}
#places dl.kv{grid-template-columns:minmax(0,1fr)}
#places dl.kv dt{border:0;padding:.35rem 0 0}
#places dl.kv dd{padding:0 0 .35rem;font-weight:var(--w-medium)}
.own{font-size:var(--t-sm);border-top:1px solid var(--line);margin-top:var(--s-3);overflow-wrap:anywhere}
.own p:first-child{font-weight:var(--w-medium)}
.pv{display:inline-flex;align-items:center;gap:3px;white-space:nowrap}
.pv i{width:7px;height:7px;border-radius:50%;border:1.5px solid var(--ink-3)}
.pv i.on{background:var(--ink-3)}
.pv span{margin-left:4px}
.pvs{display:grid;gap:.3rem;font-size:var(--t-sm)}
.pvs li{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem;align-items:baseline}
.sc{display:grid;gap:var(--s-5) var(--s-4);margin-top:var(--s-4)}
@media(min-width:48rem){.sc{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media(min-width:72rem){.sc{grid-template-columns:repeat(4,minmax(0,1fr))}}
.sc>div{border-top:3px solid var(--sk,var(--line-strong));padding-top:var(--s-3);min-width:0}
.sc h3{display:flex;gap:.5rem;align-items:center;color:var(--sk,var(--ink))}
.sc h3 svg{width:20px;height:20px;flex:none}
.sc .tested{--sk:var(--holds)}.sc .untested{--sk:var(--unsure)}.sc .failing{--sk:var(--fails)}.sc .expected{--sk:var(--ink-2)}
.sc li,.sc p{font-size:var(--t-sm);padding:.3rem 0;max-width:44ch;overflow-wrap:anywhere}
.sc p.mut{color:var(--ink-2)}
.cav{margin-top:var(--s-3);max-width:75ch}
.cav li{padding:.7rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.tag{display:inline-block;font-size:var(--t-xs);line-height:1.3;border-radius:99px;padding:.15rem .6rem;border:1px solid var(--line-strong);color:var(--ink-2)}
.tag.u{color:var(--unsure);border-color:currentColor}
.thumbs{display:grid;gap:.6rem;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));margin-top:var(--s-4)}
.thumbs li{border:1px solid var(--line);border-radius:var(--radius);overflow:hidden;background:var(--surface);font-size:var(--t-xs);min-width:0}
.thumbs li.x{border-color:var(--fails)}
.thumbs img{width:100%;height:6.5rem;object-fit:contain;background:var(--sunken)}
.thumbs .np{display:grid;place-items:center;height:6.5rem;background:var(--sunken);color:var(--ink-2);padding:.4rem;text-align:center}
.thumbs .cap{display:block;padding:.4rem .5rem;line-height:1.35;overflow-wrap:anywhere}
.thumbs .cap b,.thumbs .cap span{display:block}
.thumbs .cap span.x{color:var(--fails)}
.thumbs a{display:block}
.quote{border-left:3px solid var(--line-strong);padding-left:var(--s-4);margin-top:var(--s-2);font-size:var(--t-sm);max-width:75ch;overflow-wrap:anywhere}
.cite img{margin-top:var(--s-3);max-width:100%;height:auto}
.cite img.qr{width:9rem;height:9rem;background:#fff;border-radius:var(--radius-sm)}
.vers{margin-top:var(--s-5)}
.vers li{border-top:1px solid var(--line);padding:var(--s-4) 0;overflow-wrap:anywhere}
.vers h2{font-size:var(--t-lg)}
[hidden]{display:none!important}
@media(max-width:47.99rem){.panel dl.kv dt{border-bottom:1px solid var(--line);padding:.45rem .5rem .45rem 0}.panel dl.kv dd{padding:.45rem 0}.re{padding:var(--s-4)}.thumbs{grid-template-columns:repeat(auto-fill,minmax(5.4rem,1fr))}}
@media print{.re .row,.banner .row{display:none}.thumbs li,.sc>div,.cav li{break-inside:avoid}}
@media(forced-colors:active){.pv i.on{background:CanvasText;border-color:CanvasText;forced-color-adjust:none}.dots i.r{background:CanvasText;border-color:CanvasText;forced-color-adjust:none}.dots i.x{border-color:LinkText}}
`;

/** The style sheet of a record's page and of the list of versions. */
export const RECORD_CSS: string = REPORT_CSS + RECORD;
