import { defineTemplate, type Scene } from "./define-template";
import { landed, spread } from "./geometry";
import type { Box, Layer } from "./layers";
import { type Look, talkingHeadLooks } from "./talking-head-looks";

/**
 * A person who speaks, before a background of another place. Values: `style` (minimal, cinematic, luxury), `vignette`,
 * `wrap` and `shadow` (0 to 1), `title_behind` (the person covers a part of the title), and where the face is in the
 * person's video, as fractions: `face_x`, `face_y`, `face_width`, `face_height`. Texts keep off the face.
 */
export const talkingHead = defineTemplate({
  id: "talking-head",
  title: "Talking head",
  zh: { title: "口播" },
  shapes: ["9:16", "1:1", "16:9"],
  media: { background: { type: "image" }, person: { type: "video", masked: true } },
  texts: {
    title: { kind: "title", max: 500 },
    subtitle: { kind: "subtitle", max: 500 },
    quote: { kind: "quote", max: 500, many: 20 },
  },
  layers(scene) {
    const look = talkingHeadLooks[scene.string("style", "cinematic")] ?? talkingHeadLooks.cinematic;
    const person = placePerson(scene);
    const rooms = roomsFor(scene, person);
    const titles = titleLayers(scene, look, rooms.title);
    const isBehind = scene.boolean("title_behind", false) && rooms.isAbove;
    return [
      {
        kind: "picture",
        media: "background",
        zoom: { from: 1, to: look.zoom, toward: { x: 0.5, y: 0.4 } },
        graded: true,
      },
      ...(isBehind ? titles : []),
      person.layer(scene.number("wrap", look.wrap), scene.number("shadow", look.shadow)),
      { kind: "vignette", strength: scene.number("vignette", look.vignette) },
      ...(isBehind ? [] : titles),
      ...quoteLayers(scene, look, rooms.quote),
    ];
  },
});

const whole: Box = { x: 0, y: 0, width: 1, height: 1 };

/** The person fills the frame; an upright video in a wide frame fills its right part and fades out to the left. */
function placePerson(scene: Scene) {
  const aspect = scene.media("person")?.aspect ?? 9 / 16;
  const isMasked = scene.media("person")?.masked ?? false;
  const isAside = scene.shape === "16:9" && aspect < 1 && isMasked;
  const box = isAside ? { x: 0.42, y: 0, width: 0.58, height: 1 } : whole;
  const guess =
    aspect < 1 ? { x: 0.33, y: 0.26, width: 0.34, height: 0.2 } : { x: 0.41, y: 0.18, width: 0.18, height: 0.36 };
  const given = {
    ...{ x: scene.number("face_x", guess.x), y: scene.number("face_y", guess.y) },
    ...{ width: scene.number("face_width", guess.width), height: scene.number("face_height", guess.height) },
  };
  // The eyes are above the middle of what is shown.
  const shown = Math.min(1, aspect / ((box.width * scene.width) / (box.height * scene.height)));
  const focus = {
    x: given.x + given.width / 2,
    y: given.y + given.height / 2 + (scene.shape === "1:1" ? 0.13 : 0.08) * shown,
  };
  const face = landed(given, aspect, scene, box, focus);
  const layer = (wrap: number, shadow: number): Layer => ({
    ...{ kind: "video", media: "person", masked: isMasked, box, focus, graded: true, wrap, shadow },
    ...(isAside && { feather: { left: 0.16 } }),
  });
  return { face, isAside, layer };
}

/** Where texts have room without the face: above the hair, below the chin, or beside the person. */
function roomsFor({ shape }: Scene, { face, isAside }: { face: Box; isAside: boolean }) {
  const tall = shape === "9:16";
  // Apps of phones put their own buttons over the upper and lower ends of tall films.
  const [top, bottom, side] = tall ? [0.08, 0.84, 0.08] : [0.07, 0.93, 0.06];
  if (isAside) {
    const room = { x: side, y: 0.16, width: 0.4, height: 0.68 };
    return { isAbove: false, title: room, quote: room };
  }
  const hair = Math.max(0, face.y - 0.42 * face.height);
  const chin = Math.min(face.y + face.height * 1.12, 0.78);
  if (shape === "16:9") {
    const isLeft = face.x + face.width / 2 >= 0.5;
    const free = isLeft ? face.x - 0.25 * face.width : 1 - (face.x + 1.25 * face.width);
    if (free > 0.3) {
      const room = { x: isLeft ? side : 1 - free + 0.02, y: 0.2, width: free - side - 0.02, height: 0.66 };
      return { isAbove: false, title: room, quote: room };
    }
  }
  const below = (least: number): Box => {
    const y = Math.max(chin + 0.02, bottom - (tall ? 0.24 : 0.3));
    const from = Math.min(y, bottom - least);
    return { x: side, y: from, width: 1 - 2 * side, height: bottom - from };
  };
  const isAbove = hair - top > (tall ? 0.11 : 0.16);
  const above = { x: side, y: top, width: 1 - 2 * side, height: Math.min(hair - top, tall ? 0.22 : 0.3) };
  return { isAbove, title: isAbove ? above : below(0.2), quote: below(tall ? 0.14 : 0.2) };
}

/** The title's end, after which quotes begin. */
const titleEnd = ({ seconds }: Scene) => Math.min(4.5, Math.max(1.2, seconds * 0.4));

function titleLayers(scene: Scene, look: Look, room: Box): Layer[] {
  const [title, subtitle] = [scene.text("title"), scene.text("subtitle")];
  const quotes = scene.texts("quote").length > 0;
  const end = quotes ? titleEnd(scene) : scene.seconds - Math.min(0.5, scene.seconds * 0.1);
  const times = (text: { from?: number; to?: number }, late: number) => ({
    from: text.from ?? Math.min(0.25, scene.seconds * 0.05) + late,
    to: text.to ?? end,
  });
  const share = title && subtitle ? 0.66 : title ? 1 : 0;
  const shaded: Layer[] =
    title || subtitle ? [{ ...look.shade(room), ...times(title ?? subtitle ?? {}, 0), enter: fade, leave: fade }] : [];
  const upper = { ...room, height: room.height * share };
  const lower = { ...room, y: room.y + room.height * share + 0.012, height: room.height * (1 - share) - 0.012 };
  return [
    ...shaded,
    ...(title ? [{ ...look.title(title.text, upper, scene), ...times(title, 0) }] : []),
    ...(subtitle ? [{ ...look.subtitle(subtitle.text, lower, scene), ...times(subtitle, 0.35) }] : []),
  ];
}

const fade = { as: "fade", seconds: 0.6 } as const;

function quoteLayers(scene: Scene, look: Look, room: Box): Layer[] {
  const quotes = scene.texts("quote");
  const isOpened = scene.text("title") || scene.text("subtitle");
  const from = isOpened ? titleEnd(scene) + 0.2 : 0.4;
  const times = spread(quotes, { from, to: scene.seconds - 0.2 });
  return quotes.flatMap(({ text }, i): Layer[] => [
    { ...look.shade(room), ...times[i], enter: fade, leave: fade },
    { ...look.quote(text, room, scene), ...times[i] },
  ]);
}
