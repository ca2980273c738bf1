import type { Script, Shot, Storyboard } from "@/lib/story/schemas";
import { styles } from "@/lib/styles";

/** A script and a storyboard of a given size, with which a film is planned before they are written. */

const [style] = styles;
export const exampleStyle = {
  ...{ style: style.id, style_tags: [...style.tags], visual_style: style.look, mood: style.mood },
  ...{ color_palette: [...style.palette], reasoning: "" },
};

/** About as many words as a voice says in the time. */
const wordsFor = (seconds: number) => "The camera moves closer. ".repeat(Math.max(1, Math.round(seconds / 2))).trim();

const each = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, i) => ({ i, duration: Math.round((10 * seconds) / count) / 10 }));

export function exampleScript({ scenes, seconds }: { scenes: number; seconds: number }): Script {
  return {
    ...{ title: "A film", synopsis: "A place at dawn.", content: "A place at dawn." },
    structure: {
      ...{ opening: "", closing: "", narrator: "" },
      scenes: each(scenes, seconds).map(({ i, duration }) => ({
        ...{ title: `Scene ${i + 1}`, description: "A place at dawn.", dialogue: wordsFor(duration), duration },
        ...{ visual_notes: "", audio_notes: "" },
      })),
    },
  };
}

export function exampleBoard(of: { scenes: number; shots: number; seconds: number; longest: number }): Storyboard {
  const { scenes, shots, seconds, longest } = of;
  return {
    shots: each(shots, seconds).map(
      ({ i, duration }): Shot => ({
        scene_number: Math.floor((i * scenes) / shots) + 1,
        ...{ title: `Shot ${i + 1}`, description: "A place at dawn.", dialogue: wordsFor(duration) },
        ...{ camera_movement: "static", shot_type: "wide", duration: Math.min(longest, Math.max(1, duration)) },
        ...{ composition_notes: "", lighting: "", color_palette: [] },
      }),
    ),
  };
}
