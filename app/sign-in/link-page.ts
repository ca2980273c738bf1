import { language, translator } from "@/app/(studio)/_i18n/language";
import { withBase } from "@/server/http/base-path";

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What a sign-in link opens: a form that a browser sends by itself, and that shows a button where scripts do not run. */
export async function linkPage({ token, next }: { token: string; next: string }): Promise<Response> {
  const t = await translator();
  const html = `<!doctype html>
<html lang="${await language()}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(t("signIn.title"))}</title>
<style>
  :root { color-scheme: light dark; font: 1rem system-ui, sans-serif }
  body { display: grid; place-items: center; min-height: 100dvh; margin: 0 }
  button { font: inherit; min-height: 3rem; padding: 0 2rem; border-radius: 0.75rem; cursor: pointer }
</style>
<form method="post" action="${withBase("/sign-in")}">
<input type="hidden" name="token" value="${escaped(token)}">
<input type="hidden" name="next" value="${escaped(next)}">
<button>${escaped(t("signIn.go"))}</button>
</form>
<script>
  const send = () => document.forms[0].submit();
  if (document.prerendering) document.addEventListener("prerenderingchange", send, { once: true });
  else send();
</script>
</html>
`;
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}
