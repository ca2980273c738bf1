import { z } from "zod";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { readQuery } from "@/server/api/parse";
import { limitVisits } from "@/server/api/rate-limit";
import { defineRoute } from "@/server/api/route";
import { comesFrom } from "@/server/http/client-address";
import { escaped } from "@/server/http/escaped";
import { invalidLink, type OpenShare, openShare } from "@/server/share/visit";
import { type Language, languageOf } from "../(studio)/_i18n/languages";
import { fileAddress, titleOfShare } from "../s/shared-html";

const size = z.coerce.number().int().min(1).max(10_000).optional();
const query = z.object({ url: z.string().max(2000), format: z.string().optional(), maxwidth: size, maxheight: size });

/** oEmbed 1.0 of shared pages, for sites that show a link as its player. Public: the link's token is the credential. */
export const GET = defineRoute({
  method: "GET",
  path: "/oembed",
  access: "public",
  handler: async (visit) => {
    const limits = limitVisits(comesFrom(visit.request).address);
    const { url, format = "json", maxwidth, maxheight } = readQuery(query, visit.url);
    if (format !== "json") throw new Problem("invalid_request", "?format: Only json is supported.");
    const open = await openShare(tokenOf(url));
    if (!open) throw invalidLink();
    const body = describe(open, languageOf(visit.request.headers), {
      width: maxwidth ?? 960,
      height: maxheight ?? 1080,
    });
    const headers = { ...limits, "access-control-allow-origin": "*", "x-robots-tag": "noindex" };
    return Response.json(body, { headers });
  },
});

/** The token of a shared page's address; empty for any other address. */
function tokenOf(url: string): string {
  const base = `${env().PUBLIC_URL}/s/`;
  return url.startsWith(base) ? (/^([\w-]{43})(?:\/embed)?\/?$/.exec(url.slice(base.length))?.[1] ?? "") : "";
}

function describe(open: OpenShare, language: Language, most: { width: number; height: number }) {
  const { kind, shown } = open.result;
  const [main] = shown;
  const title = titleOfShare(open, language);
  const about = { version: "1.0", title, provider_name: "Nextscene", provider_url: env().PUBLIC_URL };
  const given = { width: main?.asset.width ?? 640, height: main?.asset.height ?? (kind === "sound" ? 80 : 360) };
  const scale = Math.min(1, most.width / given.width, most.height / given.height);
  const [width, height] = [Math.round(given.width * scale), Math.round(given.height * scale)];
  if (kind === "pictures" && main) return { type: "photo", ...about, url: fileAddress(open, main.name), width, height };
  const src = escaped(fileAddress(open, "embed"));
  const frame = `width="${width}" height="${height}" style="border:0" allow="fullscreen" allowfullscreen`;
  const html = `<iframe src="${src}" title="${escaped(title)}" ${frame}></iframe>`;
  if (kind === "sound") return { type: "rich", ...about, html, width, height };
  const still = Math.min(1280, given.width);
  const thumbnail = {
    thumbnail_url: fileAddress(open, "poster.jpg"),
    thumbnail_width: still,
    thumbnail_height: Math.round((given.height * still) / given.width),
  };
  return { type: "video", ...about, html, width, height, ...thumbnail };
}
