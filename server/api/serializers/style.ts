import { env } from "@/lib/env";
import type { StyleObject } from "@/lib/schemas/style";
import { type Style, stylePhrase, styles, thumbnailPath } from "@/lib/styles";

export const presentStyles = (): StyleObject[] => styles.map(presentStyle);

function presentStyle(style: Style): StyleObject {
  const { id, title, tags, look, mood, palette, zh } = style;
  return {
    ...{ id, object: "style", title, tags: [...tags], look, mood, palette: [...palette] },
    phrase: stylePhrase(style),
    thumbnailUrl: `${env().PUBLIC_URL}${thumbnailPath(id)}`,
    zh: { ...zh, phrase: stylePhrase(style, "zh") },
  };
}
