/**
 * The pages' only style, inline and named by its digest in the policy of the page. System fonts and two colour schemes; every pair of
 * text and ground has a contrast of at least 4.5:1 (WCAG 2.2, 1.4.3), marks of controls 3:1 (1.4.11).
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ground:#f4f2ee;--card:#fffefb;--ink:#1d2327;--soft:#545d63;--line:#d9d5cc;--edge:#767b7e;
--act:#0b5c57;--on-act:#fff;--act-deep:#084642;--tint:#e6f1ee;--tint-ink:#0a4743;--warn:#fbf0dc;--warn-ink:#6a4300}
@media (prefers-color-scheme:dark){:root{--ground:#14181a;--card:#1d2326;--ink:#eceae5;--soft:#b1b8bb;--line:#363e42;
--edge:#8c9599;--act:#7fd1c4;--on-act:#06302c;--act-deep:#a4e3d9;--tint:#17332f;--tint-ink:#c3ece4;--warn:#3a2d13;--warn-ink:#f6dca6}}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:38rem;padding:1rem 1rem 3rem;overflow-wrap:anywhere}
header{display:flex;justify-content:flex-end;min-height:2.75rem}
h1{font-size:clamp(1.5rem,1.2rem + 2vw,2rem);line-height:1.2;margin:.25rem 0 1.25rem;text-wrap:balance;letter-spacing:-.01em}
h2{font-size:1.0625rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0 0 .75rem}p:last-child{margin-bottom:0}
section,form{background:var(--card);border:1px solid var(--line);border-radius:.875rem;padding:1.125rem;margin:0 0 1rem}
section.plain{background:none;border:0;padding:.5rem .25rem}
.holds{background:var(--tint);border-color:transparent;color:var(--tint-ink)}
.wait{background:var(--warn);border-color:transparent;color:var(--warn-ink)}
.holds ul{margin:.25rem 0 0;padding-inline-start:1.25rem}
dl{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.375rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0;font-weight:550}
dd small{display:block;font-weight:400;color:var(--soft);font-size:.9375rem}
fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}
legend{font-weight:650;padding:0;margin:0 0 .625rem}
label{display:grid;grid-template-columns:1.5rem 1fr;gap:0 .75rem;align-items:start;padding:.75rem .875rem;margin:0 0 .5rem;
border:1px solid var(--edge);border-radius:.625rem;cursor:pointer;min-height:2.75rem}
label:has(:checked){border-color:var(--act);box-shadow:inset 0 0 0 1px var(--act);background:var(--tint);color:var(--tint-ink)}
label{font-weight:550}label small{display:block;font-size:.9375rem;font-weight:400}
input{width:1.25rem;height:1.25rem;margin:.15rem 0 0;accent-color:var(--act)}
button{display:block;width:100%;min-height:3.5rem;padding:.75rem 1rem;border:0;border-radius:.75rem;background:var(--act);
color:var(--on-act);font:inherit;font-size:1.1875rem;font-weight:650;cursor:pointer}
button:hover{background:var(--act-deep)}
form p{margin:.75rem 0 0;color:var(--soft);font-size:.9375rem;text-align:center}
a{color:var(--act);text-underline-offset:.2em}
main a{display:inline-block;padding:.25rem 0}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--act);outline-offset:3px}
label:has(:focus-visible){outline:3px solid var(--act);outline-offset:2px}
details{position:relative}
summary{cursor:pointer;padding:.5rem .25rem;min-height:2.75rem;color:var(--soft)}
nav ul{position:absolute;inset-inline-end:0;z-index:1;list-style:none;margin:0;padding:.5rem;width:min(26rem,calc(100vw - 2rem));
display:grid;grid-template-columns:repeat(auto-fill,minmax(7.5rem,1fr));background:var(--card);border:1px solid var(--line);
border-radius:.75rem;box-shadow:0 .5rem 2rem #0003}
nav a{display:block;padding:.5rem .625rem;min-height:2.5rem;border-radius:.375rem;text-decoration:none;color:var(--ink)}
nav a:hover{background:var(--tint);color:var(--tint-ink)}nav a[aria-current]{font-weight:650;color:var(--act)}
footer{color:var(--soft);font-size:.9375rem;padding:0 .25rem}
@media (max-width:24rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}section,form{padding:.875rem}}
@media (forced-colors:active){label:has(:checked){outline:2px solid Highlight}button{border:1px solid ButtonText}}
@media print{nav,form{display:none}}
`;
