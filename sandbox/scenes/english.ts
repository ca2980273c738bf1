import type { Colour, Look } from "../media/look";
import { pick } from "../random";
import type { Beat, Language, Light, Shot } from "./language";

const COLOURS: Record<Colour, string> = {
  red: "red",
  orange: "orange",
  gold: "gold",
  green: "green",
  teal: "teal",
  blue: "blue",
  violet: "violet",
  rose: "rose",
  brown: "brown",
  sand: "pale sand",
  white: "white",
  silver: "silver",
  grey: "grey",
  black: "near-black",
};

const SHOTS: Record<Shot, readonly [string, ...string[]]> = {
  wide: ["Wide shot, the camera pans slowly to the right", "Establishing wide shot with a slow pan to the left"],
  medium: ["Medium shot, a slow push in", "Medium shot, the camera pushes in gently"],
  close: ["Close-up, a slow push in with a handheld breath", "Close-up, shallow focus, pushing in by inches"],
  above: ["Shot from above, the camera descends like a crane", "High-angle view from above, drifting downward"],
  track: ["Tracking shot at walking pace, lightly handheld", "Tracking shot, the camera follows close behind"],
  orbit: ["The camera orbits slowly, half a circle", "An orbiting medium view, smooth and unbroken"],
  lateral: ["Lateral move, the camera slides sideways", "Sideways slide of the camera past the foreground"],
  out: ["The camera pulls out slowly to a last view", "A long pull out that leaves the place behind"],
};

const LIGHTS: Record<Light, readonly [string, ...string[]]> = {
  sunny: ["Sunlight lies full on every surface and the air is clear", "Bright daylight opens the shadows"],
  dawn: ["At dawn the first light is cool and thin", "Daybreak lifts a pale haze off the ground"],
  dusk: ["Dusk warms every outline to copper", "The last sunset light burns low along the edges"],
  night: ["Night has come, blue and deep, with a few points of light", "Under the moon all colour sinks to blue"],
  fog: ["Fog moves in and takes the distance away", "A soft mist flattens the background to silhouettes"],
  storm: ["A storm breaks and rain streaks the frame", "Rain comes down hard out of a dark sky"],
};

const GOES_ON: readonly string[] = [
  "The story picks up exactly where the picture left it",
  "One small gesture answers the moment before it",
  "What was only hinted at now becomes visible",
  "A movement at the edge of the frame changes the course of things",
  "Everything comes to rest, and the question stays open",
];

const MOODS: readonly [string, ...string[]] = [
  "the mood is calm and expectant",
  "the mood is tender, a little uncertain",
  "the tension rises without a sound",
  "there is relief in the stillness",
  "the mood is solitary but not sad",
];

function place(look: Look, random: () => number): string {
  const above = look.openSky ? `an open ${COLOURS[look.top]} sky` : `${COLOURS[look.top]} overhead`;
  const light =
    look.light === "even"
      ? "soft, even light"
      : look.light === "above"
        ? "light from above"
        : `light from the ${look.light}`;
  const [first, second] = look.palette;
  return pick(random, [
    `The ${COLOURS[first]} and ${COLOURS[second]} of the picture carry on, ${above}, ${COLOURS[look.bottom]} ground and ${light}`,
    `Same place, same palette of ${COLOURS[first]} and ${COLOURS[second]}: ${above}, ${COLOURS[look.bottom]} below, ${light}`,
  ]);
}

function sentence(text: string): string {
  const bare = text.replace(/[\s.,;:!?]+$/u, "");
  return bare === "" ? "" : `${bare.charAt(0).toUpperCase()}${bare.slice(1)}. `;
}

export const english: Language = {
  clauses: /[.!?;\n]+\s*|,?\s+(?:and )?then\s+/i,
  longest: 160,
  tell({ shot, light, look, told, nth, random }: Beat) {
    const keeps = pick(random, [
      "Faces, hair and clothing stay as they were",
      "Every figure keeps its build and its clothes",
      "The background continues without a break",
    ]);
    const parts = [pick(random, SHOTS[shot]), told || GOES_ON[nth % GOES_ON.length], place(look, random)];
    parts.push(pick(random, LIGHTS[light]), `${keeps}, and ${pick(random, MOODS)}`);
    return parts
      .map((part) => sentence(part ?? ""))
      .join("")
      .trim();
  },
};
