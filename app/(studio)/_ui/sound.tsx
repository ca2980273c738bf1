/** A sound with the browser's own controls, in the middle of its frame. */
export function Sound({ src, name }: { src: string; name: string }) {
  // biome-ignore lint/a11y/useMediaCaption: sounds given or made here have no captions
  return <audio src={src} aria-label={name} controls className="absolute inset-x-3 top-1/3 w-[calc(100%-1.5rem)]" />;
}
