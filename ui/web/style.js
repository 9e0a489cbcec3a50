// The look of live pictures, inside their shadow root. Colours are Streamlit's theme variables.
const CSS = `
:host{display:block}
*{box-sizing:border-box}
.live{font-family:var(--st-font);color:var(--st-text-color);font-size:clamp(14px,calc(18 / 1920 * 100vw),22px);display:grid;gap:.6rem;grid-template-columns:minmax(0,1fr)}
.row{display:grid;gap:.8rem;grid-template-columns:minmax(0,1fr)}
.panel{margin:0;min-width:0;position:relative}
figcaption{display:flex;align-items:flex-start;gap:.45rem;min-height:2em;margin-bottom:.2rem}
h3{margin:0;font-size:1em;line-height:1.75em;font-weight:650;letter-spacing:-.005em;flex:0 1 auto;min-width:0;overflow-wrap:anywhere}
.tools{display:flex;gap:.4rem .7rem;align-items:center;flex:1 1 auto;justify-content:flex-end;flex-wrap:wrap}
.note{margin:.2rem 0 0;color:var(--faint);line-height:1.35;font-size:1em;min-height:1.35em}
.stage{position:relative;overflow-x:auto;overflow-y:hidden}
canvas{display:block;border-radius:4px;touch-action:pan-x pan-y}
canvas:focus-visible,button:focus-visible,summary:focus-visible,select:focus-visible,input:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:1px}
.tip{position:absolute;display:none;pointer-events:none;z-index:5;padding:.25rem .55rem;border-radius:6px;background:var(--st-text-color);color:var(--st-background-color);white-space:pre;line-height:1.35;box-shadow:0 2px 10px #0004;max-width:95%;overflow:hidden}
button,select{font:inherit;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.12em .6em;cursor:pointer;min-height:1.75em}
button[aria-pressed=true]{background:var(--st-text-color);color:var(--st-background-color);border-color:var(--st-text-color)}
button:disabled{opacity:.45;cursor:default}
.group{display:inline-flex}.group button{white-space:nowrap}.group button{border-radius:0;margin-left:-1px}.group button:first-child{border-radius:6px 0 0 6px;margin-left:0}.group button:last-child{border-radius:0 6px 6px 0}
label{display:inline-flex;align-items:center;gap:.35rem;white-space:nowrap}
input[type=range]{accent-color:var(--st-primary-color);width:7em}input[type=checkbox]{accent-color:var(--st-primary-color);width:1.1em;height:1.1em}
.menu{position:relative;flex:none}.menu summary{list-style:none;cursor:pointer;border:1px solid var(--line);border-radius:6px;padding:0 .55em;line-height:1.68em;color:var(--faint);white-space:nowrap}.menu summary::-webkit-details-marker{display:none}
.items{position:absolute;right:0;top:110%;z-index:9;display:grid;gap:2px;padding:.3rem;min-width:11em;border:1px solid var(--line);border-radius:8px;background:var(--st-background-color);box-shadow:0 6px 24px #0003}
.items label{padding:.15em .5em}.items button{text-align:left;border:0;background:none}.items button:hover{background:var(--st-secondary-background-color)}
.alarm{margin:0;padding:.35rem .8rem;border-radius:6px;background:#b3261e;color:#fff;font-weight:600}
.notice{margin:0;padding:.25rem .8rem;border-radius:6px;background:var(--st-secondary-background-color);border-left:4px solid var(--st-primary-color)}
.alarm:empty,.notice:empty{display:none}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.heads button{padding:.05em .45em;border-width:2px;background:none}.heads button[aria-pressed=true]{color:#fff;border-color:transparent;background:var(--c)}
.heads button{border-color:var(--c)}
@media (max-width:700px){figcaption{flex-wrap:wrap}.tools{order:3;flex:1 0 100%;justify-content:flex-start}h3{flex:1 1 auto}}
@media (min-width:1000px){.main{grid-template-columns:max-content minmax(0,1.15fr) minmax(0,1fr)}}
`;
let sheet;
export function dress(root, element, theme) {
  if (!sheet) (sheet = new CSSStyleSheet()), sheet.replaceSync(CSS);
  if (root.adoptedStyleSheets && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  element.style.setProperty("--faint", theme.faint);
  element.style.setProperty("--line", theme.line);
}
