/**
 * The stylesheet of every page, in the web UI's colours. In light and dark, the contrast of text is at least 4.5:1 and
 * of field borders 3:1.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: #f1f5f6; --glow: #d3eef2; --card: #fff; --line: #dee2e6; --field: #fff; --field-line: #7c858d;
  --text: #1f2327; --dimmed: #5a626a; --link: #0b7285; --accent: #0c8599; --button: #0b7285; --button-over: #095c6b;
  --alert: #fff0f0; --alert-text: #8f1d1d; --alert-line: #c92a2a; --tint: #eef9fa;
  --shadow: 0 1px 3px rgb(0 0 0 / 5%), 0 12px 32px -8px rgb(11 60 70 / 14%);
  font-family: -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-size: 1rem; line-height: 1.5; -webkit-text-size-adjust: 100%;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #1a1b1e; --glow: #123138; --card: #242628; --line: #3a3d41; --field: #1d1f21; --field-line: #7f868d;
    --text: #e6e8ea; --dimmed: #a9afb5; --link: #3bc9db; --accent: #3bc9db; --button: #0b7285; --button-over: #0c8599;
    --alert: #3a1f21; --alert-text: #ffb8b8; --alert-line: #ff8787; --tint: #1b2d31;
    --shadow: 0 1px 3px rgb(0 0 0 / 30%), 0 12px 32px -8px rgb(0 0 0 / 50%);
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  display: flex; flex-direction: column; align-items: center; min-height: 100vh; min-height: 100dvh; margin: 0;
  padding: clamp(1rem, 9vh, 6rem) 1rem 1rem; color: var(--text);
  background: radial-gradient(60rem 28rem at 50% -6rem, var(--glow), transparent) no-repeat var(--ground);
}
main {
  width: 100%; max-width: 26rem; padding: 2rem; border: 1px solid var(--line); border-radius: 12px;
  background: var(--card); box-shadow: var(--shadow); overflow-wrap: break-word;
}
@media (max-width: 24rem) { main { padding: 1.5rem 1.25rem; } }
.brand { display: flex; align-items: center; gap: 0.6rem; margin-bottom: 1.25rem; font-size: 1.25rem; font-weight: 700; }
.brand svg { display: block; width: 2.25rem; height: 2.25rem; }
h1 { margin: 0 0 1.25rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: 0.2em; }
main > :last-child, form > :last-child { margin-bottom: 0; }
form, #by-photo { display: grid; grid-template-columns: minmax(0, 1fr); }
form { gap: 1rem; margin: 0; }
.field { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0.35rem 0.75rem; }
label { font-size: 0.875rem; font-weight: 600; }
input, button, .button { font: inherit; border-radius: 8px; }
.field input {
  grid-row: 2; grid-column: 1 / -1; width: 100%; min-height: 2.75rem; padding: 0.5rem 0.85rem; color: inherit;
  background: var(--field); border: 1px solid var(--field-line);
}
.field input[aria-invalid=true] { border-color: var(--alert-line); }
.field .hint { grid-column: 1 / -1; }
.field .quiet { grid-row: 1; grid-column: 2; }
button, .button {
  display: block; min-height: 2.75rem; padding: 0.6rem 1.1rem; border: 1px solid transparent; font-weight: 600;
  line-height: 1.4; text-align: center; text-decoration: none; color: #fff; background: var(--button); cursor: pointer;
}
button:hover, .button:hover { background: var(--button-over); }
.second { color: var(--text); background: none; border-color: var(--field-line); }
.second:hover { background: var(--tint); }
.quiet {
  min-height: 1.5rem; padding: 0 0.25rem; font-size: 0.875rem; font-weight: 400; color: var(--link); background: none;
  text-decoration: underline; text-underline-offset: 0.2em;
}
.quiet:hover { background: var(--tint); }
:focus-visible, .drop:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
.drop input:focus-visible { outline: none; }
.hint { margin: 0; font-size: 0.875rem; color: var(--dimmed); }
.note { margin-bottom: 1rem; }
.after { margin-top: 1.25rem; }
.hint:empty { display: none; }
[role=alert], .warning {
  margin-bottom: 1.25rem; padding: 0.75rem 1rem; border-left: 4px solid var(--alert-line); border-radius: 8px;
  color: var(--alert-text); background: var(--alert);
}
.warning { margin: 0; padding-block: 0.35rem; }
.warning:empty { display: none; }
#by-photo { gap: 0.6rem; }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 0; font-size: 0.875rem; color: var(--dimmed); }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
.drop {
  position: relative; display: block; padding: 1rem; border: 2px dashed var(--field-line); border-radius: 12px;
  text-align: center; font-weight: 400; cursor: pointer;
}
.drop:hover, .drop.over { border-color: var(--accent); background: var(--tint); }
.drop input { position: absolute; inset: 0; width: 100%; opacity: 0; cursor: pointer; }
.drop strong { display: block; color: var(--link); }
#photo-chosen { display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; margin: 0; }
#photo-name { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
#photo-chosen .quiet { flex: none; }
.code { font-size: 1.75rem; letter-spacing: 0.1em; text-align: center; }
footer { margin-top: 1rem; font-size: 0.875rem; color: var(--dimmed); }
nav { display: flex; gap: 0.5rem; }
nav > * { padding: 0.25rem 0.5rem; border-radius: 8px; }
nav span { font-weight: 600; }
@media (prefers-reduced-motion: no-preference) {
  button, .button, .drop, .field input { transition: background-color 120ms, border-color 120ms; }
}
@media (forced-colors: active) { button, .button { border-color: ButtonText; } }
`;
