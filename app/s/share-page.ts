import { env } from "@/lib/env";
import type { RequestContext } from "@/server/api/caller";
import { escaped } from "@/server/http/escaped";
import type { OpenShare } from "@/server/share/visit";
import { languageOf } from "../(studio)/_i18n/languages";
import { translatorIn } from "../(studio)/_i18n/translator";
import { type SharedShot, sharedShots } from "./board";
import { colours, fileAddress, filePath, htmlResponse, mediaOfShare, titleOfShare } from "./shared-html";

/** The page of a shared job: title, result and, if its owner wants, the shots. */
export async function sharePage(open: OpenShare, { request }: RequestContext): Promise<Response> {
  const language = languageOf(request.headers);
  const t = translatorIn(language);
  const title = titleOfShare(open, language);
  const shots = open.share.board ? await sharedShots(open.job, language) : [];
  const { kind, shown } = open.result;
  const saves = shown.map(({ name }, i) => {
    const label = shown.length > 1 ? t("share.page.saveNth", { n: i + 1 }) : t("share.page.save");
    return `<a class="save" href="${escaped(filePath(open, name))}?download" download>${escaped(label)}</a>`;
  });
  const body = `<main>
<section class="${kind}" aria-label="${escaped(t("share.page.film"))}">${mediaOfShare(open, language)}</section>
<header><h1 dir="auto">${escaped(title)}</h1>${open.share.download ? `<p class="saves">${saves.join(" ")}</p>` : ""}</header>
${shots.length > 0 ? `<h2>${escaped(t("share.page.shots"))}</h2><ol class="shots">${shots.map((shot) => cardOf(open, shot)).join("")}</ol>` : ""}
</main>
<footer>Nextscene</footer>`;
  return htmlResponse({ language, title, head: previewOf(open, title), style, body });
}

const cardOf = (open: OpenShare, { title, words, name, picture: { width, height } }: SharedShot) => `<li>
<img src="${escaped(filePath(open, name))}" alt="" loading="lazy"${width && height ? ` width="${width}" height="${height}"` : ""}>
<h3 dir="auto">${escaped(title)}</h3>
${words ? `<p dir="auto">${escaped(words)}</p>` : ""}</li>`;

/** What chats and social networks show of the link, and where they find its player. */
function previewOf(open: OpenShare, title: string): string {
  const { kind, shown } = open.result;
  const url = `${env().PUBLIC_URL}/s/${open.share.token}`;
  const [main] = shown;
  const { width, height, contentType = "" } = main?.asset ?? {};
  const size = { width: String(width ?? 1280), height: String(height ?? 720) };
  const poster = kind === "sound" ? null : fileAddress(open, "poster.jpg");
  const video = kind === "film" && main ? fileAddress(open, main.name) : null;
  const properties: [string, string | null][] = [
    ["og:site_name", "Nextscene"],
    ["og:title", title],
    ["og:url", url],
    ["og:type", video ? "video.other" : "website"],
    ["og:image", poster],
    ["og:image:alt", poster && title],
    ["og:video", video],
    ["og:video:type", video && contentType],
    ["og:video:width", video && size.width],
    ["og:video:height", video && size.height],
  ];
  const names: [string, string | null][] = [
    ["twitter:card", video ? "player" : poster ? "summary_large_image" : "summary"],
    ["twitter:title", title],
    ["twitter:image", poster],
    ["twitter:player", video && `${url}/embed`],
    ["twitter:player:width", video && size.width],
    ["twitter:player:height", video && size.height],
  ];
  const tags = (attribute: string, all: [string, string | null][]) =>
    all.flatMap(([name, content]) =>
      content === null ? [] : [`<meta ${attribute}="${name}" content="${escaped(content)}">\n`],
    );
  const oembed = `${env().PUBLIC_URL}/oembed?url=${encodeURIComponent(url)}&format=json`;
  const link = `<link rel="alternate" type="application/json+oembed" href="${escaped(oembed)}" title="${escaped(title)}">\n`;
  return [...tags("property", properties), ...tags("name", names), link].join("");
}

const style = `${colours}
  main { max-width: 64rem; margin: auto; padding: clamp(1rem, 4vw, 3rem) clamp(1rem, 4vw, 2rem) 2rem }
  section { display: grid; gap: 1rem }
  section.pictures { grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)) }
  video, section img { display: block; width: auto; max-width: 100%; height: auto; max-height: 78dvh; margin: auto;
    background: #000; border-radius: 1rem }
  video { width: min(100%, calc(78dvh * var(--ratio, 1.78))); aspect-ratio: var(--ratio, 1.78) }
  audio { width: 100% }
  header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .75rem 2rem;
    margin-top: 1.25rem }
  h1 { margin: 0; font-size: clamp(1.375rem, 1.1rem + 1.4vw, 2rem); line-height: 1.2; letter-spacing: -.02em;
    text-wrap: balance; overflow-wrap: anywhere }
  .saves { margin: 0; display: flex; flex-wrap: wrap; gap: .5rem }
  .save { display: inline-flex; align-items: center; min-height: 2.75rem; padding: 0 1.125rem; border-radius: .75rem;
    background: var(--raised); color: var(--ink); font-weight: 500; text-decoration: none; border: 1px solid var(--line) }
  .save:hover { background: var(--sunken) }
  h2 { margin: 3rem 0 1rem; font-size: 1.125rem }
  .shots { list-style: none; margin: 0; padding: 0; display: grid; gap: 2rem 1.25rem;
    grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)) }
  .shots img { display: block; width: 100%; height: auto; border-radius: .75rem; background: var(--sunken) }
  h3 { margin: .75rem 0 .125rem; font-size: 1rem }
  .shots p { margin: 0; color: var(--soft); font-size: .9375rem; white-space: pre-line; overflow-wrap: anywhere }
  footer { padding: 2rem; text-align: center; color: var(--soft); font-size: .875rem }
  @media print { video { display: none } }
`;
