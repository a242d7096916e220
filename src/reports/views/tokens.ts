/**
 * Design tokens as CSS: colours by meaning, type, space. A colour that is not here is a mistake:
 * claim and local are the published figure and one's own, holds / fails / unsure the verdict alone,
 * accent what can be pressed, cat-… classes, seq-… shares from 0 up, div-… below and above.
 * Every pair in use has a contrast of 4.5 (text) or 3 (marks); `test/reports/contrast.test.ts`.
 */

const LIGHT = `
--paper:#fafaf7; --surface:#ffffff; --sunken:#f1f3ee; --raised:#ffffff; --ink:#1a1f1d;
--ink-2:#454e49; --ink-3:#5f6863; --line:#e1e4de; --line-strong:#838c86; --accent:#1c5e41;
--accent-strong:#12452e; --accent-soft:#e4f1e8; --on-accent:#ffffff; --holds:#006a96;
--holds-soft:#e1f0f8; --fails:#ae430b; --fails-soft:#fcebe1; --unsure:#40391f;
--unsure-soft:#f4efdc; --claim:#3b4440; --local:#1c5e41; --focus:#1c5e41; --focus-gap:#ffffff;
--band:#dce5e9; --cat-1:#2b3a66; --cat-2:#632b06; --cat-3:#55a076; --cat-4:#b272d9;
--cat-5:#835e00; --cat-6:#386b82; --seq-1:#edf4ee; --seq-2:#d0e5d6; --seq-3:#a9d0b6;
--seq-4:#7bb592; --seq-5:#4c9670; --seq-6:#297853; --seq-7:#104d33; --div-1:#a63a0c;
--div-2:#d5743f; --div-3:#efb893; --div-4:#edeeea; --div-5:#a5c9dc; --div-6:#5399bf;
--div-7:#0b5f92;
`;

const DARK = `
--paper:#101413; --surface:#181d1b; --sunken:#0b0e0d; --raised:#202623; --ink:#e9edea;
--ink-2:#b9c1bc; --ink-3:#959e99; --line:#2a312e; --line-strong:#737d78; --accent:#8ad3ab;
--accent-strong:#b5e6cb; --accent-soft:#163326; --on-accent:#08251a; --holds:#5cbdf0;
--holds-soft:#0f2c3d; --fails:#f58a52; --fails-soft:#3b1f10; --unsure:#f1e8be;
--unsure-soft:#322d18; --claim:#d3dad6; --local:#8ad3ab; --focus:#b5e6cb; --focus-gap:#101413;
--band:#26373f; --cat-1:#4f7be6; --cat-2:#e57811; --cat-3:#c3fced; --cat-4:#906177;
--cat-5:#fdcd3c; --cat-6:#1bc6e7; --seq-1:#15241c; --seq-2:#193527; --seq-3:#1f4b36;
--seq-4:#2a6749; --seq-5:#3b8862; --seq-6:#62b088; --seq-7:#a8e0c0; --div-1:#ff9c75;
--div-2:#c96f46; --div-3:#7a4630; --div-4:#262c29; --div-5:#2c5468; --div-6:#4189af;
--div-7:#83c8ee; --shadow:0 1px 2px rgb(0 0 0 / 50%);
`;

/** System fonts only: no font file is ever loaded. Sizes in rem, so the reader's setting wins. */
const SHAPE = `

--font:system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
--mono:ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
--t-xs:0.8125rem; --t-sm:0.875rem; --t-md:1rem; --t-lg:1.125rem; --t-xl:1.375rem;
--t-2xl:clamp(1.5rem, 1.3rem + 0.8vw, 1.875rem); --t-num:clamp(2rem, 1.4rem + 2.4vw, 3rem);
--lh-tight:1.2; --lh:1.55; --measure:68ch; --w-regular:400; --w-medium:520; --w-bold:640;
--s-1:0.25rem; --s-2:0.5rem; --s-3:0.75rem; --s-4:1rem; --s-5:1.5rem; --s-6:2rem; --s-7:3rem;
--s-8:4.5rem; --radius:8px; --radius-sm:5px; --radius-lg:14px; --page:76rem; --page-wide:120rem;
--target:2.75rem; --ring:0 0 0 2px var(--focus-gap), 0 0 0 4px var(--focus);
--shadow:0 1px 2px rgb(0 0 0 / 6%), 0 4px 16px rgb(0 0 0 / 5%); --fast:120ms; --slow:280ms;
--ease:cubic-bezier(0.2, 0.7, 0.2, 1);
`;

/** Follows the system's theme; `data-theme` on the root element overrides it. */
export const TOKENS_CSS = `:root{color-scheme:light;${LIGHT}${SHAPE}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme="light"]){color-scheme:dark;${DARK}}}
:root[data-theme="dark"]{color-scheme:dark;${DARK}}
@media (prefers-reduced-motion:reduce){:root{--fast:0ms;--slow:0ms}}
@media (prefers-contrast:more){:root{--line:var(--line-strong);--ink-3:var(--ink-2)}}
@media print{:root,:root[data-theme="dark"]{${LIGHT}--paper:#ffffff;--ink:#000000}}
`;
