/** What the screens from the start to the question have beside the rest of the app. */
export const SCREEN_CSS = `
.btn.s{min-height:2.1rem;padding:.2rem .75rem;font-size:var(--t-sm)}.btn.txt.s{padding-inline:0}
@media(pointer:coarse){.btn.s{min-height:var(--target);min-width:var(--target)}}
h2.h3{font-size:var(--t-md)}
.narrow{max-width:var(--measure)}
.eyebrow{margin-bottom:var(--s-2)}
.three .panel .end{margin-top:auto;padding-top:var(--s-3)}
.cardform{margin-top:var(--s-5)}.cardform h3{margin-top:var(--s-5)}.cardform input[type=number]{width:6rem}.cardform progress{width:min(100%,24rem)}
.cardform fieldset .row{gap:0 var(--s-3)}.cardform fieldset label{display:inline-flex;align-items:center;gap:.6rem;min-height:2.1rem}.cardform fieldset input{margin:0}
.cardform .names{display:grid;grid-template-columns:minmax(0,1fr);gap:var(--s-2);padding:0;list-style:none}.cardform .names .row>span{min-width:min(8rem,100%);overflow-wrap:anywhere}
.three .panel.wanted{box-shadow:var(--ring)}
.three .panel p{overflow-wrap:anywhere}
.n svg{width:1.1rem;height:1.1rem}
.big-icon{width:2.4rem;height:2.4rem;color:var(--accent)}
.bad{color:var(--fails);font-weight:var(--w-bold)}
select{width:100%}.row>select{width:auto}
input[type=text],textarea{width:100%}
progress{accent-color:var(--accent);width:100%}
.nums{display:flex;flex-wrap:wrap;gap:var(--s-4) var(--s-6);margin-top:var(--s-5)}
.nums dd{font-size:var(--t-xl);font-weight:var(--w-bold);font-variant-numeric:tabular-nums;line-height:1.2}
.nums dt{font-size:var(--t-sm);color:var(--ink-2)}
.nums div{display:flex;flex-direction:column}.nums .kinds{justify-content:end}
.sumbar{margin-top:var(--s-4);border-radius:4px;background:var(--sunken)}
.sumbar .in{fill:var(--accent)}.sumbar .out{fill:var(--ink-3)}.sumbar .two{fill:var(--line-strong)}
.sumbar rect{stroke:var(--paper);stroke-width:1}
.prob{display:flex;gap:var(--s-3) var(--s-5);justify-content:space-between;align-items:center;flex-wrap:wrap;border-top:1px solid var(--line);padding:var(--s-4) 0}
.prob.one{display:block}
.prob>div{flex:1 1 22rem;min-width:0}
.prob h3{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.prob p{max-width:var(--measure)}
.prob ul{margin-top:.3rem;overflow-wrap:anywhere}
.prob>.btn{margin-top:.3rem}
.pair{display:flex;flex-wrap:wrap;gap:.3rem var(--s-4);align-items:center;justify-content:space-between;padding:.25rem 0}
.pair>span,.pair>code{flex:1 1 12rem;min-width:0;overflow-wrap:anywhere}
.tag{display:inline-flex;align-items:center;gap:.35rem;font-size:var(--t-xs);font-weight:400;line-height:1.3;border-radius:99px;padding:.2rem .6rem;border:1px solid var(--line-strong);color:var(--ink-2);white-space:nowrap}
.tag.h{color:var(--holds);border-color:currentColor}.tag.u{color:var(--unsure);border-color:currentColor}
.opt{display:flex;padding:var(--s-3) var(--s-4);border:1px solid var(--line);border-radius:var(--radius);cursor:pointer;background:var(--surface);font-weight:400}
.opt+.opt{margin-top:var(--s-2)}
.opt:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--accent-soft)}
.opt:has(:focus-visible){box-shadow:var(--ring)}
.opt span{min-width:0;overflow-wrap:anywhere}
.opt small{display:block;font-size:var(--t-sm);color:var(--ink-2)}
input[type=radio],input[type=checkbox]{accent-color:var(--accent);width:1.15rem;height:1.15rem;margin:.2rem .6rem 0 0;flex:none}
.chips input[type=checkbox]{margin:0}
.chk{display:flex}
.ask{border:2px solid var(--ink);border-radius:var(--radius-lg);padding:var(--s-4) var(--s-5) var(--s-5);background:var(--surface);margin-top:var(--s-4)}
.ask legend{float:left;width:100%;overflow-wrap:anywhere}
.ask legend+*{clear:both}
.ask>p{margin-bottom:var(--s-3);overflow-wrap:anywhere}
.row.heads{justify-content:space-between}
.map-row{display:grid;grid-template-columns:minmax(0,14rem) minmax(0,1fr) minmax(0,17rem);gap:var(--s-2) var(--s-4);align-items:center;border-top:1px solid var(--line);padding:var(--s-3) 0}
.map-row>*{min-width:0;overflow-wrap:anywhere}
.map-row .btn{white-space:normal;text-align:left}
.egs{display:flex;flex-wrap:wrap;gap:var(--s-1);list-style:none;margin:var(--s-2) 0;padding:0}
.egs li{width:4rem;height:4rem;overflow:hidden;background:var(--line)}
.egs canvas{width:100%;height:100%;object-fit:cover;display:block}
.fields{display:grid;gap:var(--s-6);margin-top:var(--s-5);align-items:start}
.fields>*{min-width:0}.fields .panel+.panel{margin-top:var(--s-4)}
.fields .field:first-child,.fields fieldset:first-child{margin-top:0}
.fields .full{grid-column:1/-1}
.fields .field>label:not(.opt){display:block}.fields .hint{font-size:var(--t-sm);color:var(--ink-2);margin:.2rem 0 .5rem}
.late{border-left:4px solid var(--unsure);background:var(--unsure-soft);padding:var(--s-3) var(--s-4);max-width:var(--measure)}
.tol{display:grid;grid-template-columns:minmax(0,1fr) 6rem;gap:var(--s-4);align-items:center}
input[type=range]{accent-color:var(--accent);width:100%;height:1.75rem}
.say.holds{border-left:3px solid var(--accent);padding-left:var(--s-4)}
dl.plan{grid-template-columns:minmax(0,1fr) auto;margin-top:var(--s-3)}
dialog.keys{border:1px solid var(--line-strong);border-radius:var(--radius-lg);background:var(--surface);color:var(--ink);padding:var(--s-5);max-width:min(36rem,calc(100vw - 2rem))}
dialog.keys::backdrop{background:rgb(0 0 0 / 45%)}
kbd{font:var(--w-medium) var(--t-xs)/1 var(--mono);border:1px solid var(--line-strong);border-bottom-width:2px;border-radius:4px;padding:.2rem .4rem;background:var(--surface);color:var(--ink)}
@media(min-width:60rem){.fields{grid-template-columns:minmax(0,2fr) minmax(0,1fr)}}
@media(max-width:48rem){
.row.heads{justify-content:space-between}
.map-row{grid-template-columns:minmax(0,1fr)}
.row.between{flex-direction:column;align-items:stretch}.row.between>.btn,.row.between>.row>.btn{width:100%}
.row.between>.btn.txt:only-child{justify-content:start}
.row.between>.row{flex-direction:column;align-items:stretch}
dl.plan{grid-template-columns:minmax(0,1fr) auto}dl.plan dt{border-bottom:1px solid var(--line);padding-bottom:.45rem}
}
`;
