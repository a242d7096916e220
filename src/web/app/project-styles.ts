/** The list of projects, and the notes above every screen. */
export const PROJECT_CSS = `
.recent th[scope=row]{font-weight:var(--w-medium)}.recent :is(th,td){vertical-align:middle}
.recent form{display:flex;flex-wrap:wrap;gap:var(--s-2)}
.vt{display:inline-flex;align-items:center;gap:.4rem;font-weight:var(--w-medium)}.vt svg{width:1.15rem;height:1.15rem;flex:none}
.vt.fails{color:var(--fails)}.vt.holds{color:var(--holds)}.vt.cannot-tell{color:var(--unsure)}
main>.note{margin-bottom:var(--s-4)}main>.note :is(h2){font-size:var(--t-lg)}
.top .pname{flex:0 1 auto;width:auto;min-width:6rem;max-width:min(18rem,100%);field-sizing:content;border-color:transparent;background:none;min-height:2.2rem;font-size:var(--t-sm);text-overflow:ellipsis}
.top .pname:is(:hover,:focus){border-color:var(--line-strong)}
`;
