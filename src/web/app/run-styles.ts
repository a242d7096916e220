/** The screen of a run. */
export const RUN_CSS = `
.runcols{display:grid;gap:var(--s-5);margin-top:var(--s-6);align-items:start}
.runcols>*{display:grid;gap:var(--s-4);min-width:0}
@media(min-width:60rem){.runcols{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}
.runcols .panel h2{font-size:var(--t-lg);margin-bottom:var(--s-2)}
kbd{font:var(--w-medium) var(--t-xs)/1 var(--mono);border:1px solid var(--line-strong);border-bottom-width:2px;border-radius:4px;padding:.2rem .4rem;background:var(--surface);color:var(--ink)}
.thumbs.small{grid-template-columns:repeat(auto-fill,minmax(6.2rem,1fr));margin-top:var(--s-3)}
.pic canvas{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.pic p{position:absolute;inset:0;display:grid;place-items:center;color:var(--ink-2)}
.decided{display:flex;gap:var(--s-3);margin-top:var(--s-4);padding:var(--s-4);border:1px solid var(--line);border-left-width:4px;border-radius:var(--radius)}
.decided svg{width:26px;height:26px;flex:none}
.decided.holds{border-left-color:var(--holds);color:var(--holds)}.decided.fails{border-left-color:var(--fails);color:var(--fails)}
.decided>div{color:var(--ink)}.decided p{color:var(--ink-2)}
.probs{max-height:14rem;overflow:auto;font-size:var(--t-sm);margin-top:var(--s-3);overflow-wrap:anywhere}
.probs li{padding:.2rem 0;border-bottom:1px solid var(--line)}
.cmd{font:var(--t-xs)/1.5 var(--mono);background:var(--sunken);border-radius:var(--radius-sm);padding:var(--s-3);margin:var(--s-3) 0;overflow-x:auto;white-space:pre}
`;
