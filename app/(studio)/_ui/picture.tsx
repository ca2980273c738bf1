import type { ComponentProps } from "react";

/** The only plain `img`: our server already signs and sizes the files, so an optimizer would only copy them. */
export function Picture({ alt, ...rest }: ComponentProps<"img"> & { alt: string }) {
  // biome-ignore lint/performance/noImgElement: see above
  return <img alt={alt} {...rest} />;
}
