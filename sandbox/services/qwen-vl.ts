import { readFile } from "node:fs/promises";
import { z } from "zod";
import { bring } from "../media/inputs";
import { lookAt } from "../media/look";
import { openPicture } from "../media/picture";
import { seedOf } from "../random";
import { tellScenes } from "../scenes/story";
import { type CarriedMarker, defineAnswering, Refusal, seed, text } from "../service";

const SCENES = 5;

const INSTANT_LOOK = {
  orientation: "square",
  brightness: 0.5,
  contrast: 0.2,
  warmth: 0,
  palette: ["teal", "sand"],
  top: "blue",
  bottom: "green",
  openSky: true,
  focus: { x: 0.5, y: 0.5 },
  light: "left",
} as const satisfies Awaited<ReturnType<typeof lookAt>>;

/** The markers to pass on with a scene: those for this scene, and those for all. */
function carried(carry: CarriedMarker[], scene: number): string {
  const due = carry.filter((marker) => marker.scene === 0 || marker.scene === scene);
  return due.map((marker) => ` ${marker.text}`).join("");
}

export const qwenVl = defineAnswering({
  id: "qwen-vl",
  body: z.looseObject({
    image_url: z.string().min(1),
    prompt: text,
    system_prompt: text,
    seed,
  }),
  async answer(body, { folder, signal }, { instant, carry }) {
    const began = performance.now();
    const prompt = body.prompt ?? "";
    let look: Parameters<typeof tellScenes>[0] = { ...INSTANT_LOOK, palette: ["teal", "sand"] };
    let chosen = body.seed ?? seedOf(prompt);
    if (!instant) {
      try {
        const file = await bring(body.image_url, "image", folder, 0, signal);
        look = await lookAt((await openPicture(file)).picture);
        chosen = body.seed ?? seedOf(`${prompt}\n${(await readFile(file)).toString("latin1")}`);
      } catch (error) {
        throw new Refusal(422, `image_url: ${error instanceof Error ? error.message : "could not be read"}`);
      }
    }
    const scenes = tellScenes(look, prompt, body.system_prompt ?? "", chosen, SCENES);
    return {
      status: "success",
      enhanced_prompt: scenes.map((scene, i) => `Next Scene: ${scene}${carried(carry, i + 1)}`).join("\n\n"),
      original_prompt: prompt,
      processing_time: Math.round(performance.now() - began) / 1000,
      seed: chosen,
    };
  },
});
