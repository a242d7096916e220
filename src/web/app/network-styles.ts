/** The note on the network, and the panel of the record that the page came with. */
export const NETWORK_CSS = `
@keyframes late{from{visibility:hidden}to{visibility:visible}}.late{animation:late 3s step-end both;margin-top:var(--s-4)}
.netw{max-width:var(--measure)}.netw summary{cursor:pointer;min-height:2rem;display:list-item;padding:.35rem 0;color:var(--accent)}
.netw section{padding-bottom:var(--s-3)}.netw section>p{margin-top:var(--s-2)}.netw code{overflow-wrap:anywhere}
.came{margin-bottom:var(--s-5);max-width:46rem}.came h2{font-size:var(--t-md)}.came p{margin-top:var(--s-2);overflow-wrap:anywhere}
.share:not([open]){padding-block:var(--s-2)}.share summary{margin:0;cursor:pointer;font-weight:var(--w-bold);min-height:var(--target);display:list-item;padding:.5rem 0}.share p{margin-top:var(--s-2);max-width:var(--measure)}
.share pre{max-height:24rem;overflow:auto;background:var(--sunken);border:1px solid var(--line);border-radius:var(--radius-sm);padding:var(--s-3);font-size:var(--t-sm);margin-top:var(--s-3)}
.back{background:var(--sunken);border-bottom:1px solid var(--line);font-size:var(--t-sm)}.back p{max-width:var(--page);margin:auto;padding:0 var(--s-5)}.back a{display:inline-block;padding:.6rem 0;color:var(--accent)}@media(max-width:40rem){.back p{padding:0 var(--s-4)}}
`;
