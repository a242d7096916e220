import { SCOPE_CSS } from "../../analyses/scope/scope-styles.js";
import { REPORT_CSS } from "../../reports/views/styles.js";
import { LABELLING_CSS } from "./labelling/labelling-styles.js";
import { NETWORK_CSS } from "./network-styles.js";
import { PROJECT_CSS } from "./project-styles.js";
import { RESULTS_CSS } from "./results-styles.js";
import { RUN_CSS } from "./run-styles.js";
import { SAYS_CSS } from "./says-styles.js";
import { SCREEN_CSS } from "./screen-styles.js";

/** What the app has beside the report: steps, drop zones, forms. */
const APP_ONLY = `
.stepm{margin-left:auto;position:relative}
.stepm>.btn{display:none}
.steps{display:flex;gap:.2rem;font-size:var(--t-sm);flex-wrap:wrap;justify-content:flex-end}
.steps :is(button,.s){display:flex;align-items:center;gap:.4rem;padding:.4rem .7rem;border-radius:99px;color:var(--ink-2);border:0;background:none;font:inherit;min-height:2.2rem;text-align:left}
.steps button{cursor:pointer}.steps button:hover{background:var(--sunken)}
.steps [aria-current]{background:var(--accent-soft);color:var(--accent-strong);font-weight:var(--w-bold)}
.steps .todo{color:var(--ink-3)}.steps i{font-style:normal;width:1.1em;text-align:center}
.steps hr{border:0;border-top:1px solid var(--line);width:100%;margin:.4rem 0}
@media(min-width:60rem){.steps .need{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}.steps hr,.steps hr~button{display:none}}
@media(max-width:59.99rem){
.stepm>.btn{display:inline-flex;font-size:var(--t-sm);padding-inline:.8rem}.stepm>.btn::after{content:"";width:.45rem;height:.45rem;border:solid;border-width:0 2px 2px 0;transform:translateY(-.15rem) rotate(45deg)}.stepm>.btn[aria-expanded=true]::after{transform:translateY(.1rem) rotate(225deg)}
.steps{display:none}
.steps.open{position:absolute;right:0;top:calc(100% + .4rem);z-index:20;width:min(21rem,calc(100vw - 2rem));padding:var(--s-3);background:var(--raised);border:1px solid var(--line-strong);border-radius:var(--radius-lg);box-shadow:var(--shadow);display:grid;font-size:inherit}
.steps :is(button,.s){width:100%;min-height:var(--target);border-radius:var(--radius);overflow-wrap:anywhere}.steps .need{color:var(--ink-2);font-size:var(--t-sm)}
}
.hero{max-width:46rem}.hero h1{max-width:24ch}
.lead{font-size:var(--t-lg);color:var(--ink-2);max-width:var(--measure);margin-top:var(--s-3)}
.three{display:grid;gap:var(--s-4);margin-top:var(--s-6)}@media(min-width:60rem){.three{grid-template-columns:repeat(3,minmax(0,1fr))}}
.three .panel{display:flex;flex-direction:column;gap:var(--s-3)}.three .panel h2{font-size:var(--t-lg);display:flex;gap:.6rem;align-items:center}
.three .panel .n{width:1.75rem;height:1.75rem;border-radius:50%;border:1px solid var(--line-strong);display:grid;place-items:center;font-size:var(--t-sm);font-weight:var(--w-medium);flex:none}
.three .panel .n.done{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.btn{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:var(--target);padding:.5rem 1.1rem;border-radius:var(--radius);border:1px solid var(--line-strong);background:var(--surface);color:var(--ink);font:inherit;font-weight:var(--w-medium);cursor:pointer;max-width:100%;overflow-wrap:anywhere}
.btn:hover{background:var(--sunken)}
.btn.pri{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}.btn.pri:hover{background:var(--accent-strong);border-color:var(--accent-strong)}
.btn.txt{border-color:transparent;border-width:1px 0;background:none;color:var(--accent);padding-inline:0;text-decoration:underline;text-underline-offset:3px}
@media(forced-colors:active){.btn.txt{border:0}.btn[aria-pressed=true]{border:3px solid Highlight}}
.btn[disabled]{opacity:.55;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:var(--s-3);align-items:center}.row.between{justify-content:space-between}.mt{margin-top:var(--s-4)}.mt2{margin-top:var(--s-6)}
.drop{border:2px dashed var(--line-strong);border-radius:var(--radius);padding:var(--s-5) var(--s-4);text-align:center;color:var(--ink-2);display:grid;gap:.5rem;justify-items:center;background:var(--sunken)}
.over .drop{border-color:var(--accent);background:var(--accent-soft)}
.field{margin-top:var(--s-5);max-width:var(--measure)}.field label,legend{font-weight:var(--w-bold);padding:0}.field .hint{font-size:var(--t-sm);color:var(--ink-2);margin:.2rem 0 .5rem}
fieldset{border:0;margin:var(--s-5) 0 0;padding:0;min-width:0}
select,textarea,input[type=number],input[type=text]{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--line-strong);border-radius:var(--radius-sm);min-height:var(--target);padding:.3rem .6rem;max-width:100%}
.say{font-size:var(--t-lg);margin-top:var(--s-4)}
.pbar{height:.75rem;border-radius:99px;background:var(--sunken);border:1px solid var(--line);overflow:hidden;margin-top:var(--s-4)}.pbar b{display:block;height:100%;background:var(--accent)}
.big{display:flex;flex-wrap:wrap;gap:var(--s-2) var(--s-5);margin-top:var(--s-4);color:var(--ink-2)}.big b{color:var(--ink)}
.err{border-left-color:var(--fails)}.err svg{color:var(--fails)}
.fold>summary{display:flex;align-items:center;min-height:var(--target);color:var(--ink)}.fold>summary::before{content:"";flex:none;width:.5rem;height:.5rem;margin:0 .7rem 0 .2rem;border:solid var(--ink-2);border-width:0 2px 2px 0;transform:rotate(-45deg)}.fold[open]>summary::before{transform:rotate(45deg)}.fold>summary h2{font-size:var(--t-lg)}
.chips{display:flex;flex-wrap:wrap;gap:var(--s-2)}.chips label{display:inline-flex;gap:.4rem;align-items:center;min-height:2.1rem;border:1px solid var(--line-strong);border-radius:99px;padding:.1rem .8rem;font-weight:400;font-size:var(--t-sm)}
main{overflow-wrap:break-word}.say{overflow-wrap:anywhere}
.foot .in{align-items:start}.foot .in>*{min-height:0}
h1:focus,main:focus{outline:none;box-shadow:none}
`;

/** The style sheet of the app: the report's, so that results look the same in both, and its own. */
export const APP_CSS = `${REPORT_CSS}${SCOPE_CSS}${APP_ONLY}${NETWORK_CSS}${RUN_CSS}${RESULTS_CSS}${SCREEN_CSS}${PROJECT_CSS}${LABELLING_CSS}${SAYS_CSS}`;
