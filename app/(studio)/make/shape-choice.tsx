"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { type Size, type SizeFields, sizeFor } from "./frame-sizes";
import type { MediaItem } from "./media-items";
import { idOfOption, type Value } from "./schema-form";
import { ShapeButton } from "./shape-button";

type Props = {
  fields: SizeFields;
  values: Record<string, Value>;
  /** The first picture that was given. */
  picture: MediaItem | undefined;
  onChange: (name: string, value: Value) => void;
};

const shapes = [
  { name: "16:9", ratio: 16 / 9 },
  { name: "9:16", ratio: 9 / 16 },
  { name: "1:1", ratio: 1 },
] as const;

const sideIds = [idOfOption("width"), idOfOption("height")];

/** The shape of the film or picture: sets width and height, which are among the folded options. */
export function ShapeChoice({ fields, values, picture, onChange }: Props) {
  const t = useTranslations("make");
  const ratio = useRatio(picture?.type === "image" ? picture.preview : null);
  const side = (name: "width" | "height") => Number(values[name] ?? fields[name].initial);
  const sizeOf = (ratio: number) => sizeFor(ratio, fields);
  const named = shapes.map(({ name, ratio }) => ({ title: name, ratio, size: sizeOf(ratio) }));
  const own = ratio ? [{ title: t("asPicture"), ratio, size: sizeOf(ratio) }] : [];
  const isKnown = ({ width, height }: Size) => named.some(({ size }) => size.width === width && size.height === height);
  const choices = [...named, ...own.filter(({ size }) => !isKnown(size))];
  const set = ({ width, height }: Size) => {
    onChange("width", String(width));
    onChange("height", String(height));
  };
  // Until a person chooses, the shape is that of the picture.
  const followed = useRef("");
  const follow = useEffectEvent((to: number) => {
    const isChosen = values.width !== undefined || values.height !== undefined;
    if (isChosen && followed.current !== `${side("width")}:${side("height")}`) return;
    const { width, height } = sizeOf(to);
    followed.current = `${width}:${height}`;
    set({ width, height });
  });
  useEffect(() => {
    if (!ratio) return;
    const focused = document.activeElement;
    if (!focused || !sideIds.includes(focused.id)) return follow(ratio);
    // Not under the caret: what a person types there would join the new number.
    const later = () => follow(ratio);
    focused.addEventListener("blur", later, { once: true });
    return () => focused.removeEventListener("blur", later);
  }, [ratio]);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{t("shape")}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(({ title, ratio, size }) => (
          <ShapeButton
            key={title}
            title={title}
            ratio={ratio}
            isChosen={size.width === side("width") && size.height === side("height")}
            onChoose={() => set(size)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The ratio of a picture's sides, once the browser has read it. */
function useRatio(url: string | null): number | null {
  const [known, setKnown] = useState<{ url: string; ratio: number } | null>(null);
  useEffect(() => {
    if (!url) return;
    let current = true;
    const image = new Image();
    image.src = url;
    image.decode().then(
      () => current && setKnown({ url, ratio: image.naturalWidth / image.naturalHeight }),
      () => {}, // a picture that the browser cannot show has no shape to offer
    );
    return () => {
      current = false;
    };
  }, [url]);
  return known && known.url === url ? known.ratio : null;
}
