/** The page of a record's scope: bars of what is inside, the map of two attributes, the letter. */
export const SCOPE_CSS = `
.cov .cb{display:block;height:8px;margin-top:.3rem;border-radius:2px;background:repeating-linear-gradient(135deg,var(--unsure) 0 2px,transparent 2px 5px)}
.cov .cb rect{fill:var(--local)}
.cov td:nth-child(4){min-width:9rem}
.cov small{display:block;color:var(--ink-2);font-size:var(--t-xs);font-weight:400}
.map{table-layout:fixed;border-collapse:separate;border-spacing:3px;min-width:34rem}
@media(max-width:47.99rem){.map{table-layout:auto;min-width:0;width:100%}.map tbody td{min-width:4.6rem}.map thead td:first-child{width:auto}}
.map th{font-weight:400;color:var(--ink-2);font-size:var(--t-xs);border:0;padding:.2rem;text-align:center;vertical-align:middle;overflow-wrap:anywhere}
.map thead td{height:auto;background:none;border:0;padding:0;width:7rem}
.map tbody th{text-align:right;padding-right:.5rem}
.map tbody td{border:0;padding:.2rem;height:3.4rem;border-radius:6px;text-align:center;vertical-align:middle;background:var(--sunken)}
.map tbody td.few{background:var(--band)}
.map tbody td.tested{background:var(--band);outline:2px solid var(--claim);outline-offset:-2px}
.map tbody td.new{background:repeating-linear-gradient(135deg,color-mix(in srgb,var(--unsure) 22%,var(--surface)) 0 4px,var(--surface) 4px 9px);outline:2px solid var(--local);outline-offset:-2px}
.map span{display:inline-flex;align-items:center;gap:.25rem;font-variant-numeric:tabular-nums;font-weight:var(--w-bold);background:var(--surface);border-radius:4px;padding:0 .35rem;margin:.1rem}
.map svg{width:11px;height:11px;flex:none}
.mdi{fill:none;stroke:var(--claim);stroke-width:2}
.mdo{fill:var(--local)}
.ax{font-size:var(--t-sm);color:var(--ink-2);text-align:center;margin-top:.3rem}
.reg{display:grid;gap:var(--s-5)}
@media(min-width:60rem){.reg{grid-template-columns:1fr 1fr}}
pre.letter{font-family:var(--mono);font-size:var(--t-sm);white-space:pre-wrap;background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:var(--s-4);overflow-wrap:anywhere;user-select:text}
`;
