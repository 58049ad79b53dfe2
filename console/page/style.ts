import { Html } from './html';

/** Light and dark by the reader's choice; contrasts of 4.5 to 1 and more. */
const CSS = `
:root{color-scheme:light dark;--line:light-dark(#d9dce1,#3a3f47);--soft:light-dark(#f5f6f8,#22262b);--ink:light-dark(#1c2024,#e8eaed);
--mute:light-dark(#586270,#a3adba);--accent:light-dark(#0b57bd,#8abbff);--good:light-dark(#0b7a5b,#4fc79d);--calm:light-dark(#8a94a3,#6b7583);
--warn:light-dark(#b26a00,#ffb84d);--bad:light-dark(#b3261e,#ff8f86)}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:light-dark(#fff,#17191c)}
a{color:var(--accent)}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--soft);padding:.3rem .6rem}
header{display:flex;gap:.4rem 1.2rem;align-items:baseline;flex-wrap:wrap;padding:.8rem 1.2rem;background:var(--soft);border-bottom:1px solid var(--line)}
header nav{display:flex;gap:1.1rem;flex-wrap:wrap}header nav a{text-decoration:none}header nav a[aria-current]{font-weight:600;color:var(--ink);border-bottom:2px solid}
header>.mute{margin-left:auto;font-size:.85rem}main{padding:1.2rem;max-width:1300px;margin:0 auto}
h1{font-size:1.4rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:1.8rem 0 .6rem}h2.first{margin-top:0}h3{font-size:1rem;margin:0 0 .3rem}.condition{margin:.2rem 0}.condition strong{text-transform:capitalize}
.mute{color:var(--mute)}.count{background:var(--bad);color:light-dark(#fff,#17191c);border-radius:9px;padding:0 .45em;font-size:.8rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line)}
thead th{color:var(--mute);font-weight:500;white-space:nowrap}.number{text-align:right;font-variant-numeric:tabular-nums}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,23rem),1fr));gap:1rem}.card{border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem}
.card.bad{border-left:4px solid var(--bad)}.card.warn{border-left:4px solid var(--warn)}.card.good{border-left:4px solid var(--good)}.card.calm{border-left:4px solid var(--calm)}
dl{display:grid;grid-template-columns:auto 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:var(--mute)}dd{margin:0;overflow-wrap:anywhere}.card dl{grid-template-columns:fit-content(40%) 1fr}
input,select,button{font:inherit;color:inherit;background:light-dark(#fff,#101214);border:1px solid light-dark(#8a94a3,#6b7583);border-radius:6px;padding:.35rem .6rem;max-width:100%;min-height:2.3rem}input[type=checkbox]{min-height:0}
button{background:var(--soft);cursor:pointer}button.main{background:var(--accent);color:light-dark(#fff,#101214);border-color:transparent}
form{display:inline-flex;gap:.5rem;flex-wrap:wrap;align-items:end;margin:0}form label{display:grid;font-size:.85rem;color:var(--mute)}form.filter{margin-bottom:1rem}
.actions{display:flex;gap:.6rem;flex-wrap:wrap;align-items:end;margin-top:.6rem}.item{border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;margin-bottom:1rem}
.item .tick{float:right;color:var(--mute)}.item p{margin:.2rem 0;overflow-wrap:anywhere}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
[role=alert],[role=status]{border-left:4px solid var(--accent);padding:.5rem .8rem;background:var(--soft)}[role=alert]{border-color:var(--bad)}
.empty{padding:1.2rem;border:1px dashed var(--line);border-radius:8px;color:var(--mute)}
figure.bars{margin:0 0 1.4rem}.bars svg{display:block;width:100%;height:120px;background:var(--soft);border-radius:6px}.axis{display:flex;justify-content:space-between;font-size:.8rem}
.legend{margin:.2rem 0;font-size:.85rem}.legend span{margin-right:.9rem}.dot{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.3em}
.dot.good{background:var(--good)}.dot.calm{background:var(--calm)}.dot.warn{background:var(--warn)}.dot.bad{background:var(--bad)}.dot.accent{background:var(--accent)}
rect.good{fill:var(--good)}rect.calm{fill:var(--calm)}rect.warn{fill:var(--warn)}rect.bad{fill:var(--bad)}rect.accent{fill:var(--accent)}
label.progress{display:block}.reading{margin-bottom:1rem}.reading>p{margin:.3rem 0}.item ul{margin:.4rem 0;padding-left:1.2rem}progress,meter{width:100%;accent-color:var(--accent)}td .movement{white-space:nowrap}td details p{max-width:40rem}code{font-size:.9em;overflow-wrap:anywhere}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:.8rem;margin:.5rem 0}.sides>div{background:var(--soft);border-radius:6px;padding:.5rem .7rem}.sides h3{margin:0;font-weight:500;color:var(--mute)}.value{white-space:pre-wrap}
.parts{display:flex;gap:1.1rem;margin-bottom:1rem}.parts a[aria-current]{font-weight:600;color:var(--ink);text-decoration:none}a,span,strong,time,summary,option,label,th,td,dd{unicode-bidi:isolate}`;

export const STYLE = new Html(CSS);
