import { APP_CSS } from "../app/app-styles.js";

const LAB_ONLY = `
.nav{display:flex;flex-wrap:wrap;gap:.2rem;font-size:var(--t-sm)}
.nav a{display:inline-flex;align-items:center;min-height:2.4rem;padding:.4rem .7rem;border-radius:99px;color:var(--ink-2);text-decoration:none}
.nav a:hover{background:var(--sunken)}
.nav a[aria-current]{background:var(--accent-soft);color:var(--accent-strong);font-weight:var(--w-bold)}
.who{display:flex;flex-wrap:wrap;gap:var(--s-2) var(--s-3);align-items:center;font-size:var(--t-sm);color:var(--ink-2)}
.who>span{overflow-wrap:anywhere}
.narrow{max-width:28rem}
.stack{display:grid;gap:var(--s-4);margin-top:var(--s-4)}
.stack label,.bar label{display:grid;gap:.3rem;font-weight:var(--w-medium)}
.stack .hint{font-size:var(--t-sm);color:var(--ink-2);font-weight:400}
.bar{display:flex;flex-wrap:wrap;gap:var(--s-3);align-items:end;margin-top:var(--s-4)}
.bar label{font-size:var(--t-sm)}
input[type=password],input[type=search],input[type=email],input[type=file]{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--line-strong);border-radius:var(--radius-sm);min-height:var(--target);padding:.3rem .6rem;max-width:100%;width:100%}
.stack :is(input[type=text],input[type=number],select){width:100%}
.bar :is(input,select){width:auto}
.secret{display:block;background:var(--sunken);border:1px solid var(--line);border-radius:var(--radius);padding:var(--s-3);margin-top:var(--s-2);overflow-wrap:anywhere;user-select:all}
.danger{border-color:var(--fails);color:var(--fails)}
meter{width:12rem;max-width:100%}
.blk h2{margin-bottom:var(--s-2)}
`;

export const LAB_CSS = `${APP_CSS}${LAB_ONLY}`;
