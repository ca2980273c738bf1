import { findWorkflow } from "@/inngest/registry";
import { withoutDirectionMarks } from "@/lib/direction-marks";
import { env } from "@/lib/env";
import type { RequestContext } from "@/server/api/caller";
import { withBase } from "@/server/http/base-path";
import { escaped } from "@/server/http/escaped";
import { answerHeaders } from "@/server/http/security-headers";
import type { OpenShare } from "@/server/share/visit";
import { type Language, languageOf } from "../(studio)/_i18n/languages";
import { translatorIn } from "../(studio)/_i18n/translator";
import { fonts, mark } from "../(studio)/_ui/plain-page";

/** Pages for visitors without a key: one document each, without scripts, cookies or anything of the studio. */

const policy = (ancestors: string) =>
  [
    ...["default-src 'none'", "img-src 'self'", "media-src 'self'", "style-src 'unsafe-inline'", "base-uri 'none'"],
    ...["form-action 'none'", `frame-ancestors ${ancestors}`],
  ].join("; ");

type Document = {
  language: Language;
  title: string;
  head?: string;
  style: string;
  body: string;
  status?: number;
  framed?: boolean;
};

/** `framed`: other sites may show it in a frame. */
export function htmlResponse({
  language,
  title,
  head = "",
  style,
  body,
  status = 200,
  framed = false,
}: Document): Response {
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="${withBase("/icon.svg")}" type="image/svg+xml">
${head}<style>${style}</style>
${body}
</html>
`;
  const headers = new Headers({
    ...answerHeaders,
    "content-type": "text/html; charset=utf-8",
    "cache-control": "private, no-store",
  });
  headers.set("content-security-policy", policy(framed ? "*" : "'none'"));
  if (framed) {
    headers.delete("x-frame-options");
    headers.set("cross-origin-resource-policy", "cross-origin");
  }
  return new Response(html, { status, headers });
}

/** The colours of `globals.css`. */
export const colours = `
  :root { color-scheme: light dark; --paper: #f6f5f2; --raised: #fff; --sunken: #eceae5; --line: #dfdcd5; --ink: #1a1916;
    --soft: #4f4c45; --accent: #a84c08; --on: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #0d0d0f; --raised: #161619; --sunken: #1f1f23; --line: #2b2b30; --ink: #f4f2ed; --soft: #bcb8af;
      --accent: #f4a550; --on: #1b1206 }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 ${fonts} }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px }
`;

/** What visitors read above the result. Not the prompt, which the board shows only if its owner wants. */
export function titleOfShare({ share, job }: OpenShare, language: Language): string {
  const workflow = findWorkflow(job.model);
  const given = share.title ?? job.title;
  return (
    (given === null ? undefined : withoutDirectionMarks(given)) ??
    (language === "en" ? undefined : workflow?.[language]?.title) ??
    workflow?.title ??
    job.model
  );
}

/** The path of a share's file, and its address for other sites. */
export const filePath = ({ share }: OpenShare, name: string) => withBase(`/s/${share.token}/${name}`);
export const fileAddress = ({ share }: OpenShare, name: string) => `${env().PUBLIC_URL}/s/${share.token}/${name}`;

/** The player, the pictures or the sound of a share. */
export function mediaOfShare(open: OpenShare, language: Language): string {
  const t = translatorIn(language);
  const title = escaped(titleOfShare(open, language));
  const { kind, shown, subtitles } = open.result;
  const saving = open.share.download ? "" : ' controlslist="nodownload"';
  return shown
    .map(({ name, asset }, i) => {
      const src = escaped(filePath(open, name));
      const size = asset.width && asset.height ? ` width="${asset.width}" height="${asset.height}"` : "";
      if (kind === "sound")
        return `<audio controls preload="metadata" src="${src}" aria-label="${title}"${saving}></audio>`;
      if (kind === "pictures") {
        const alt = shown.length > 1 ? t("share.page.nth", { n: i + 1 }) : title;
        return `<img src="${src}" alt="${alt}"${size}>`;
      }
      const ratio = asset.width && asset.height ? ` style="--ratio: ${asset.width / asset.height}"` : "";
      const track = subtitles
        ? `<track kind="subtitles" src="${escaped(filePath(open, subtitles.name))}" label="${escaped(t("share.page.subtitles"))}">`
        : "";
      const poster = escaped(filePath(open, "poster.jpg"));
      return `<video controls playsinline preload="metadata" src="${src}" poster="${poster}" aria-label="${title}"${size}${ratio}${saving}>${track}</video>`;
    })
    .join("\n");
}

/** The page of a link that is invalid or has ended. */
export async function invalidPage({ request }: RequestContext): Promise<Response> {
  const language = languageOf(request.headers);
  const t = translatorIn(language);
  const style = `${colours}
  main { max-width: 24rem; min-height: 100dvh; margin: auto; padding: 3rem 1.25rem; display: flex; flex-direction: column;
    align-items: center; justify-content: center; text-align: center }
  svg { width: 3rem; margin-bottom: 1.25rem }
  h1 { margin: 0 0 .375rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.02em; text-wrap: balance }
  p { margin: 0; color: var(--soft) }
`;
  const body = `<main>${mark}<h1>${escaped(t("share.page.invalid"))}</h1><p>${escaped(t("share.page.invalidText"))}</p></main>`;
  return htmlResponse({ language, title: t("share.page.invalid"), style, body, status: 404 });
}
