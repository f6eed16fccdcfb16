/** The page's style sheet. It loads nothing from other hosts and follows the system's light or dark mode. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d9dee3;--page:#fff;--panel:#f6f8fa;--link:#0b57d0;--get:#0a7d4f;--post:#8250df;--put:#9a6700;--delete:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#9aa5b1;--line:#30363d;--page:#0f1317;--panel:#171c22;--link:#7db2ff;--get:#4cc38a;--post:#c297ff;--put:#e3b341;--delete:#ff8f85}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--ink);background:var(--page)}
.layout{max-width:72rem;margin:0 auto;padding:0 1.25rem;display:grid;grid-template-columns:16rem minmax(0,1fr);grid-template-rows:auto 1fr;column-gap:2.5rem}
header{grid-column:2;padding-top:1.5rem}
nav{grid-column:1;grid-row:1/span 2;position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:1.5rem 0;font-size:.875rem}
nav ul{list-style:none;margin:.25rem 0 1rem;padding:0}
nav li a{display:flex;align-items:baseline;padding:.15rem 0}.path{min-width:0;overflow-wrap:anywhere}
nav h2{font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1rem 0 0}
main{grid-column:2;padding:0 0 4rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
main>h2{margin:2.5rem 0 0;padding-bottom:.25rem;border-bottom:1px solid var(--line);font-size:1.25rem;text-transform:capitalize}
.operation{padding:1.25rem 0;border-bottom:1px solid var(--line)}
h3{margin:0;font-size:1.05rem;overflow-wrap:anywhere}h3 a{color:inherit}
h4{margin:1rem 0 .25rem;font-size:.95rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;overflow-x:auto;margin:.5rem 0}
p{margin:.35rem 0}
.method{display:inline-block;flex:none;min-width:3.2rem;font-size:.75rem;font-weight:700;letter-spacing:.03em}
.get{color:var(--get)}.post{color:var(--post)}.put,.patch{color:var(--put)}.delete{color:var(--delete)}
.summary{font-weight:550}.access,.type,.limit,.place{color:var(--soft);font-size:.875rem;font-weight:400}
.fields{list-style:none;margin:.25rem 0;padding:0}.fields .fields{margin-left:.35rem;padding-left:.9rem;border-left:2px solid var(--line)}
.fields li{padding:.3rem 0}.fields p{color:var(--soft);font-size:.9rem;margin:0}
.name{font-weight:650}.must{font-size:.75rem;color:var(--delete)}
.limit::before{content:"· "}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--link);font-size:.9rem}
.problems{margin:.25rem 0;padding-left:1.1rem;font-size:.9rem}
dl.cures{margin:1rem 0}dl.cures dt{margin-top:.9rem}dl.cures dd{margin:0;color:var(--soft)}
@media (max-width:52rem){.layout{display:block}nav{position:static;max-height:none;padding-bottom:0}nav ul{columns:2}main{padding-top:.5rem}}
@media (max-width:30rem){nav ul{columns:1}}
`.trim();
