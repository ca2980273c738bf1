import type { OpenShare } from "@/server/share/visit";
import { colours, htmlResponse, mediaOfShare, titleOfShare } from "./shared-html";

/** The player alone, the only page that other sites may show in a frame. */
export const embedPage = async (open: OpenShare): Promise<Response> =>
  htmlResponse({
    title: await titleOfShare(open),
    style,
    body: `<main class="${open.result.kind}">${await mediaOfShare(open)}</main>`,
    framed: true,
  });

const style = `${colours}
  body { background: #000 }
  main { height: 100dvh; display: grid; place-items: center }
  main.pictures { height: auto; min-height: 100dvh }
  video, img { display: block; width: 100%; height: 100dvh; object-fit: contain }
  audio { width: calc(100% - 2rem) }
`;
