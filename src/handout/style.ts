/** The look of the page: by day and by night, from a phone's width to a wide screen, and on A4. No request goes anywhere. */
export const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#16191f;--faint:#4a5666;--line:#c8d0d8;--head:#eef2f6;--group:#f6f8fa;--link:#0b5cad;--ok:#0a6b2d;--ng:#b3151b;--skip:#7a5200;--code:#f4f6f8}
@media (prefers-color-scheme:dark){:root{--paper:#12181f;--ink:#eef2f5;--faint:#aeb9c4;--line:#3a4652;--head:#1f2933;--group:#19212a;--link:#7ab8ff;--ok:#62d48b;--ng:#ff8d8d;--skip:#f0c060;--code:#1a222b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.65 'Hiragino Sans','Yu Gothic UI',Meiryo,'Noto Sans CJK JP','Noto Sans JP',system-ui,sans-serif;overflow-wrap:anywhere}
main,header{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.3;margin:0 0 16px}
h2{font-size:20px;line-height:1.35;margin:40px 0 12px;padding-bottom:6px;border-bottom:2px solid var(--line)}
h3{font-size:16px;margin:24px 0 8px}
a{color:var(--link)}
p{margin:8px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0 0 20px}
dt{color:var(--faint)}
dd{margin:0;min-width:0}
nav{margin:0 0 8px;padding:12px 16px;background:var(--group);border:1px solid var(--line);border-radius:8px}
nav strong{margin-right:10px}
nav a{margin-right:14px;white-space:nowrap}
table{width:100%;border-collapse:collapse;margin:8px 0 16px;font-size:14px}
th,td{border:1px solid var(--line);padding:6px 9px;text-align:left;vertical-align:top}
thead th{background:var(--head)}
tbody th{background:var(--group);font-weight:700}
.mark{text-align:center;white-space:nowrap;font-weight:700}
.ok{color:var(--ok)}.ng{color:var(--ng)}.skip{color:var(--skip)}
.note{display:block;color:var(--faint);font-size:13px}
.code{font-family:ui-monospace,SFMono-Regular,Consolas,'Noto Sans Mono CJK JP',monospace;font-size:13px;white-space:pre-wrap}
pre{margin:8px 0 14px;padding:10px 12px;background:var(--code);border:1px solid var(--line);border-radius:6px;overflow-x:auto;white-space:pre-wrap;font:13px/1.55 ui-monospace,SFMono-Regular,Consolas,'Noto Sans Mono CJK JP',monospace}
.tables td:first-child,.sheet td:first-child{color:var(--faint)}
.sheet td:first-child{width:34%}
.checks{table-layout:fixed}
.checks th:first-child{width:5em}
.checks th:nth-child(2){width:37%}
.checks th:nth-child(3){width:31%}
.checks tbody th{width:auto}
.checks td:nth-child(4){font-size:12px;line-height:1.5}
.checks .mark{font-size:17px;line-height:1.3}
.picture{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
.picture svg{display:block;width:100%;min-width:900px;height:auto}
footer{max-width:1180px;margin:32px auto;padding:0 20px;color:var(--faint);font-size:13px}
@media (max-width:640px){
body{font-size:14px}
main,header,footer{padding-left:12px;padding-right:12px}
h1{font-size:21px}h2{font-size:18px}
dl{grid-template-columns:1fr;gap:0}
dd{margin:0 0 8px}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,td,tbody th{display:block;width:auto!important}
tr{border:1px solid var(--line);margin-bottom:-1px}
td,tbody th{border:0;padding:4px 9px}
td[data-label]:not([data-label=""])::before{content:attr(data-label);display:block;color:var(--faint);font-size:12px}
.mark{text-align:left}
.checks .mark{float:left;padding-right:0}
.checks td:nth-child(-n+2)::before{display:none!important}
.sheet td::before{display:none!important}
.sheet td+td{padding-left:20px;padding-top:0}
}
@page{size:A4;margin:14mm 12mm}
@page wide{size:A4 landscape;margin:10mm}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--faint:#333;--line:#99a3ad;--head:#e8edf2;--group:#f2f5f8;--link:#000;--ok:#0a6b2d;--ng:#b3151b;--skip:#7a5200;--code:#f4f6f8}
body{font-size:10pt;line-height:1.45;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,header,footer{max-width:none;padding:0}
h1{font-size:18pt}h2{font-size:14pt;margin-top:18pt}h3{font-size:11pt}
table,.note{font-size:8.5pt}th,td{padding:3px 7px}.checks td:nth-child(4),.checks td:nth-child(4) .note{font-size:7.5pt}pre,.code{font-size:8.5pt}
nav{display:none}
h2,h3,h2+p,tbody th{break-after:avoid}
tr,pre{break-inside:avoid}
thead{display:table-header-group}
.own{break-before:page}
.wide{page:wide}
.wide h2{margin-top:0}
.picture{border:0;overflow:visible;text-align:center}
.picture svg{min-width:0;width:auto;max-width:100%;max-height:235mm;margin:0 auto}
.wide .picture svg{max-height:160mm}
.checks .note a{display:none}
}
`.trim();
