import type { RequestContext } from "@/server/api/caller";
import type { OpenShare } from "@/server/share/visit";
import { languageOf } from "../(studio)/_i18n/languages";
import { colours, htmlResponse, mediaOfShare, titleOfShare } from "./shared-html";

/** The player alone, the only page that other sites may show in a frame. */
export async function embedPage(open: OpenShare, { request }: RequestContext): Promise<Response> {
  const language = languageOf(request.headers);
  const body = `<main class="${open.result.kind}">${mediaOfShare(open, language)}</main>`;
  return htmlResponse({ language, title: titleOfShare(open, language), style, body, framed: true });
}

const style = `${colours}
  body { background: #000 }
  main { height: 100dvh; display: grid; place-items: center }
  main.pictures { height: auto; min-height: 100dvh }
  video, img { display: block; width: 100%; height: 100dvh; object-fit: contain }
  audio { width: calc(100% - 2rem) }
`;
