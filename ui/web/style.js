// The look of live pictures, inside their shadow root. Colours are Streamlit's theme variables.
const CSS = `
:host{display:block}
*{box-sizing:border-box}
.live{font-family:var(--st-font);color:var(--st-text-color);font-size:clamp(14px,calc(18 / 1920 * 100vw),40px);display:grid;gap:.6rem;grid-template-columns:minmax(0,1fr);word-break:keep-all}
.row{display:grid;gap:.9rem;grid-template-columns:minmax(0,1fr)}
.panel{margin:0;min-width:0;position:relative}
figcaption{display:flex;align-items:center;gap:.45rem;height:1.9em;margin-bottom:.2rem}
h3{margin:0;font-size:1em;line-height:1.8em;font-weight:650;letter-spacing:-.005em;flex:1 1 auto;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.tools{display:flex;gap:.35rem .6rem;align-items:center;flex-wrap:wrap;min-height:1.95em;margin-bottom:.3rem}
.tools:empty{display:none}
.note{margin:.25rem 0 0;color:var(--faint);line-height:1.35;font-size:1em;min-height:1.35em}
.main .note{min-height:2.7em}
.wrong{font-weight:650;color:var(--st-text-color)}.wrong::before{content:"⚠ "}
.labelled{display:inline-flex;align-items:center;gap:.35rem;white-space:nowrap}
.aside{min-height:0;margin:0;flex:1 1 0;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
h3:has(+.aside){flex:0 1 auto}
.stage{position:relative;overflow-x:auto;overflow-y:hidden;padding:2px 0}
canvas{display:block;border-radius:4px;touch-action:pan-x pan-y}
canvas:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:-3px}
button:focus-visible,summary:focus-visible,input:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:1px}
.tip{position:fixed;display:none;pointer-events:none;z-index:1000;padding:.25rem .55rem;border-radius:6px;background:var(--st-text-color);color:var(--st-background-color);white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.35;box-shadow:0 2px 10px #0004;max-width:min(34em,94vw)}
button{font:inherit;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.1em .55em;cursor:pointer;min-height:1.8em;white-space:nowrap}
button:hover:not(:disabled){border-color:var(--st-primary-color)}
button[aria-pressed=true],button[aria-selected=true]{background:var(--st-text-color);color:var(--st-background-color);border-color:var(--st-text-color)}
button:disabled{opacity:.45;cursor:default}
.group{display:inline-flex;flex-wrap:wrap}.group button{border-radius:0;margin-left:-1px}.group button:first-child{border-radius:6px 0 0 6px;margin-left:0}.group button:last-child{border-radius:0 6px 6px 0}
label{display:inline-flex;align-items:center;gap:.35rem;white-space:nowrap}
input[type=range]{accent-color:var(--st-primary-color);width:8em}input[type=checkbox]{accent-color:var(--st-primary-color);width:1.1em;height:1.1em}
.menu{position:relative;flex:none}.menu summary{list-style:none;cursor:pointer;border:1px solid var(--line);border-radius:6px;padding:0 .55em;line-height:1.68em;color:var(--faint);white-space:nowrap}.menu summary::-webkit-details-marker{display:none}
.items{position:absolute;right:0;top:110%;z-index:9;display:grid;gap:2px;padding:.3rem;min-width:11em;border:1px solid var(--line);border-radius:8px;background:var(--st-background-color);box-shadow:0 6px 24px #0003}
.items label{padding:.15em .5em}.items button{text-align:left;border:0;background:none}.items button:hover{background:var(--st-secondary-background-color)}
.alarm{margin:0;padding:.35rem .8rem;border-radius:6px;background:#b3261e;color:#fff;font-weight:600}
.notice{margin:0;padding:.25rem .8rem;border-radius:6px;background:var(--st-secondary-background-color);border-left:4px solid var(--st-primary-color);overflow-wrap:anywhere}
.alarm:empty,.notice:empty{display:none}
[hidden]{display:none!important}
.entry{position:absolute;margin:0;padding:0;border:0;border-radius:3px;background:none;color:transparent;font-family:inherit;text-align:center;pointer-events:none}.entry:focus{background:var(--st-background-color);color:inherit;pointer-events:auto;z-index:1}
.entry[aria-invalid=true]:focus{outline:3px solid #c5221f}
.sr{position:absolute;contain:strict;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.heads button{padding:.05em .45em;border-width:2px;background:none;border-color:var(--c)}
.heads button[aria-pressed=true]{color:var(--ink);border-color:var(--c);background:var(--c)}
.code{max-width:min(64em,94vw);padding:1rem 1.2rem;border:1px solid var(--line);border-radius:10px;background:var(--st-background-color);color:var(--st-text-color);font-size:inherit}.code::backdrop{background:#0006}.code p{margin:0 0 .5rem}.code pre{margin:0 0 .7rem;padding:.7rem .9rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--st-secondary-background-color);border-radius:6px;font-family:var(--st-code-font),monospace;line-height:1.45;tab-size:4}
.tabs{margin-bottom:.3rem}
.hold{display:grid;grid-template-columns:8.5em auto 7em 2.6em;gap:.5rem;align-items:center}.hold button{padding:.05em .45em;min-height:1.6em}.hold .off{opacity:.4}
.clamps{min-width:26em}.clamps button{border:1px solid var(--line);text-align:center}.clamps button[aria-pressed=true]{background:var(--st-text-color)}.clamps p{margin:.3em .2em;line-height:1.35}.column{flex-direction:column}.column button{border-radius:6px!important;margin:0 0 2px!important;text-align:left;white-space:normal}
.push{flex:1}.chips{display:inline-flex;flex-wrap:wrap;gap:.3rem}.chip{border-radius:99px;border-color:var(--st-primary-color)}
@media (max-width:700px){figcaption{height:auto;flex-wrap:wrap}figcaption h3{flex-basis:60%}.clamps{min-width:0;width:90vw}.hold{grid-template-columns:6em auto 4em 2em}.main .note{min-height:0}.aside{display:none}}
select{font:inherit;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.1em .35em;min-height:1.8em;max-width:100%}
.second{font:inherit;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.1em .55em;flex:1 1 12em;min-width:0}.grow{flex:1 1 22em}
.badge{display:inline-grid;place-items:center;width:1.6em;height:1.6em;border-radius:50%;color:#fff;flex:none}.a .badge{background:#1a73e8}.b .badge{background:#c2410c}.pickers{display:flex;flex-wrap:wrap;gap:.3rem .9rem}.pickers .tools{margin:0}.pickers .a{flex:none;max-width:100%}.pickers .b{flex:1 1 52em}.wide{flex:1 1 12em;min-width:0}.wide input{flex:1 1 8em;min-width:0}input[type=text]{font:inherit;color:inherit;background:var(--st-secondary-background-color);border:1px solid var(--line);border-radius:6px;padding:.1em .55em;min-height:1.8em}
.translation{margin:0 0 .3rem;font-size:1.15em;line-height:1.3;height:2.6em;overflow:hidden;overflow-wrap:anywhere;font-weight:600}.measured{color:var(--faint);margin-left:auto}
@media (min-width:900px){.twins{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (min-width:1000px){.trio{grid-template-columns:minmax(0,1.15fr) minmax(0,.8fr) minmax(0,1.4fr)}.whole{grid-template-columns:minmax(0,1.1fr) minmax(0,1.2fr) minmax(0,.62fr)}.pair{grid-template-columns:minmax(0,1.15fr) minmax(0,1fr)}.duo{grid-template-columns:minmax(0,1.72fr) minmax(0,1fr)!important}.main{grid-template-columns:var(--heads,18rem) minmax(0,1.15fr) minmax(0,1fr)}}
`;
let sheet;
export function dress(root, element, theme) {
  if (!sheet) (sheet = new CSSStyleSheet()), sheet.replaceSync(CSS);
  if (root.adoptedStyleSheets && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  element.style.setProperty("--faint", theme.faint);
  element.style.setProperty("--line", theme.line);
}
