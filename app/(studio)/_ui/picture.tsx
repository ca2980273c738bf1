import type { ComponentProps } from "react";

/** The one plain `img`: files come signed and sized from our own server, an optimiser would only copy them. */
export function Picture({ alt, ...rest }: ComponentProps<"img"> & { alt: string }) {
  // biome-ignore lint/performance/noImgElement: see above
  return <img alt={alt} {...rest} />;
}
