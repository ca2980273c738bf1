import type { Language } from "@/app/(studio)/_i18n/languages";
import { translatorIn } from "@/app/(studio)/_i18n/translator";
import { fonts, mark } from "@/app/(studio)/_ui/plain-page";
import { withBase } from "@/server/http/base-path";
import { escaped } from "@/server/http/escaped";

/**
 * The page of a sign-in link: a form that the browser submits at once, with a button for browsers without scripts. It
 * becomes visible after a moment only, so that it usually does not flash. Its colours are those of `globals.css`.
 */
export function linkPage({ token, next, language }: { token: string; next: string; language: Language }): Response {
  const t = translatorIn(language);
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(t("signIn.title"))} · Nextscene</title>
<link rel="icon" href="${withBase("/icon.svg")}" type="image/svg+xml">
<style>${style}</style>
<main>
${mark}
<h1>${escaped(t("signIn.opening"))}</h1>
<p>${escaped(t("signIn.openingText"))}</p>
<form method="post" action="${withBase("/sign-in")}">
<input type="hidden" name="token" value="${escaped(token)}">
<input type="hidden" name="next" value="${escaped(next)}">
<button>${escaped(t("signIn.go"))}</button>
</form>
</main>
<script>
  const send = () => document.forms[0].submit();
  if (document.prerendering) document.addEventListener("prerenderingchange", send, { once: true });
  else send();
</script>
</html>
`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}

const style = `
  :root { color-scheme: light dark; --paper: #f6f5f2; --ink: #1a1916; --soft: #4f4c45; --accent: #a84c08; --on: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0d0d0f; --ink: #f4f2ed; --soft: #bcb8af; --accent: #f4a550; --on: #1b1206 }
  }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 ${fonts} }
  main { box-sizing: border-box; max-width: 24rem; min-height: 100dvh; margin: auto; padding: 3rem 1.25rem;
    display: flex; flex-direction: column; justify-content: center; animation: appear .3s .6s backwards }
  @keyframes appear { from { opacity: 0 } }
  svg { width: 2.75rem; margin-bottom: 1.5rem }
  h1 { margin: 0 0 .375rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.02em }
  p { margin: 0 0 1.5rem; color: var(--soft) }
  button { width: 100%; min-height: 3rem; border: 0; border-radius: .75rem; background: var(--accent); color: var(--on);
    font: inherit; font-weight: 600; cursor: pointer }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px }
`;
